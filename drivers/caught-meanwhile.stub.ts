/** What is thrown where nobody catches it, instead of the process's end. */
export async function caughtMeanwhile(work: () => Promise<void>): Promise<unknown[]> {
  const caught: unknown[] = []
  const usual = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => caught.push(error))
  try {
    await work()
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of usual) process.on('uncaughtException', listener)
  }
  return caught
}
