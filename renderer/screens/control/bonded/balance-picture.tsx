import type { BondedItemView } from '../../../../core/contract/bonded.ts'
import { useWords } from '../../../words/use-words.ts'

/** What came in of an item, as one bar: gone, damaged, held, free. The numbers are said with it. */
export const BalancePicture = ({ of }: { of: Pick<BondedItemView, 'totalOut' | 'account' | 'arriving'> }) => {
  const { t, number } = useWords()
  const { sellable = 0, held = 0, damaged = 0 } = of.account.left
  const parts = { out: of.totalOut, sellable, held, damaged, arriving: of.arriving } as const
  const some = (Object.keys(parts) as (keyof typeof parts)[]).filter((part) => parts[part] > 0)
  const words = some.map((part) => `${t(`bonded.part.${part}`)} ${number(parts[part])}`).join(' · ')
  if (some.length === 0) return <span className="quiet balance-none">{t('bonded.nothing-in')}</span>
  return (
    <span className="balance-picture" role="img" aria-label={words} title={words}>
      {some.map((part) => (
        <span key={part} className={`balance-${part}`} style={{ flexGrow: parts[part] }}>
          {number(parts[part])} {t(`bonded.part.${part}`)}
        </span>
      ))}
    </span>
  )
}
