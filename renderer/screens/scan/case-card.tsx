import type { StationView } from '../../../core/contract/station-view.ts'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { useWords } from '../../words/use-words.ts'
import { hasCases } from './line-actions.ts'

/** The open case, or how to open one. */
export const CaseCard = ({ openCase, line }: Pick<StationView, 'openCase' | 'line'>) => {
  const { t } = useWords()
  if (!openCase)
    return (
      <section className="card case-card" data-testid="case">
        <h2>{t('case.none')}</h2>
        <p className="quiet">
          {line && hasCases(line) ? t('case.none-hint', { n: line.unitsPerCase }) : t('case.none-line')}
        </p>
      </section>
    )
  const isFull = openCase.units >= openCase.capacity
  return (
    <section className="card case-card" data-testid="case">
      <h2>{t('case.title', { number: openCase.number })}</h2>
      <strong className="case-count">
        {t('case.units', { units: openCase.units, capacity: openCase.capacity })}
      </strong>
      <ProgressLine label={t('case.progress')} value={openCase.units} max={openCase.capacity} />
      {openCase.state === 'closing' && <p className="tone-warn">{t('case.closing')}</p>}
      {openCase.state === 'open' && isFull && <p className="tone-ok">{t('case.full')}</p>}
    </section>
  )
}
