import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useStation } from '../../../connection/station-context.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { useWords } from '../../../words/use-words.ts'
import { PracticeAnswers } from './practice-answers.tsx'
import { SamplePicture } from './sample-picture.tsx'
import { TaskActions } from './task-actions.tsx'
import { TaskOutcome } from './task-outcome.tsx'
import { TaskTimeline } from './task-timeline.tsx'
import { aboutOf, toneOf, unaskedWord } from './task-words.ts'

interface Props {
  readonly task: string
  readonly agencies: readonly string[]
}

/** One task: what is next, where to take samples, what was found, what happened. */
export const ChosenTask = ({ task, agencies }: Props) => {
  const { client, view } = useStation()
  const words = useWords()
  const { t } = words
  const { data } = useQuery({
    queryKey: ['inspection', task, view.revision],
    queryFn: () => client.inspections.show({ task }),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const { row, task: document } = data
  const { sampling, draw } = document
  const isAsked = ['created', 'samples-taken', 'sent', 'received'].includes(row.state)
  return (
    <div className="stack">
      <header className="card-head">
        <h2>{t(`inspections.kind.${row.kind}`)}</h2>
        <span className={`badge badge-tone-${toneOf(row)}`} data-testid="task-state">
          {t(`inspections.state.${row.state}`)}
        </span>
      </header>
      <p className="quiet">
        {row.asn} · {aboutOf(words, row)}
      </p>
      {row.unasked && <p className="tone-stop">{t(unaskedWord(row.state))}</p>}
      <p className={row.overdue ? 'tone-stop' : ''}>
        {t(row.overdue ? 'inspections.overdue-since' : 'inspections.until', {
          t: dateAndClockOf(row.deadline),
        })}
        {row.agency && ` · ${row.agency}`}
      </p>
      {sampling && (
        <p>
          {t('inspections.plan', { ...sampling, severity: t(`inspections.severity.${sampling.severity}`) })}
        </p>
      )}
      <TaskActions of={data} agencies={agencies} />
      {view.training && isAsked && (row.state !== 'created' || sampling === null) && (
        <PracticeAnswers task={row.id} />
      )}
      <TaskOutcome of={data} />
      {draw && isAsked && <SamplePicture draw={draw} />}
      <TaskTimeline of={data} />
    </div>
  )
}
