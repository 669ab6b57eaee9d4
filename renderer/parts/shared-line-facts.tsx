import type { LineView } from '../../core/contract/station-view.ts'
import { useWords } from '../words/use-words.ts'
import { toldWhen } from './others-facts.tsx'

type Others = NonNullable<LineView['others']>

/** What a line's units are, each once: planned, here, at which others and by how old a word, and what nobody has. */
export const SharedLineFacts = ({ line, others }: { line: LineView; others: Others }) => {
  const { t } = useWords()
  const { share } = others
  const counts = [
    ['missing.fact-planned', line.planned],
    ['missing.fact-here', line.received],
    ...(line.short > 0 ? ([['missing.fact-short', line.short]] as const) : []),
    ['missing.fact-elsewhere', share.received + share.short],
    ['missing.fact-missing', share.missing],
  ] as const
  return (
    <div className="shared-line" data-testid="shared-line">
      <dl className="shared-line-counts">
        {counts.map(([word, n]) => (
          <div key={word} data-testid={word}>
            <dt>{t(word)}</dt>
            <dd>{n}</dd>
          </div>
        ))}
      </dl>
      <p className="facts">
        {others.stations
          .filter(({ received, short }) => received + short > 0)
          .map((told) =>
            told.word === 'aside' ? (
              <span key={told.kid} className="fact tone-warn">
                {t('missing.elsewhere-aside', { station: told.station, n: told.received + told.short })}
              </span>
            ) : (
              <span key={told.kid} className={told.word === 'fresh' ? 'fact quiet' : 'fact tone-warn'}>
                {told.word === 'fresh' ? '' : '■ '}
                {told.short > 0
                  ? t('missing.fact-called', { station: told.station, n: told.received, short: told.short })
                  : t('others.station', { station: told.station, n: told.received })}
                {` · ${toldWhen(told, t)}`}
              </span>
            ),
          )}
      </p>
      {share.over > 0 && <p className="others-over">{t('missing.elsewhere-over', { over: share.over })}</p>}
    </div>
  )
}

/** Planned units that others have by their word: what a closing here would cite. */
export const elsewhereOf = ({ others }: LineView): number =>
  others ? others.share.received + others.share.short : 0
