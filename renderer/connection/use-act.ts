import { createContext, useContext, useMemo } from 'react'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { type Problem, problemOf } from './problem.ts'
import { useStation } from './station-context.ts'

/** Says a problem where it stays until it is dismissed, or until the next thing that works; null takes it away. */
export const NoticeContext = createContext<(problem: Problem | null) => void>(() => {})

export interface Act {
  /** Presses a key of the station; the answer says whether it was done. Problems are shown, never thrown. */
  press(key: KeyPress): Promise<boolean>
  /** Any other call: its answer, or null when it was not done. */
  call<T>(work: () => Promise<T>): Promise<T | null>
  tell(problem: Problem | null): void
}

export function useAct(): Act {
  const { client } = useStation()
  const tell = useContext(NoticeContext)
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
    return { tell, call, press: async (key) => (await call(() => client.press(key))) !== null }
  }, [client, tell])
}
