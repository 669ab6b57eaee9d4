import type { Timers } from '../clock/timers.ts'
import type { ChangeSource } from './decision-source.ts'

/** Waits until there may be more changes, one of these signals, or so many milliseconds. Answers whether there may be more. */
export function untilMore(
  changes: Pick<ChangeSource, 'watch'>,
  timers: Pick<Timers, 'after'>,
  ms: number,
  signals: readonly AbortSignal[],
): Promise<boolean> {
  if (signals.some(({ aborted }) => aborted)) return Promise.resolve(false)
  return new Promise((resolve) => {
    const end = (isMore: boolean) => {
      cancel()
      unwatch()
      for (const signal of signals) signal.removeEventListener('abort', give)
      resolve(isMore)
    }
    const give = () => end(false)
    const cancel = timers.after(ms, give)
    const unwatch = changes.watch(() => end(true))
    for (const signal of signals) signal.addEventListener('abort', give)
  })
}
