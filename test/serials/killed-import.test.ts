import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, bondmark, startBondmark } from '../shift/bondmark.ts'
import { look, makeScratch } from '../shift/workspace-on-disk.ts'

const COUNT = 6_000
const HALF = COUNT / 2
const scratch = makeScratch()
const workspace = join(scratch, 'station')
const [right, list] = [join(scratch, 'pool.json'), join(scratch, 'pool.csv')]
const importing = ['serials', 'import', right, list, '--workspace', workspace]

interface Listed {
  readonly rights: { readonly kind: string; readonly left: number | null }[]
}
const rights = async () => (await answerOf<Listed>(['serials', 'list', '--workspace', workspace])).json.rights
const arrived = () => look<{ c: number }>(workspace, 'SELECT count(*) AS c FROM pool_serial')[0]?.c ?? 0
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

beforeAll(async () => {
  await bondmark(['init', '--training', '--workspace', workspace])
  const made = ['--count', `${COUNT}`, '--out', right, '--list-out', list]
  const { code, stderr } = await bondmark(['serials', 'make-pool', '--workspace', workspace, ...made])
  expect(code, stderr).toBe(0)
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('an import of serials that is killed', () => {
  it('gives none of them; the next import takes them all, and again changes nothing', async () => {
    // The list comes through a pipe, half of it: so the kill always falls between.
    const slow = join(scratch, 'slow.csv')
    execFileSync('mkfifo', [slow])
    const killed = startBondmark(['serials', 'import', right, slow, '--workspace', workspace])
    const pipe = await open(slow, 'w')
    await pipe.write(
      readFileSync(list, 'utf8')
        .split('\n')
        .slice(0, HALF + 1)
        .join('\n')
        .concat('\n'),
    )
    while (arrived() < HALF && killed.child.exitCode === null) await pause(20)
    killed.killGroup()
    await killed.ended
    await pipe.close()
    expect(arrived()).toBe(HALF)
    expect(await rights()).toMatchObject([{ kind: 'delegation' }])
    const checked = await answerOf<{ problems: unknown[] }>(['fsck', '--workspace', workspace])
    expect(checked.json.problems).toEqual([])

    const taken = await answerOf<object>(importing)
    expect(taken.json).toMatchObject({ ok: true, outcome: 'pool', serials: COUNT })
    expect((await answerOf<object>(importing)).json).toMatchObject({ outcome: 'already' })
    expect(await rights()).toMatchObject([{ kind: 'pool', left: COUNT }, { kind: 'delegation' }])
    expect(arrived()).toBe(COUNT)
    expect(
      (await answerOf<{ problems: unknown[] }>(['fsck', '--workspace', workspace])).json.problems,
    ).toEqual([])
  })
})
