import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { withReader } from '../../main/command/with-reader.ts'
import { withWorkspace } from '../../main/command/with-workspace.ts'
import { evidenceFor } from '../../main/proof/evidence-for.ts'
import { lookUp } from '../../main/station/look-up.ts'
import { STATION_APPLICATION_ID } from '../../main/store/schema.ts'
import { answerOf, bondmark, bondmarkProcess, startBondmark } from './bondmark.ts'
import { playedShift } from './played-shift.ts'
import { type ShiftAnswer, shiftOf } from './sample.ts'
import { seededRandom } from './seeded-random.ts'
import { makeScratch, statementsOf } from './workspace-on-disk.ts'

const scratch = makeScratch()
const done = join(scratch, 'done')
const workspace = join(scratch, 'training')
const database = join(workspace, 'station.sqlite')

beforeAll(async () => {
  await playedShift('quick', done)
})

beforeEach(() => {
  rmSync(workspace, { recursive: true, force: true })
  cpSync(done, workspace, { recursive: true })
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const commands = {
  shift: () => bondmark([...shiftOf(workspace, 'quick'), '--json']),
  seal: () => bondmark(['seal', '--workspace', workspace, '--json']),
  lookup: () => bondmark(['lookup', '9506000110011', '--workspace', workspace, '--json']),
}

/** Every command must refuse, in words that hold `said`, and leave each of these files as it is. */
async function expectRefusal(said: RegExp, files: readonly string[]) {
  const before = files.map((name) => readFileSync(name))
  const answers = await Promise.all(
    Object.entries(commands).map(async ([name, run]) => ({ name, ...(await run()) })),
  )
  for (const { name, code, stdout, stderr } of answers) {
    expect([name, code, stdout]).toEqual([name, 1, ''])
    expect(stderr).toMatch(said)
    expect(stderr).not.toContain('    at ')
  }
  for (const [n, name] of files.entries())
    expect(before[n]?.equals(readFileSync(name)), `${name} is as it was`).toBe(true)
}

describe('in place of the station’s database', () => {
  it('a database of something else is refused and left untouched, with what waits in its WAL', async () => {
    rmSync(database)
    const foreign = new Database(join(scratch, 'foreign.sqlite'))
    foreign.pragma('journal_mode = WAL')
    foreign.exec("CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('scones')")
    // As a program that was killed leaves it: rows that stand in the WAL alone.
    cpSync(foreign.name, database)
    cpSync(`${foreign.name}-wal`, `${database}-wal`)
    foreign.close()
    await expectRefusal(/station\.sqlite is not a Bondmark database.*untouched/, [
      database,
      `${database}-wal`,
    ])
  })

  it('a file that is no database is refused and left untouched', async () => {
    writeFileSync(database, 'Minutes of the meeting of 22 November.\n'.repeat(40))
    await expectRefusal(/station\.sqlite is not a Bondmark database/, [database])
  })

  it('a database of a newer release is refused and left untouched', async () => {
    const db = new Database(database)
    db.pragma('journal_mode = DELETE')
    db.pragma('user_version = 99')
    db.close()
    await expectRefusal(/version 99.*Install the newer release/, [database])
  })

  it.each([
    ['at rest', false],
    ['with its last commits in the WAL alone', true],
  ])(
    'a database of a newer release, %s, is touched by no command at all',
    async (_, isHot) => {
      const db = new Database(database)
      db.pragma('journal_mode = WAL')
      db.pragma('wal_autocheckpoint = 0')
      db.pragma('user_version = 99')
      // As a newer station that was killed leaves it, or one that was closed.
      const hot = isHot ? [readFileSync(database), readFileSync(`${database}-wal`)] : null
      db.close()
      if (hot?.[0]) writeFileSync(database, hot[0])
      if (hot?.[1]) writeFileSync(`${database}-wal`, hot[1])
      const left = () =>
        readdirSync(workspace)
          .filter((name) => name.startsWith('station.sqlite'))
          .map((name) => {
            const path = join(workspace, name)
            return { name, mtimeMs: statSync(path).mtimeMs, bytes: readFileSync(path).toString('base64') }
          })
      const before = left()
      const out = join(scratch, 'out')
      const everyOther: readonly string[][] = [
        ['sync', '--workspace', workspace],
        ['evidence', '9506000110011', '--workspace', workspace, '--out', out],
        ['find', '--lot', 'KM1-2610D', '--workspace', workspace],
        ['export', '--workspace', workspace, '--day', '2026-11-22', '--out', out],
        ['fsck', '--workspace', workspace],
        ['backup', '--workspace', workspace, '--out', out],
        ['station', '--workspace', workspace, '--no-window'],
      ]
      await expectRefusal(/version 99.*Install the newer release/, [database])
      for (const args of everyOther) {
        const { code, stdout, stderr } = await bondmark(args)
        expect([args[0], code, stdout]).toEqual([args[0], 1, ''])
        expect(stderr).toMatch(/version 99.*Install the newer release/)
      }
      expect(left()).toEqual(before)
      expect(existsSync(out)).toBe(false)
    },
    60_000,
  )

  it('a damaged database is refused', async () => {
    const bytes = readFileSync(database)
    bytes.fill(0x5a, 100, 6000)
    writeFileSync(database, bytes)
    await expectRefusal(/damaged|malformed/, [database])
  })

  it('nothing, or an empty file, is never taken for a new beginning', async () => {
    rmSync(database)
    await expectRefusal(/station\.sqlite is gone or empty/, [])
    expect(existsSync(database)).toBe(false)
    writeFileSync(database, '')
    await expectRefusal(/station\.sqlite is gone or empty/, [database])
  })
})

describe('a workspace with a damaged file', () => {
  it.each([
    ['station.lock', /station\.lock is not a Bondmark database/],
    ['vault.json', /vault\.json cannot be read as part of a workspace/],
    ['trust.json', /trust file cannot be read/],
  ])('names it (%s), in words, and nothing was changed', async (name, said) => {
    const before = statementsOf(workspace)
    writeFileSync(join(workspace, name), 'not { at all')
    const { code, stdout, stderr } = await commands.shift()
    expect([code === 0, stdout]).toEqual([false, ''])
    expect(stderr).toMatch(said)
    expect(stderr).not.toContain('    at ')
    expect(statementsOf(workspace)).toEqual(before)
  })

  it('says that --out must be a folder', async () => {
    const out = join(scratch, 'a-file')
    writeFileSync(out, '')
    const { code, stderr } = await bondmark([...shiftOf(workspace, 'mistakes'), '--out', out])
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${out} is a file`)])
  })
})

describe('a database that another program has locked', () => {
  it('is waited for a while, then told; afterwards the shift goes on', async () => {
    rmSync(workspace, { recursive: true })
    await bondmark(['init', '--workspace', workspace, '--training'])
    const other = new Database(database)
    other.exec('BEGIN EXCLUSIVE')
    const { code, stdout, stderr } = await commands.shift()
    other.exec('ROLLBACK')
    other.close()
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/station\.sqlite.*(locked|in use|busy)/i)
    const again = await answerOf<ShiftAnswer>(shiftOf(workspace, 'quick'))
    expect([again.code, again.json.ok]).toEqual([0, true])
  })
})

describe('a workspace in which another Bondmark works', () => {
  const lock = () => {
    const db = new Database(join(workspace, 'station.lock'))
    db.exec('BEGIN EXCLUSIVE')
    return db
  }

  it('is waited for as long as asked, then told, and nothing was changed', async () => {
    const before = statementsOf(workspace)
    const held = lock()
    const { code, stdout, stderr } = await bondmark([
      ...shiftOf(workspace, 'quick'),
      '--wait',
      '0.3',
      '--json',
    ])
    held.close()
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/Waiting until it has finished[\s\S]*Another Bondmark works in this workspace/)
    expect(statementsOf(workspace)).toEqual(before)
  })

  it('is gone on with as soon as the other has ended', async () => {
    const held = lock()
    const running = startBondmark([...shiftOf(workspace, 'quick'), '--json'])
    await new Promise<void>((resolve) => {
      running.child.stderr?.on('data', (text: string) => {
        if (text.includes('Waiting')) resolve()
      })
    })
    held.close()
    const { code, stdout } = await running.ended
    expect([code, JSON.parse(stdout).ok]).toEqual([0, true])
  })

  it('can be read meanwhile', async () => {
    const held = lock()
    const { code } = await bondmark(['fsck', '--workspace', workspace, '--json'])
    held.close()
    expect(code).toBe(0)
  })

  it('is shared by two shifts one after the other, and stated once', async () => {
    rmSync(workspace, { recursive: true })
    await bondmark(['init', '--workspace', workspace, '--training'])
    const both = await Promise.all([1, 2].map(() => answerOf<ShiftAnswer>(shiftOf(workspace, 'quick'), {})))
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(both[0]?.json).toEqual(both[1]?.json)
  })
})

describe('the making of a workspace', () => {
  it('that is killed can be done again, and what it makes works', async () => {
    const random = seededRandom(7)
    for (let n = 0; n < 2; n++) {
      const folder = join(scratch, `made-${n}`)
      const making = startBondmark(['init', '--workspace', folder, '--training'])
      setTimeout(() => making.killGroup(), 150 + random() * 350)
      const first = await making.ended
      const second = await bondmark(['init', '--workspace', folder, '--training'])
      expect([first.code === 0 ? 2 : 0, 2], second.stderr).toContain(second.code)
      const { json } = await answerOf<object>(['fsck', '--workspace', folder])
      expect(json).toMatchObject({ ok: true, statements: 0 })
    }
  })

  it('by several at once makes one workspace', async () => {
    const folder = join(scratch, 'made-at-once')
    const all = await Promise.all(
      [1, 2, 3].map(() => bondmarkProcess(['init', '--workspace', folder, '--training'])),
    )
    expect(all.map(({ code }) => code).sort()).toEqual([0, 2, 2])
    const db = new Database(join(folder, 'station.sqlite'), { readonly: true })
    expect(db.pragma('application_id', { simple: true })).toBe(STATION_APPLICATION_ID)
    db.close()
    expect((await answerOf<object>(['fsck', '--workspace', folder])).code).toBe(0)
  })
})

describe('whichever page has rotted', () => {
  it('what reads the database answers, or says that it is damaged', async () => {
    const { units } = (await answerOf<ShiftAnswer>(shiftOf(workspace, 'quick'))).json
    const whole = readFileSync(database)
    let damaged = 0
    for (let at = 4096; at < whole.length; at += 4096) {
      writeFileSync(database, Buffer.from(whole).fill(0, at, at + 4096))
      for (const end of ['-wal', '-shm']) rmSync(`${database}${end}`, { force: true })
      const failure = await withReader(workspace, (reader) => {
        lookUp(reader, units[0] ?? '')
        evidenceFor(reader, units[0] ?? '')
        return null
      }).catch((error: unknown) => error)
      if (failure === null) continue
      expect(failure).toBeInstanceOf(BondmarkError)
      if ((failure as BondmarkError).code === 'database-damaged') damaged++
    }
    expect(damaged).toBeGreaterThan(0)
  })

  it('what writes to the database does its work, or says why not in words', async () => {
    await answerOf<ShiftAnswer>(shiftOf(workspace, 'quick'))
    const whole = readFileSync(database)
    const refused = new Set<string>()
    for (let at = 4096; at < whole.length; at += 5 * 4096) {
      writeFileSync(database, Buffer.from(whole).fill(0, at, at + 4096))
      for (const end of ['-wal', '-shm']) rmSync(`${database}${end}`, { force: true })
      await withWorkspace(
        { folder: workspace, waitMsMax: 5_000, logLevel: 'silent' },
        async ({ station }) => {
          station.view()
          await station.press({ key: 'sign-in', badge: 'SUP-0001', passcode: '135790' })
          await station.seal({ badge: 'SUP-0001', passcode: '135790' })
        },
      ).catch((error: unknown) => {
        expect(error).toBeInstanceOf(BondmarkError)
        refused.add((error as BondmarkError).code)
      })
    }
    expect(refused).toContain('database-damaged')
  })
})
