import { GridListItem } from 'react-aria-components'
import type { InspectionRow } from '../../../../core/contract/inspections.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { useWords } from '../../../words/use-words.ts'
import { aboutOf, toneOf, unaskedWord } from './task-words.ts'

/** One task in the list: what for, how far, until when. */
export const TaskRow = ({ of }: { of: InspectionRow }) => {
  const words = useWords()
  const { t } = words
  const { id, kind, asn, state, overdue, unasked, outcome, deadline, repeat } = of
  return (
    <GridListItem id={id} textValue={`${t(`inspections.kind.${kind}`)} ${asn}`} className="label-row asn-row">
      <strong className="asn-name">
        {t(`inspections.kind.${kind}`)}
        {repeat > 1 && ` ×${repeat}`}
      </strong>
      <span className={`badge badge-tone-${toneOf(of)}`} data-testid={`task-state-${id.slice(0, 12)}`}>
        {outcome && state === 'concluded'
          ? t(`inspections.outcome.${outcome}`)
          : t(`inspections.state.${state}`)}
      </span>
      <span className="quiet asn-facts">
        {asn} · {aboutOf(words, of)}
      </span>
      <span className={unasked || overdue ? 'asn-why tone-stop' : 'asn-why quiet'}>
        {t(unasked ? unaskedWord(state) : overdue ? 'inspections.overdue-since' : 'inspections.until', {
          t: dateAndClockOf(deadline),
        })}
      </span>
    </GridListItem>
  )
}
