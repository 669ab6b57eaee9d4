import type { StationView } from '../../../core/contract/station-view.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { FillPicture } from '../../parts/fill-picture.tsx'
import { useWords } from '../../words/use-words.ts'
import { hasCases } from './line-actions.ts'

type Props = Pick<StationView, 'openCase' | 'openPallet' | 'line' | 'taking' | 'ssccs'>

/** The end of a serial or SSCC is what tells two of them apart. */
const SHOWN = 8
const tail = (name: string): string => `…${name.slice(-SHOWN)}`

/** The case and the pallet that are open, how full they are, or how to open one. */
export const CaseCard = ({ openCase, openPallet, line, taking, ssccs }: Props) => {
  const { t, say } = useWords()
  return (
    <section className="card case-card" data-testid="case" data-taking={taking ?? 'none'}>
      {taking && <TakingNote taking={taking} />}
      {ssccs.isLow && (
        <p className="tone-warn label-note" role="status" data-testid="sscc-low">
          {say({ code: 'sscc-block-low', detail: { left: ssccs.left } })}
        </p>
      )}
      {openCase ? (
        <div className="carrier" data-testid="open-case">
          <h2>
            {t(openCase.scope === 'line' ? 'case.title' : 'case.title-mixed', { number: openCase.number })}
          </h2>
          <strong className="case-count">
            {t('case.units', { units: openCase.units, capacity: openCase.capacity })}
          </strong>
          <FillPicture label={t('case.progress')} value={openCase.units} max={openCase.capacity} />
          <p className="quiet label-note">
            {openCase.last && t('case.last', { serial: tail(openCase.last) })}
            {openCase.goods.length > 1 && ` · ${t('case.lines', { n: openCase.goods.length })}`}
          </p>
          {openCase.units >= openCase.capacity && <p className="tone-warn label-note">{t('case.full')}</p>}
        </div>
      ) : (
        <div className="carrier">
          <h2>{t('case.none')}</h2>
          <p className="quiet label-note">
            {line && hasCases(line) ? t('case.none-hint', { n: line.unitsPerCase }) : t('case.none-line')}
          </p>
        </div>
      )}
      {openPallet ? (
        <div className="carrier" data-testid="open-pallet">
          <h2>{t('pallet.title', { number: openPallet.number })}</h2>
          <strong className="case-count">
            {t('pallet.cases', { cases: openPallet.cases, capacity: openPallet.capacity })}
          </strong>
          <FillPicture label={t('pallet.progress')} value={openPallet.cases} max={openPallet.capacity} />
          <p className="quiet label-note">
            {openPallet.last ? t('case.last', { serial: tail(openPallet.last) }) : t('pallet.empty')}
          </p>
          {openPallet.cases >= openPallet.capacity && (
            <p className="tone-warn label-note">{t('pallet.full')}</p>
          )}
        </div>
      ) : (
        <p className="quiet label-note carrier">{t('pallet.none')}</p>
      )}
    </section>
  )
}

/** A key has given the next scan another meaning: nobody may overlook that. */
const TakingNote = ({ taking }: { taking: NonNullable<StationView['taking']> }) => {
  const { t } = useWords()
  const { press } = useAct()
  const over = () => void press({ key: 'take-out', over: true })
  return (
    <div className="taking" role="status" data-testid="taking">
      <strong>{t(`packing.taking-${taking}`)}</strong>
      <ActionButton onPress={over} testId="taking-over">
        {t('packing.taking-over')}
      </ActionButton>
    </div>
  )
}
