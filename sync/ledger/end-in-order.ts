import type { RunningLedger } from './serve-ledger.ts'

/** How long the sessions in hand may take to finish when a ledger is told to end. */
const STOP_MS_MAX = 15_000

export interface OrderlyEnd {
  /** Told to end: in order the first time, at once the second. */
  told(): void
  /** Nobody is left who needs it: in order, however often it is said. */
  needless(): void
  /** Resolves when it has ended in order; rejects with what stopping throws. */
  readonly ended: Promise<void>
}

/**
 * How a ledger's process ends, whoever started it: `told` for signals of a person or a parent, `needless` for a parent that is
 * gone. `onEnding` is called once, when it begins.
 */
export function endInOrder(ledger: Pick<RunningLedger, 'stop'>, onEnding: () => void = () => {}): OrderlyEnd {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  let isEnding = false
  const needless = () => {
    if (isEnding) return
    isEnding = true
    onEnding()
    ledger.stop(STOP_MS_MAX).then(resolve, reject)
  }
  const told = () => {
    if (isEnding) process.exit(130)
    needless()
  }
  return { told, needless, ended }
}
