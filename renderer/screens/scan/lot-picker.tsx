import type { LineView } from '../../../core/contract/station-view.ts'
import { NumberKeyList } from '../../parts/number-key-list.tsx'
import { useWords } from '../../words/use-words.ts'

interface Props {
  readonly lots: readonly LineView[]
  readonly onPick: (line: LineView) => void
  readonly isAsleep: boolean
}

/** The lots of the scanned goods: big rows, the lot and its expiry as they are printed on the goods. */
export const LotPicker = ({ lots, onPick, isAsleep }: Props) => {
  const { t } = useWords()
  return (
    <section className="card lots">
      <p className="lots-hint">{t('lot.pick')}</p>
      <NumberKeyList
        label={t('state.pick-lot')}
        items={lots}
        idOf={(line) => `${line.asn}/${line.line}/${line.lot}`}
        onPick={onPick}
        isQuiet={isAsleep}
        draw={(line) => (
          <>
            <strong className="lot-name">{t('lot.lot', { lot: line.lot })}</strong>
            <span className="lot-expiry">{t('lot.expiry', { expiry: line.expiry })}</span>
            <span className="quiet">{line.asn}</span>
            <span className="quiet">
              {line.decision === 'label'
                ? t('lot.count', { labeled: line.labeled, planned: line.planned })
                : t('lot.received', { received: line.received, planned: line.planned })}
            </span>
          </>
        )}
      />
    </section>
  )
}
