/** What the code under test must not use by itself, since no seed decides it. */
type Escape = 'Date.now' | 'Math.random' | 'setTimeout' | 'setInterval' | 'fetch'

/**
 * Runs `work` with the machine's own clock, chance and timers out of reach: who uses them is told of, by name. They work
 * all the same, so that nothing else in this process is harmed. A promise that fails and that nobody waits for, which would
 * end a real process, is told of as well.
 */
export async function sealedOff<T>(
  work: () => Promise<T>,
  onEscape: (what: Escape) => void,
  onUnhandled: (error: unknown) => void,
): Promise<T> {
  const { now } = Date
  const { random } = Math
  const { setTimeout, setInterval, fetch } = globalThis
  const told = <F extends (...values: never[]) => unknown>(name: Escape, real: F): F =>
    Object.assign((...values: Parameters<F>) => {
      onEscape(name)
      return real(...values)
    }, real) as unknown as F
  Date.now = told('Date.now', now)
  Math.random = told('Math.random', random)
  globalThis.setTimeout = told('setTimeout', setTimeout)
  globalThis.setInterval = told('setInterval', setInterval)
  globalThis.fetch = told('fetch', fetch)
  process.on('unhandledRejection', onUnhandled)
  try {
    return await work()
  } finally {
    process.off('unhandledRejection', onUnhandled)
    Date.now = now
    Math.random = random
    Object.assign(globalThis, { setTimeout, setInterval, fetch })
  }
}
