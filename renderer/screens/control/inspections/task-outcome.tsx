import type { InspectionAnswer } from '../../../../core/contract/inspections.ts'
import { useWords } from '../../../words/use-words.ts'

/** What the agency found, what it came to, and the number that decided it. */
export const TaskOutcome = ({ of }: { of: InspectionAnswer }) => {
  const { t } = useWords()
  const { results, conclusion, attachments, row } = of
  if (results.length === 0) return null
  return (
    <section className="stack" aria-label={t('inspections.result')} data-testid="inspection-outcome">
      <h3>{t('inspections.result')}</h3>
      {conclusion && (
        <p className={`outcome outcome-${conclusion.outcome}`}>
          <strong>{t(`inspections.outcome.${conclusion.outcome}`)}</strong>
          {' · '}
          {t(`inspections.decided.${conclusion.decidedBy}`, {
            count: conclusion.count ?? '–',
            ac: conclusion.ac ?? '–',
            re: conclusion.re ?? '–',
          })}
          {conclusion.conditions !== '' && ` ${conclusion.conditions}`}
        </p>
      )}
      {row.state === 'reopened' && <p className="tone-warn">{t('inspections.reopened-hint')}</p>}
      <ul className="plain-list">
        {results.map(({ id, place, result }) => (
          <li key={id}>
            {t('inspections.found', {
              place,
              examined: result.examined,
              ...result.nonconforming,
              verdict: t(`inspections.outcome.${result.verdict}`),
              report: result.report.number,
            })}
          </li>
        ))}
        {attachments.map(({ sha256, isHere, mediaType }) => (
          <li key={sha256} className={isHere ? '' : 'tone-warn'}>
            {t(isHere ? 'inspections.file-here' : 'inspections.file-missing', {
              type: mediaType,
              hash: sha256.slice(0, 12),
            })}
          </li>
        ))}
      </ul>
    </section>
  )
}
