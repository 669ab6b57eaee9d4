import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Outbox, Unconfirmed } from './outbox.ts'

export const OutboxContext = createContext<Outbox | null>(null)

export function useOutbox(): Outbox {
  const outbox = useContext(OutboxContext)
  if (!outbox) throw new Error('no outbox around this part')
  return outbox
}

/** What the station has not answered for longer than an answer takes. */
export function useUnconfirmed(): Unconfirmed {
  const outbox = useOutbox()
  return useSyncExternalStore(outbox.subscribe, outbox.current)
}
