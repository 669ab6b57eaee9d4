import { createContext, useContext, useMemo } from 'react'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { useOutbox } from './outbox-context.ts'
import { type Problem, problemOf } from './problem.ts'
import { useStation } from './station-context.ts'

/** Says a problem where it stays until it is dismissed, or until the next thing that works; null takes it away. */
export const NoticeContext = createContext<(problem: Problem | null) => void>(() => {})

export interface Act {
  /**
   * Presses a key of the station; the answer says whether it was done. Problems are shown, never thrown. Without an answer
   * it is sent again when the station is back, unless it carries a passcode.
   */
  press(key: KeyPress): Promise<boolean>
  /** What a scanner sent, base64url; sent until it is answered, and done once. */
  scan(device: string, bytes: string): Promise<boolean>
  /** Any other call: its answer, or null when it was not done. */
  call<T>(work: () => Promise<T>): Promise<T | null>
  tell(problem: Problem | null): void
}

export function useAct(): Act {
  const { client } = useStation()
  const tell = useContext(NoticeContext)
  const outbox = useOutbox()
  return useMemo(() => {
    const call = async <T>(work: () => Promise<T>): Promise<T | null> => {
      try {
        const answer = await work()
        tell(null)
        return answer
      } catch (error) {
        tell(problemOf(error))
        return null
      }
    }
    const press = async (key: KeyPress) =>
      key.key === 'sign-in' || key.key === 'seal' || key.key === 'confirm-clock'
        ? (await call(() => client.press(key))) !== null
        : outbox.press(key)
    return { tell, call, press, scan: (device, bytes) => outbox.scan(device, bytes) }
  }, [client, outbox, tell])
}
