import { GridListItem } from 'react-aria-components'
import type { BondedItemView } from '../../../../core/contract/bonded.ts'
import { useWords } from '../../../words/use-words.ts'
import { BalancePicture } from './balance-picture.tsx'

export const keyOfItem = ({
  customsEntry,
  entryItem,
}: Pick<BondedItemView, 'customsEntry' | 'entryItem'>): string => `${customsEntry}/${entryItem}`

/** One entry item in the list: how it stands, and what of it came in, went out and is left. */
export const ItemRow = ({ of }: { of: BondedItemView }) => {
  const { t, number, language } = useWords()
  const { customsEntry, entryItem, nameEn, nameZh, state, totalIn, totalOut, totalLeft } = of
  const name = language === 'zh-CN' ? nameZh : nameEn
  return (
    <GridListItem
      id={keyOfItem(of)}
      textValue={`${customsEntry} ${entryItem} ${name}`}
      className="label-row asn-row"
      data-testid={`bonded-item-${entryItem}`}
    >
      <span>{t('bonded.item-name', { item: entryItem, name })}</span>
      <span className={`badge badge-bonded-${state}`}>{t(`bonded.state.${state}`)}</span>
      <span className="quiet asn-facts">
        {t('bonded.item-facts', {
          entry: customsEntry,
          came: number(totalIn),
          out: number(totalOut),
          left: number(totalLeft),
        })}
      </span>
      <BalancePicture of={of} />
    </GridListItem>
  )
}
