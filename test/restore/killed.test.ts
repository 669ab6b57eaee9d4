import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, bondmark, startBondmark } from '../shift/bondmark.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { makeScratch, statementsOf } from '../shift/workspace-on-disk.ts'

const fixture = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))
const scratch = makeScratch()
const workspace = join(scratch, 'w')
const backup = join(scratch, 'whole')
const ROUNDS = 3

beforeAll(async () => {
  cpSync(fixture, workspace, { recursive: true })
  const { code, stderr } = await bondmark(['backup', '--workspace', workspace, '--out', backup])
  expect(code, stderr).toBe(0)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Runs a command and kills its whole group at a random moment; whether it had ended by itself before. */
async function killed(args: readonly string[], afterMs: number): Promise<boolean> {
  const running = startBondmark(args)
  const timer = setTimeout(() => running.killGroup(), afterMs)
  const { code } = await running.ended
  clearTimeout(timer)
  return code !== null
}

describe('a backup that is killed', () => {
  it('leaves a whole one or none, and the next is made', async () => {
    const random = seededRandom(20)
    for (let round = 0; round < ROUNDS; round++) {
      const out = join(scratch, `killed-${round}`)
      await killed(['backup', '--workspace', workspace, '--out', out], 250 + random() * 500)
      if (existsSync(out))
        expect((await answerOf<object>(['backup', 'check', out])).json).toMatchObject({ ok: true })
      const again = await bondmark(['backup', '--workspace', workspace, '--out', out])
      expect(again.code, again.stderr).toBe(0)
      expect(existsSync(join(workspace, 'backup.snapshot'))).toBe(false)
      expect(existsSync(`${out}.part`)).toBe(false)
    }
  })
})

describe('a restore that is killed', () => {
  it('leaves a whole workspace or none, and the next restore makes one', async () => {
    const random = seededRandom(21)
    for (let round = 0; round < ROUNDS; round++) {
      const folder = join(scratch, `restored-${round}`)
      const restore = ['restore', '--from', backup, '--workspace', folder]
      await killed(restore, 300 + random() * 900)
      const isThere = existsSync(join(folder, 'workspace.json'))
      const again = await bondmark(restore)
      expect(again.code, again.stderr).toBe(isThere ? 2 : 0)
      const { json } = await answerOf<{ problems: unknown[] }>(['fsck', '--workspace', folder])
      expect(json.problems).toEqual([])
      expect(statementsOf(folder).slice(0, 32)).toEqual(statementsOf(workspace).slice(0, 32))
      expect(readdirSync(folder)).not.toContain('restoring')
    }
  })

  it('leaves a folder in which no other workspace is made, until it is restored', async () => {
    const folder = join(scratch, 'half')
    mkdirSync(join(folder, 'restoring'), { recursive: true })
    writeFileSync(join(folder, 'workspace.making'), '')
    const { code, stderr } = await bondmark(['init', '--workspace', folder, '--training'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('no finished workspace')])
    expect((await bondmark(['restore', '--from', backup, '--workspace', folder])).code).toBe(0)
  })

  it('is never begun in a folder that holds anything, nor over a workspace', async () => {
    const taken = await bondmark(['restore', '--from', backup, '--workspace', scratch])
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('is not empty')])
    const over = await bondmark(['restore', '--from', backup, '--workspace', workspace])
    expect(over.code).toBe(2)
  })

  it('leaves no folder behind when the backup is refused', async () => {
    const folder = join(scratch, 'never')
    const { code, stderr } = await bondmark([
      'restore',
      '--from',
      join(workspace, 'rules.json'),
      '--workspace',
      folder,
    ])
    expect([code, existsSync(folder)]).toEqual([1, false])
    expect(stderr).toContain('is not a Bondmark backup')
  })
})
