import { useStation } from '../../connection/station-context.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { useWords } from '../../words/use-words.ts'

/** Documents that are followed no further: which, why, and what a supervisor should do. */
export const FrozenDocuments = () => {
  const { view } = useStation()
  const { t, say } = useWords()
  const { frozen } = view.sync
  if (frozen.length === 0) return null
  return (
    <div data-testid="frozen-documents">
      <h3 className="tone-warn">■ {t('sync.frozen.title')}</h3>
      <ul className="sync-notes">
        {frozen.map(({ document, by, at, why, next }) => (
          <li key={`${document} ${at}`}>
            <p>
              <span className="number">{document}</span>{' '}
              {t(`sync.frozen.by-${by}`, { at: dateAndClockOf(at) })} {say(why)}
            </p>
            <p>{say(next)}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}
