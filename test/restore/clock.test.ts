import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { restoreWorkspace } from '../../main/restore/restore-workspace.ts'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { JumpingClock } from '../../platform/clock/jumping-clock.stub.ts'
import { makeScratch } from '../shift/workspace-on-disk.ts'

const scratch = makeScratch()
const backup = join(scratch, 'backup')
const DAY = 86_400_000
/** Days after its membership was signed, a station has worked. */
const lastT = '2026-11-28T09:00:00.000+08:00'

const restore = (folder: string, clock: JumpingClock) =>
  restoreWorkspace({
    backup,
    folder,
    passphrase: async () => '',
    despiteProblems: false,
    clock,
    onProgress: () => {},
  })

beforeAll(async () => {
  const bench = await BenchStation.open('day-1.csv', new JumpingClock(lastT))
  await makeBackup({ workspace: bench.folder, out: backup, passphrase: null }, wallClock, () => {})
  await bench.close()
})

describe('a workspace is not restored', () => {
  it.each([
    ['by a clock of before the release', -400 * DAY, 'clock-before-release'],
    ['by a clock that stands days behind what is restored', -2 * DAY, 'clock-day-back'],
    ['by a clock of the far future', 20_000 * DAY, 'clock-too-far-ahead'],
  ])('%s, and nothing is left of it', async (name, jump, code) => {
    const folder = join(scratch, name)
    const clock = new JumpingClock(lastT)
    clock.jump(jump)
    await expect(restore(folder, clock)).rejects.toMatchObject({ code })
    expect(existsSync(folder)).toBe(false)
  })
})

it('an old backup is restored however long ago it was made', async () => {
  const clock = new JumpingClock(lastT)
  clock.jump(700 * DAY)
  const { head } = await restore(join(scratch, 'late'), clock)
  expect(head?.seq).toBeGreaterThan(0)
})
