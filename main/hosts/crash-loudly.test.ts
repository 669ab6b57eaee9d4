import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-crash-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A process that lives on by itself, in which `bug` happens. */
function run(name: string, bug: string) {
  const log = join(folder, name)
  const program = `
    import { createLogger } from './platform/log/logger.ts'
    import { crashLoudly } from './main/hosts/crash-loudly.ts'
    crashLoudly(createLogger({ name: 'test', destination: ${JSON.stringify(log)} }))
    setInterval(() => {}, 1000)
    setTimeout(() => { ${bug} })`
  const done = spawnSync(
    process.execPath,
    ['--unhandled-rejections=warn', '--input-type=module', '-e', program],
    {
      cwd: join(import.meta.dirname, '../..'),
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  return { ...done, log: JSON.parse(readFileSync(log, 'utf8')) }
}

describe('a bug', () => {
  it.each([
    ['in a promise that nobody waits for', "void Promise.reject(new TypeError('lost'))"],
    ['in a timer', "throw new TypeError('lost')"],
  ])('%s ends the process, and is in the log and on standard error', (name, bug) => {
    const { status, stderr, log } = run(name, bug)
    expect(status).toBe(1)
    expect(stderr).toContain('TypeError: lost\n    at ')
    expect(log).toMatchObject({ level: 60, err: { type: 'TypeError', message: 'lost' } })
  })
})
