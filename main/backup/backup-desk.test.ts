import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wallClock } from '../../platform/clock/clock.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { type OpenWorkspace, openWorkspace } from '../composition/open-workspace.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { backupInProcess } from './backup-process.ts'
import { readBackup } from './read-archive.ts'

const fixture = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))
let scratch: string
let folder: string
let workspace: OpenWorkspace
const supervisor = { badge: 'SUP-0001', passcode: '135790' }

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'bondmark-desk-'))
  folder = join(scratch, 'elsewhere')
  cpSync(fixture, join(scratch, 'w'), { recursive: true })
  workspace = await openWorkspace({
    folder: join(scratch, 'w'),
    clock: wallClock,
    labelMs: 0,
    waitMsMax: 0,
    onWait: () => {},
    logLevel: 'silent',
  })
})
afterAll(async () => {
  await workspace.close()
  rmSync(scratch, { recursive: true, force: true })
})

const wish = (more: Readonly<Record<string, string>> = {}) => ({
  folder,
  passphrase: '',
  ...supervisor,
  ...more,
})
const shown = () => workspace.station.view().backup
/** Resolves when a backup is under way. */
const begun = () =>
  new Promise<void>((resolve) => {
    const stop = workspace.station.onChange(() => {
      if (!shown()?.running) return
      stop()
      resolve()
    })
  })

describe('a backup from the screen', () => {
  it('says never, as long as there is none', () => {
    expect(shown()).toMatchObject({ last: null, running: null, failed: null })
  })

  it.each([
    ['an operator', { badge: 'OP-0007', passcode: '2468' }, 'backup-needs-supervisor'],
    ['a wrong passcode', { passcode: '000000' }, 'sign-in-refused'],
    ['a short passphrase', { passphrase: 'short' }, 'backup-passphrase-short'],
    ['the published passphrase', { passphrase: 'bondmark training' }, 'backup-passphrase-published'],
    ['half a path', { folder: 'backups' }, 'backup-folder-relative'],
  ])('is refused to %s, and nothing is made', async (_, more, code) => {
    await expect(workspace.backups.run(wish(more))).rejects.toMatchObject({ code })
    expect(existsSync(folder)).toBe(false)
  })

  it('is made while the station goes on, with progress, under the passphrase', async () => {
    const passphrase = 'four little words'
    const stages = new Set<string>()
    const stop = workspace.station.onChange(() => {
      const { running } = shown() ?? {}
      if (running) stages.add(running.stage)
    })
    const [made] = await Promise.all([
      workspace.backups.run(wish({ passphrase })),
      workspace.station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' }),
    ])
    stop()
    expect(made).toEqual({ ok: true })
    expect([...stages]).toContain('write')
    const { last } = shown() ?? {}
    expect(last).toMatchObject({ encrypted: true, there: true })
    const read = await readBackup({ file: last?.file ?? '', passphrase: async () => passphrase })
    expect(read.header.statements).toBe(last?.statements)
  })

  it('that is cancelled leaves nothing of itself', async () => {
    const before = readdirSync(folder)
    const running = workspace.backups.run(wish({ passphrase: 'four little words' }))
    await begun()
    expect(workspace.backups.cancel()).toBe(true)
    expect(await running).toEqual({ ok: false })
    expect(shown()).toMatchObject({ running: null, failed: { code: 'backup-cancelled' } })
    expect(readdirSync(folder)).toEqual(before)
    expect(existsSync(join(scratch, 'w', 'backup.snapshot'))).toBe(false)
  })

  it('that is asked for twice at once is made once', async () => {
    const before = readdirSync(folder).length
    const both = await Promise.allSettled([workspace.backups.run(wish()), workspace.backups.run(wish())])
    expect(both.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      { ok: true },
      'backup-running',
    ])
    expect(readdirSync(folder)).toHaveLength(before + 1)
  })

  it.each([
    ['is refused', false],
    ['is cancelled', true],
  ])('that %s while another makes one leaves the snapshot of that one alone', async (_, isCancelled) => {
    const { snapshot, backupLock } = workspaceFiles(join(scratch, 'w'))
    const others = await holdLock(backupLock, { waitMsMax: 0 })
    mkdirSync(snapshot)
    try {
      const abort = new AbortController()
      const task = { workspace: join(scratch, 'w'), out: join(folder, 'second'), passphrase: null }
      const making = backupInProcess(task, () => {}, abort.signal)
      if (isCancelled) abort.abort()
      await expect(making).rejects.toMatchObject({
        code: isCancelled ? 'backup-cancelled' : 'backup-running',
      })
      expect(existsSync(snapshot)).toBe(true)
    } finally {
      rmSync(snapshot, { recursive: true })
      others.release()
    }
  })

  it('into a folder that cannot be made says why', async () => {
    expect(await workspace.backups.run(wish({ folder: '/proc/no/such' }))).toEqual({ ok: false })
    expect(shown()?.failed?.code).toMatch(/^file-/)
  })
})
