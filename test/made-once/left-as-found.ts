import { afterAll, expect } from 'vitest'

/** What one file of tests could leave behind for the next one in its process, of what every file uses. */
const found = () => ({
  folder: process.cwd(),
  clock: Date,
  timer: setTimeout,
  fetch: globalThis.fetch,
  written: process.stdout.write,
  told: process.stderr.write,
  user: process.getuid,
})

const before = found()
const environment = { ...process.env }

/** Names only: what stands in a person's environment is not for the words of a failed test. */
function changedVariables(): string[] {
  const names = new Set([...Object.keys(environment), ...Object.keys(process.env)])
  return [...names].filter((name) => environment[name] !== process.env[name])
}

/** Runs after each file that shares its process, and names the one that does not leave the process as it found it. */
afterAll(() => {
  const now = found()
  const changed = Object.keys(now).filter(
    (name) => now[name as keyof typeof now] !== before[name as keyof typeof now],
  )
  expect([...changed, ...changedVariables()], 'left otherwise than it was found').toEqual([])
})
