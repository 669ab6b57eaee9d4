import type { StationView } from '../../../core/contract/station-view.ts'
import { clockOf } from '../../format/clock.ts'
import { useWords } from '../../words/use-words.ts'

type Entry = StationView['recent'][number]

const SHOWN_MAX = 5

const signs: Readonly<Record<Entry['kind'], { sign: string; tone: string }>> = {
  goods: { sign: '✓', tone: 'ok' },
  verified: { sign: '✓', tone: 'ok' },
  packed: { sign: '▣', tone: 'ok' },
  duplicate: { sign: '≡', tone: 'warn' },
  stop: { sign: '■', tone: 'stop' },
  voided: { sign: '✕', tone: 'stop' },
  note: { sign: '·', tone: 'plain' },
}

/** The last five things that happened, newest first. */
export const RecentList = ({ recent }: { recent: readonly Entry[] }) => {
  const { t, say } = useWords()
  const newest = recent.toSorted((a, b) => b.n - a.n).slice(0, SHOWN_MAX)
  return (
    <section className="card recent">
      <h2>{t('recent.title')}</h2>
      {newest.length === 0 && <p className="quiet">{t('recent.none')}</p>}
      <ol>
        {newest.map((entry) => (
          <li key={entry.n}>
            <time dateTime={entry.at}>{clockOf(entry.at)}</time>
            <span className={`tone-${signs[entry.kind].tone}`}>
              <span aria-hidden="true">{signs[entry.kind].sign} </span>
              {t(`recent.${entry.kind}`)}
            </span>
            <span className="recent-text" title={say(entry.sentence)}>
              {say(entry.sentence)} {entry.text && <code>{entry.text}</code>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
