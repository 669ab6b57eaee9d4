import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdLock } from './hold-lock.ts'

let folder: string
let file: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-lock-'))
  file = join(folder, 'station.lock')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Another process that holds the lock until it is killed. */
async function holder(): Promise<ChildProcess> {
  const module = new URL('./hold-lock.ts', import.meta.url).href
  const program = `
    import { holdLock } from ${JSON.stringify(module)}
    await holdLock(${JSON.stringify(file)}, { waitMsMax: 0 })
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('held')
  return child
}

describe('the lock of a workspace', () => {
  it('is refused while another process holds it', async () => {
    await holder()
    await expect(holdLock(file, { waitMsMax: 0 })).rejects.toMatchObject({
      code: 'workspace-in-use',
      detail: { file },
    })
  })

  it('is refused while this process holds it', async () => {
    const lock = await holdLock(file, { waitMsMax: 0 })
    await expect(holdLock(file, { waitMsMax: 0 })).rejects.toMatchObject({ code: 'workspace-in-use' })
    lock.release()
  })

  it('is refused on a file that is no lock, which is left as it was', async () => {
    const text = 'these are notes of somebody else, long enough to be looked at as a database\n'.repeat(20)
    writeFileSync(file, text)
    await expect(holdLock(file, { waitMsMax: 0 })).rejects.toMatchObject({
      code: 'database-foreign',
      detail: { file },
    })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('is refused where there is a folder in its place', async () => {
    mkdirSync(file)
    await expect(holdLock(file, { waitMsMax: 0 })).rejects.toMatchObject({ code: 'database-cannot-open' })
  })

  it('is refused where its folder is gone', async () => {
    const lost = join(folder, 'lost', 'station.lock')
    await expect(holdLock(lost, { waitMsMax: 0 })).rejects.toMatchObject({ code: 'database-cannot-open' })
  })

  it('is free again after its release', async () => {
    ;(await holdLock(file, { waitMsMax: 0 })).release()
    ;(await holdLock(file, { waitMsMax: 0 })).release()
  })

  it('is freed by the end of its process, however that ends', async () => {
    const child = await holder()
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    const lock = await holdLock(file, { waitMsMax: 0 })
    lock.release()
  })

  it('is waited for, and the waiting is told once', async () => {
    const child = await holder()
    let told = 0
    const waiting = holdLock(file, {
      waitMsMax: 20_000,
      onWait: () => {
        told++
        // Later than the second try, so that telling twice would show.
        setTimeout(() => child.kill('SIGKILL'), 350)
      },
    })
    const lock = await waiting
    lock.release()
    expect(told).toBe(1)
  })
})
