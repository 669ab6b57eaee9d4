import { useQuery } from '@tanstack/react-query'
import { problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'

const SHOWN_MAX = 100

/** The STOPs of this shift: what was scanned, what was said of it, who saw it, how often it came. */
export const StopList = () => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const stops = useQuery({
    queryKey: ['stops', view.shift, view.stops, view.state.kind],
    queryFn: () => client.stops({ limit: SHOWN_MAX, ...(view.shift === null ? {} : { shift: view.shift }) }),
    placeholderData: (before) => before,
    retry: false,
  })
  if (stops.isError)
    return (
      <p className="tone-stop" role="alert">
        <ProblemText problem={problemOf(stops.error)} />
      </p>
    )
  const items = stops.data?.items ?? []
  if (items.length === 0) return <p className="quiet">{stops.data ? t('stops.none') : t('labels.loading')}</p>
  return (
    <ol className="stop-rows" data-testid="stops">
      {items.map(({ n, at, sentence, next, subject, times, operator, acknowledged }) => (
        <li key={n} className="stop-row">
          <p>
            <time dateTime={at}>{dateAndClockOf(at)}</time>{' '}
            <span className="quiet">{operator.name ?? operator.pseudonym}</span>{' '}
            {times > 1 && <span className="badge badge-voided">{t('stops.times', { n: times })}</span>}
          </p>
          <p>
            <strong>{say(sentence)}</strong>
          </p>
          <p className="quiet">{say(next)}</p>
          {subject && <code>{subject}</code>}
          <p className={acknowledged ? 'quiet' : 'tone-stop'}>
            {acknowledged
              ? t('stops.acknowledged', {
                  at: dateAndClockOf(acknowledged.at),
                  name: acknowledged.by.name ?? acknowledged.by.pseudonym,
                })
              : t('stops.stands')}
          </p>
        </li>
      ))}
    </ol>
  )
}
