import type { OtherCountsView, OtherTallyView } from '../../core/contract/shared-progress.ts'
import type { LineView } from '../../core/contract/station-view.ts'
import { clockOf } from '../format/clock.ts'
import { useWords, type Words } from '../words/use-words.ts'

/** The units of a line that this screen counts to: labels where it takes labels, goods otherwise. */
const doneOf = (line: LineView, counts: Pick<OtherCountsView, 'received' | 'labeled'>): number =>
  line.decision === 'label' ? counts.labeled : counts.received

/** How old a station's word is; beside a count it may be left out of a fresh one, and never of another. */
export function toldWhen(told: OtherTallyView, t: Words['t']): string {
  if (told.word === 'aside') return t('others.aside')
  if (told.at === null) return t('others.never')
  return t(told.word === 'fresh' ? 'others.as-of' : 'others.silent', { time: clockOf(told.at).slice(0, 5) })
}

/** What stations together have of a line beside what was planned; the words for who counts first are this station's own. */
export const OthersFacts = ({ line, others }: { line: LineView; others: OtherCountsView }) => {
  const { t } = useWords()
  const own = { received: line.received, labeled: line.labeled }
  const isOver = others.left < 0
  return (
    <div className="others" data-testid="others" data-word={others.word} data-left={others.left}>
      {isOver && (
        <p className="others-over" role="status" data-testid="others-over">
          ■ {t(others.word === 'fresh' ? 'others.over' : 'others.over-old', { over: -others.left })}
        </p>
      )}
      <p className="facts">
        <span className="fact">
          {t('others.sum', { own: doneOf(line, own), others: doneOf(line, others), planned: line.planned })}
        </span>
        {isOver ? null : (
          <span className={others.left === 0 && others.word !== 'fresh' ? 'fact tone-warn' : 'fact'}>
            {leftWord(others, t)}
          </span>
        )}
        {others.stations.map((told) => (
          <span
            key={told.station}
            className={told.word === 'fresh' ? 'fact quiet' : 'fact tone-warn'}
            data-testid="other-station"
          >
            {told.word === 'fresh' ? '' : '■ '}
            {t('others.station', { station: told.station, n: doneOf(line, told) })}
            {told.word !== 'fresh' && ` · ${toldWhen(told, t)}`}
          </span>
        ))}
        {others.stations
          .filter(({ planDiffers }) => planDiffers)
          .map(({ station, revision, planned }) => (
            <span key={`${station} plan`} className="fact tone-warn">
              ■ {t('others.plan', { station, revision, planned })}
            </span>
          ))}
      </p>
    </div>
  )
}

/** Nothing left is only said with whose word that is, when it is not new. */
function leftWord(others: OtherCountsView, t: Words['t']): string {
  if (others.left === 0 && others.word !== 'fresh') return t('others.none-left-old')
  return t('others.left', { n: others.left })
}
