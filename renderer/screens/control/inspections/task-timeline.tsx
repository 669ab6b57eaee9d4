import type { InspectionAnswer } from '../../../../core/contract/inspections.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { useWords } from '../../../words/use-words.ts'

const textOf = (value: unknown) => (typeof value === 'string' && value.length <= 200 ? value : null)

/** What happened to a task, in order, by whom. */
export const TaskTimeline = ({ of }: { of: InspectionAnswer }) => {
  const { t } = useWords()
  return (
    <section aria-label={t('inspections.timeline')}>
      <h3>{t('inspections.timeline')}</h3>
      <ol className="plain-list inspection-moves">
        <li>
          <time>{dateAndClockOf(of.task.createdAt)}</time> {t('inspections.event.create')}
        </li>
        {of.moves.map((move) => (
          <li key={`${move.t} ${move.event}`}>
            <time>{dateAndClockOf(move.t)}</time> {t(`inspections.event.${move.event}`)}
            {move.by && ` · ${move.by}`}
            {textOf(move.detail.agency) && move.event === 'assign' && ` · ${move.detail.agency}`}
            {textOf(move.detail.reason) && ` · ${move.detail.reason}`}
          </li>
        ))}
      </ol>
    </section>
  )
}
