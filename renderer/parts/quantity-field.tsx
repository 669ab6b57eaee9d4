import { useState } from 'react'
import { useKeys } from '../input/use-keys.ts'
import { useWords } from '../words/use-words.ts'
import { ActionButton } from './action-button.tsx'

/**
 * A quantity that is typed on number keys without a text field, so that a scan can never land in it. What is typed stands
 * as typed: a number that is too large is refused by the station, never made smaller in silence.
 */
export function useQuantity(begin: number) {
  const [typed, setTyped] = useState('')
  const quantity = Math.max(1, Number(typed || String(begin)))
  const step = (by: number) => setTyped(String(Math.max(1, quantity + by)))
  return {
    quantity,
    digit: (d: number) => setTyped((before) => String(Number(`${before}${d}`.slice(0, 6)))),
    back: () => setTyped((before) => before.slice(0, -1)),
    more: () => step(1),
    less: () => step(-1),
  }
}

export const QuantityField = ({ of }: { of: ReturnType<typeof useQuantity> }) => {
  const { t } = useWords()
  const digits = Array.from({ length: 10 }, (_, d) => {
    const add = () => of.digit(d)
    return [
      [`Digit${d}`, add],
      [`Numpad${d}`, add],
    ] as const
  }).flat()
  useKeys({ ...Object.fromEntries(digits), Backspace: of.back, ArrowUp: of.more, ArrowDown: of.less })
  return (
    <div className="quantity">
      <ActionButton onPress={of.less} aria-label={t('missing.less')}>
        −
      </ActionButton>
      <output className="quantity-value" data-testid="quantity" aria-live="polite">
        {of.quantity}
      </output>
      <ActionButton onPress={of.more} aria-label={t('missing.more')}>
        +
      </ActionButton>
    </div>
  )
}
