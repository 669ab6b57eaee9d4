import { type ReactNode, useRef } from 'react'
import { Button } from 'react-aria-components'
import { useKeys } from '../input/use-keys.ts'

interface Props<T> {
  readonly label: string
  readonly items: readonly T[]
  readonly idOf: (item: T) => string
  readonly draw: (item: T) => ReactNode
  /** Chosen by its number and Enter, by an arrow and Enter, or by a press. */
  readonly onPick: (item: T) => void
  readonly isQuiet?: boolean
}

const NUMBERED_MAX = 9

/** Rows that are reached by the number keys or arrows and taken by Enter: no text field, no mouse needed. */
export function NumberKeyList<T>({ label, items, idOf, draw, onPick, isQuiet = false }: Props<T>) {
  const list = useRef<HTMLOListElement>(null)
  const rows = () => [...(list.current?.querySelectorAll('button') ?? [])]
  const move = (by: number) => {
    const all = rows()
    const at = all.findIndex((row) => row.matches(':focus'))
    all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]?.focus()
  }
  const numbers = isQuiet
    ? []
    : items.slice(0, NUMBERED_MAX).flatMap((_, i) => {
        const focusRow = () => rows()[i]?.focus()
        return [
          [`Digit${i + 1}`, focusRow],
          [`Numpad${i + 1}`, focusRow],
        ] as const
      })
  const down = () => move(1)
  const up = () => move(-1)
  useKeys(isQuiet ? {} : { ...Object.fromEntries(numbers), ArrowDown: down, ArrowUp: up })
  return (
    <ol className="number-list" aria-label={label} ref={list}>
      {items.map((item, i) => (
        <li key={idOf(item)}>
          <Button className="number-row" onPress={() => onPick(item)} data-testid={`choice-${i + 1}`}>
            {i < NUMBERED_MAX && <kbd>{i + 1}</kbd>}
            <span className="number-row-body">{draw(item)}</span>
          </Button>
        </li>
      ))}
    </ol>
  )
}
