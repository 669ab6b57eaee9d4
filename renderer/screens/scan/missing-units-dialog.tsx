import { useEffect, useRef, useState } from 'react'
import type { LineView } from '../../../core/contract/station-view.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { NumberKeyList } from '../../parts/number-key-list.tsx'
import { QuantityField, useQuantity } from '../../parts/quantity-field.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'

const kinds = [
  { key: 'short', reason: 'carton-short' },
  { key: 'short', reason: 'carton-missing' },
  { key: 'damaged', reason: 'crushed' },
  { key: 'damaged', reason: 'wet' },
  { key: 'damaged', reason: 'opened' },
] as const
export type MissingKind = (typeof kinds)[number]

interface Props {
  readonly line: LineView
  readonly onConfirm: (kind: MissingKind, quantity: number) => void
  readonly onClose: () => void
}

/**
 * What is missing or damaged of a line, why, and how much. The quantity is typed on number keys without a text field, so
 * that a scan can never land in it.
 */
export const MissingUnitsDialog = ({ line, onConfirm, onClose }: Props) => {
  const { t } = useWords()
  const [kind, setKind] = useState<MissingKind | null>(null)
  return (
    <StationDialog title={t('missing.title', { line: line.line, lot: line.lot })} onClose={onClose}>
      {!kind && (
        <>
          <p className="quiet">{t('reason.pick')}</p>
          <NumberKeyList
            label={t('reason.pick')}
            items={kinds}
            idOf={(k) => k.reason}
            onPick={setKind}
            draw={(k) => (
              <>
                <strong>{t(`missing.${k.key}`)}</strong> <span>{t(`reason.${k.reason}`)}</span>
              </>
            )}
          />
          <div className="dialog-actions">
            <ActionButton hint="Esc" onPress={onClose}>
              {t('cancel')}
            </ActionButton>
          </div>
        </>
      )}
      {kind && <Quantity kind={kind} onConfirm={(n) => onConfirm(kind, n)} onClose={onClose} />}
    </StationDialog>
  )
}

interface QuantityProps {
  readonly kind: MissingKind
  readonly onConfirm: (quantity: number) => void
  readonly onClose: () => void
}

const Quantity = ({ kind, onConfirm, onClose }: QuantityProps) => {
  const { t } = useWords()
  const amount = useQuantity(1)
  const actions = useRef<HTMLDivElement>(null)
  useEffect(() => actions.current?.querySelector<HTMLButtonElement>('button')?.focus(), [])
  return (
    <>
      <p>
        <strong>{t(`missing.${kind.key}`)}</strong> · {t(`reason.${kind.reason}`)}
      </p>
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
