/** What waits: devices and drivers take one, so that tests run hours of printing in accelerated time. */
export interface Timer {
  /** Milliseconds of a clock that only goes forward; differences alone mean something. */
  nowMs(): number
  /** Does `work` once, `ms` from now at the earliest. Returns what cancels it. */
  after(ms: number, work: () => void): () => void
}

/** The machine's own time. */
export const realTimer: Timer = {
  nowMs: () => performance.now(),
  after: (ms, work) => {
    const timeout = setTimeout(work, ms)
    return () => clearTimeout(timeout)
  },
}

/** Resolves `ms` from now. Rejects with the signal's reason as soon as it is aborted. */
export function sleep(timer: Timer, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const abort = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = timer.after(ms, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}
