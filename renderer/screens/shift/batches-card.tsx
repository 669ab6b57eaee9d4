import type { StationView } from '../../../core/contract/station-view.ts'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { useWords } from '../../words/use-words.ts'

/** Each batch on its way from open to receipted, and how much of it is proven. */
export const BatchesCard = ({ batches }: Pick<StationView['sync'], 'batches'>) => {
  const { t } = useWords()
  return (
    <section className="card">
      <h2>{t('shift.batches')}</h2>
      {batches.length === 0 && <p className="quiet">{t('shift.batches-none')}</p>}
      <ul className="batch-rows">
        {batches.toReversed().map((batch) => (
          <li key={batch.batch} data-testid="batch" data-state={batch.state}>
            <strong>{t('shift.batch', { batch: batch.batch })}</strong>
            <span className={`badge badge-${batch.waits ? 'waits' : batch.state}`}>
              {t(batch.waits ? 'batch.waits' : `batch.${batch.state}`)}
            </span>
            <span className="quiet number">
              {t('shift.batch-statements', { receipts: batch.receipts, n: batch.statements })}
            </span>
            <ProgressLine
              label={t('shift.batch', { batch: batch.batch })}
              value={batch.receipts}
              max={batch.statements}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
