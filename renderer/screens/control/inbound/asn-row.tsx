import { GridListItem } from 'react-aria-components'
import type { InboundAsn } from '../../../../core/contract/release.ts'
import { useWords } from '../../../words/use-words.ts'
import { ReleasePicture } from './release-picture.tsx'

/** One notice in the list: how far it is on its way out, and the first reason that it is held for. */
export const AsnRow = ({ of }: { of: InboundAsn }) => {
  const { t, say, number } = useWords()
  const { asn, seller, state, lines, planned, why } = of
  const [first] = why
  return (
    <GridListItem id={asn} textValue={`${asn} ${seller}`} className="label-row asn-row">
      <strong className="asn-name">{asn}</strong>
      <span className={`badge badge-release-${state}`} data-testid={`state-${asn}`}>
        {t(`release.state.${state}`)}
      </span>
      <span className="quiet asn-facts">
        {t('inbound.facts', { seller, lines: number(lines), units: number(planned) })}
      </span>
      <ReleasePicture of={of} />
      {first && (
        <span className="asn-why">
          {say(first.sentence)}
          {why.length > 1 && ` ${t('inbound.and-more', { n: number(why.length - 1) })}`}
        </span>
      )}
    </GridListItem>
  )
}
