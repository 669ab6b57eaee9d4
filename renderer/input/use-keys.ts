import { createContext, useContext, useEffect, useLayoutEffect, useRef } from 'react'
import type { Keyboard, KeyName, WedgeListener } from './keyboard.ts'

export const KeyboardContext = createContext<Keyboard | null>(null)

function useKeyboard(): Keyboard {
  const keyboard = useContext(KeyboardContext)
  if (!keyboard) throw new Error('no keyboard around this part')
  return keyboard
}

/**
 * Answers keys while the part is on screen. `exclusive` keeps every other key of the station from the layers below, as a
 * dialog does; keys for moving between and pressing buttons still work.
 */
export function useKeys(
  keys: Readonly<Record<KeyName, (() => void) | undefined>>,
  options?: { exclusive?: boolean },
): void {
  const keyboard = useKeyboard()
  const newest = useRef(keys)
  newest.current = keys
  const exclusive = options?.exclusive ?? false
  // Effects run child first. A dialog takes its place in the earlier round, so that the rows inside it are asked before it.
  const useRound = exclusive ? useLayoutEffect : useEffect
  useRound(
    () =>
      keyboard.add((key) => {
        const answer = newest.current[key]
        answer?.()
        return answer !== undefined || (exclusive && /^(F\d+|(Ctrl\+)?Alt\+.*|Digit\d|Numpad\d)$/.test(key))
      }),
    [keyboard, exclusive],
  )
}

/** Takes scans from a scanner in keyboard mode while the part is on screen and no text field has the focus. */
export function useWedge(listener: WedgeListener): void {
  const keyboard = useKeyboard()
  const newest = useRef(listener)
  newest.current = listener
  useEffect(
    () =>
      keyboard.listen({ scan: (bytes) => newest.current.scan(bytes), broken: () => newest.current.broken() }),
    [keyboard],
  )
}
