import type { RulesDryRunAnswer } from '../../../../core/contract/rules.ts'
import { useWords } from '../../../words/use-words.ts'

const verdicts = ['exempt', 'whitelisted', 'label', 'hold', 'refuse'] as const
type Verdict = (typeof verdicts)[number]

/** Lines by verdict, before and after, as two bars of the same length. Every part says its number, and words say them all. */
export const DryRunPicture = ({ of: { moves } }: { of: RulesDryRunAnswer }) => {
  const { t, number } = useWords()
  const sum = (end: 'from' | 'to', verdict: Verdict) =>
    moves.filter((move) => move[end] === verdict).reduce((lines, move) => lines + move.lines, 0)
  return (
    <div className="rules-bars" data-testid="dry-run-picture">
      {(['from', 'to'] as const).map((end) => {
        const parts = verdicts.map((verdict) => ({ verdict, n: sum(end, verdict) })).filter(({ n }) => n > 0)
        const words = parts
          .map(({ verdict, n }) => `${t(`rules.verdict.${verdict}`)} ${number(n)}`)
          .join(' · ')
        return (
          <div key={end} className="rules-bar-row">
            <span className="quiet">{t(end === 'from' ? 'rules.before' : 'rules.after')}</span>
            <span className="rules-bar" role="img" aria-label={words}>
              {parts.map(({ verdict, n }) => (
                <span key={verdict} className={`rules-fill-${verdict}`} style={{ flexGrow: n }}>
                  {number(n)}
                </span>
              ))}
            </span>
          </div>
        )
      })}
      <ul className="rules-legend">
        {verdicts
          .filter((verdict) => sum('from', verdict) + sum('to', verdict) > 0)
          .map((verdict) => (
            <li key={verdict}>
              <span className={`rules-swatch rules-fill-${verdict}`} aria-hidden />
              {t(`rules.verdict.${verdict}`)} {number(sum('from', verdict))} → {number(sum('to', verdict))}
            </li>
          ))}
      </ul>
    </div>
  )
}
