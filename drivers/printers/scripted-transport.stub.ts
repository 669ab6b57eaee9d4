import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Timer } from '../../platform/clock/timer.ts'
import type { Transport } from '../transports/transport.ts'

/** Bytes that come back, a character a byte, each so many milliseconds after the write that caused them. */
export type Reply = readonly (readonly [afterMs: number, bytes: string])[]

/** A transport whose far end is a function: for answers that no machine would give. */
export function scriptedTransport(
  timer: Timer,
  answer: (said: string) => Reply,
  { answers = true, fail }: { answers?: boolean; fail?: (said: string) => number | null } = {},
) {
  const listeners = new Set<(bytes: Uint8Array) => void>()
  const closers = new Set<(why: Failure | null) => void>()
  const written: string[] = []
  const transport: Transport = {
    name: 'script',
    kind: answers ? 'serial' : 'file',
    answers,
    keepsBytes: !answers,
    write: async (bytes) => {
      const said = Buffer.from(bytes).toString('latin1')
      const bytesWritten = fail?.(said) ?? null
      if (bytesWritten !== null)
        throw new BondmarkError('transport-closed', { device: 'script', reason: 'cut', bytesWritten })
      written.push(said)
      for (const [afterMs, back] of answer(said)) {
        timer.after(afterMs, () => {
          for (const listener of [...listeners]) listener(Buffer.from(back, 'latin1'))
        })
      }
    },
    onData: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onClose: (listener) => {
      closers.add(listener)
      return () => closers.delete(listener)
    },
    close: async () => {
      listeners.clear()
      for (const closer of [...closers]) closer(null)
      closers.clear()
    },
  }
  return { transport, written }
}
