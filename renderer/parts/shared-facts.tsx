import type { SharedView } from '../../core/contract/shared-progress.ts'
import { clockOf } from '../format/clock.ts'
import { useWords } from '../words/use-words.ts'

/** Which other stations share this warehouse, and how well they are heard. */
export const SharedFacts = ({ shared }: { shared: SharedView }) => {
  const { t, say } = useWords()
  const { at, failure, stations } = shared
  return (
    <div data-testid="shared">
      <p className={at === null ? 'tone-warn' : 'quiet'}>
        {at === null ? t('shared.not-yet') : t('shared.at', { time: clockOf(at) })}
      </p>
      <ul className="facts">
        {stations.map(({ station, at: heard, word }) => (
          <li key={station} className={word === 'fresh' ? 'fact tone-ok' : 'fact tone-warn'}>
            {word === 'fresh' ? '✓' : '■'} {station}{' '}
            {word === 'aside'
              ? t('others.aside')
              : heard === null
                ? t('others.never')
                : t(word === 'fresh' ? 'others.as-of' : 'others.silent', {
                    time: clockOf(heard).slice(0, 5),
                  })}
          </li>
        ))}
      </ul>
      {failure && (
        <p className="tone-warn">
          {failure.code === 'ledger-unreachable' ? t('shared.no-answer') : say(failure)}
        </p>
      )}
    </div>
  )
}
