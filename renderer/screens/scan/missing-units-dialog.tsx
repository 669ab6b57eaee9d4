import { useEffect, useRef, useState } from 'react'
import type { LineView } from '../../../core/contract/station-view.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { NumberKeyList } from '../../parts/number-key-list.tsx'
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
  const [typed, setTyped] = useState('')
  const actions = useRef<HTMLDivElement>(null)
  useEffect(() => actions.current?.querySelector<HTMLButtonElement>('button')?.focus(), [])
  // What is typed stands as typed: a number that is too large is refused by the station, never made smaller in silence.
  const quantity = Math.max(1, Number(typed || '1'))
  const step = (by: number) => setTyped(String(Math.max(1, quantity + by)))
  const digits = Array.from({ length: 10 }, (_, d) => {
    const add = () => setTyped((before) => String(Number(`${before}${d}`.slice(0, 6))))
    return [
      [`Digit${d}`, add],
      [`Numpad${d}`, add],
    ] as const
  }).flat()
  const back = () => setTyped((before) => before.slice(0, -1))
  const more = () => step(1)
  const less = () => step(-1)
  useKeys({
    ...Object.fromEntries(digits),
    Backspace: back,
    ArrowUp: more,
    ArrowDown: less,
  })
  return (
    <>
      <p>
        <strong>{t(`missing.${kind.key}`)}</strong> · {t(`reason.${kind.reason}`)}
      </p>
      <h3>{t('missing.quantity')}</h3>
      <p className="quiet">{t('missing.quantity-hint')}</p>
      <div className="quantity">
        <ActionButton onPress={less} aria-label={t('missing.less')}>
          −
        </ActionButton>
        <output className="quantity-value" data-testid="quantity" aria-live="polite">
          {quantity}
        </output>
        <ActionButton onPress={more} aria-label={t('missing.more')}>
          +
        </ActionButton>
      </div>
      <div className="dialog-actions" ref={actions}>
        <ActionButton look="danger" onPress={() => onConfirm(quantity)} testId="confirm">
          {t(`missing.confirm-${kind.key}`, { n: quantity })}
        </ActionButton>
        <ActionButton hint="Esc" onPress={onClose}>
          {t('cancel')}
        </ActionButton>
      </div>
    </>
  )
}
