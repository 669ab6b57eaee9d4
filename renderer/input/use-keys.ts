import { createContext, useContext, useEffect, useLayoutEffect, useRef } from 'react'
import { asleep, type Keyboard, type KeyName, type WedgeListener } from './keyboard.ts'

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
    () => keyboard.add((key) => newest.current[key] ?? (exclusive && isOfScreens(key) ? asleep : undefined)),
    [keyboard, exclusive],
  )
}

/** What a dialog keeps from the screen below it. */
const isOfScreens = (key: KeyName) => /^(F\d+|Alt\+.*|Digit\d|Numpad\d)$/.test(key)

/** Takes scans from a scanner in keyboard mode while the part is on screen, whatever has the focus. */
export function useWedge(listener: WedgeListener): void {
  const keyboard = useKeyboard()
  const newest = useRef(listener)
  newest.current = listener
  useEffect(() => keyboard.listen(following(newest)), [keyboard])
}

/** Is told of scans where no part takes them. */
export function useWedgeLast(listener: WedgeListener): void {
  const keyboard = useKeyboard()
  const newest = useRef(listener)
  newest.current = listener
  useEffect(() => keyboard.listenLast(following(newest)), [keyboard])
}

const following = (newest: { readonly current: WedgeListener }): WedgeListener => ({
  scan: (bytes) => newest.current.scan(bytes),
  broken: (why) => newest.current.broken(why),
})
