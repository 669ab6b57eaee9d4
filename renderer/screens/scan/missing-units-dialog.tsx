import { useEffect, useRef, useState } from 'react'
import type { LineView } from '../../../core/contract/station-view.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { NumberKeyList } from '../../parts/number-key-list.tsx'
import { QuantityField, useQuantity } from '../../parts/quantity-field.tsx'
import { elsewhereOf, SharedLineFacts } from '../../parts/shared-line-facts.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { CloseElsewhere } from './close-elsewhere.tsx'

const kinds = [
  { key: 'short', reason: 'carton-short' },
  { key: 'short', reason: 'carton-missing' },
  { key: 'damaged', reason: 'crushed' },
  { key: 'damaged', reason: 'wet' },
  { key: 'damaged', reason: 'opened' },
] as const
export type MissingKind = (typeof kinds)[number]
/** What closes the line instead: nothing is missing of what others have. */
const elsewhere = { key: 'elsewhere', reason: 'elsewhere' } as const

interface Props {
  readonly line: LineView
  readonly onConfirm: (kind: MissingKind, quantity: number) => void
  /** The line is closed here; so many of its units are others'. */
  readonly onElsewhere: (units: number) => void
  readonly onClose: () => void
}

/**
 * What is missing or damaged of a line, why, and how much. The quantity is typed on number keys without a text field, so
 * that a scan can never land in it.
 */
export const MissingUnitsDialog = ({ line, onConfirm, onElsewhere, onClose }: Props) => {
  const { t } = useWords()
  const [kind, setKind] = useState<MissingKind | typeof elsewhere | null>(null)
  const { others } = line
  const offered = elsewhereOf(line) > 0 ? [...kinds, elsewhere] : kinds
  const isNoneMissing = others !== undefined && elsewhereOf(line) > 0 && others.share.missing === 0
  return (
    <StationDialog title={t('missing.title', { line: line.line, lot: line.lot })} onClose={onClose}>
      {!kind && (
        <>
          {others && <SharedLineFacts line={line} others={others} />}
          <p className="quiet">{t(isNoneMissing ? 'missing.none' : 'reason.pick')}</p>
          <NumberKeyList
            label={t('reason.pick')}
            items={offered}
            idOf={(k) => k.reason}
            onPick={setKind}
            draw={(k) =>
              k.key === 'elsewhere' ? (
                <strong>{t('missing.elsewhere')}</strong>
              ) : (
                <>
                  <strong>{t(`missing.${k.key}`)}</strong> <span>{t(`reason.${k.reason}`)}</span>
                </>
              )
            }
          />
          <div className="dialog-actions">
            <ActionButton hint="Esc" onPress={onClose}>
              {t('cancel')}
            </ActionButton>
          </div>
        </>
      )}
      {kind?.key === 'elsewhere' && <CloseElsewhere line={line} onConfirm={onElsewhere} onClose={onClose} />}
      {kind && kind.key !== 'elsewhere' && (
        <Quantity
          kind={kind}
          // What nobody has is what may be missing; broken goods are counted one by one.
          begin={kind.key === 'short' && others ? Math.max(1, others.share.missing) : 1}
          isNoneMissing={kind.key === 'short' && isNoneMissing}
          onConfirm={(n) => onConfirm(kind, n)}
          onClose={onClose}
        />
      )}
    </StationDialog>
  )
}

interface QuantityProps {
  readonly kind: MissingKind
  readonly begin: number
  /** Others have all the rest, by their word. */
  readonly isNoneMissing: boolean
  readonly onConfirm: (quantity: number) => void
  readonly onClose: () => void
}

const Quantity = ({ kind, begin, isNoneMissing, onConfirm, onClose }: QuantityProps) => {
  const { t } = useWords()
  const amount = useQuantity(begin)
  const actions = useRef<HTMLDivElement>(null)
  // Where nothing is known to be missing, Enter calls nothing missing.
  useEffect(
    () =>
      actions.current
        ?.querySelector<HTMLButtonElement>(isNoneMissing ? 'button:last-child' : 'button')
        ?.focus(),
    [isNoneMissing],
  )
  return (
    <>
      <p>
        <strong>{t(`missing.${kind.key}`)}</strong> · {t(`reason.${kind.reason}`)}
      </p>
      {isNoneMissing && <p className="others-over">■ {t('missing.none')}</p>}
      <h3>{t('missing.quantity')}</h3>
      <p className="quiet">{t('missing.quantity-hint')}</p>
      <QuantityField of={amount} />
      <div className="dialog-actions" ref={actions}>
        <ActionButton look="danger" onPress={() => onConfirm(amount.quantity)} testId="confirm">
          {t(`missing.confirm-${kind.key}`, { n: amount.quantity })}
        </ActionButton>
        <ActionButton hint="Esc" onPress={onClose}>
          {t('cancel')}
        </ActionButton>
      </div>
    </>
  )
}
