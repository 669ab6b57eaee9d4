import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { answerOf, bondmarkProcess } from './bondmark.ts'
import { type ShiftAnswer, sample, shiftOf } from './sample.ts'
import { look, makeScratch, printedFiles, statementsOf } from './workspace-on-disk.ts'

const scratch = makeScratch()
const disk = join(scratch, 'disk')

/** A disk of a few megabytes of its own, where the system lets us have one. */
const mounted = (() => {
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

afterAll(() => {
  if (mounted) execFileSync('umount', [disk])
  rmSync(scratch, { recursive: true, force: true })
})

/** Fills the disk until `freeBytes` are left. Removing the file frees them again. */
function fillUp(freeBytes: number): string {
  const filler = join(disk, 'filler')
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)))
  return filler
}

const KIB = 1024

const tryIt = mounted ? describe : describe.skip

tryIt('a disk that runs full during a shift', () => {
  it.each([0, 400])(
    'with %i KiB left is told, loses nothing acknowledged, and the shift goes on when there is room',
    async (free) => {
      const workspace = join(disk, `training-${free}`)
      await bondmarkProcess(['init', '--workspace', workspace, '--training'])
      const filler = fillUp(free * KIB)
      const full = await bondmarkProcess([...shiftOf(workspace, 'quick'), '--json'])
      const kept = statementsOf(workspace)
      rmSync(filler)
      expect([full.code, full.stdout]).toEqual([1, ''])
      expect(full.stderr).toMatch(/^The disk is full \(\S+\)\. .*kept\. Free some space.*\n$/)
      const { code, json, stderr } = await answerOf<ShiftAnswer>(shiftOf(workspace, 'quick'), {})
      expect([code, stderr, json.ok]).toEqual([0, '', true])
      expect(statementsOf(workspace).slice(0, kept.length)).toEqual(kept)
      const { lines, verified } = sample('quick').expected
      expect([json.lines, json.labels.verified, json.labels.uncertain]).toEqual([lines, verified, 0])
      const serials = printedFiles(join(workspace, 'printer')).map(({ serial }) => serial)
      expect(new Set(serials).size).toBe(serials.length)
      const fsck = await answerOf<object>(['fsck', '--workspace', workspace], {})
      expect([fsck.code, fsck.json]).toMatchObject([0, { problems: [] }])
      const voided = look<{ c: number }>(
        workspace,
        "SELECT count(*) AS c FROM label_job WHERE state = 'voided' AND recovery = 0",
      )
      expect(voided).toEqual([{ c: 0 }])
      rmSync(workspace, { recursive: true })
    },
    180_000,
  )
})

if (!mounted) it.skip('a full disk cannot be tried here: mounting a small one is not permitted')
