import type { Database } from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkWorkspace } from './check-workspace.ts'
import { SampleWorkspace } from './sample-workspace.stub.ts'

let sample: SampleWorkspace
beforeAll(async () => {
  sample = await SampleWorkspace.make()
}, 180_000)
afterAll(() => sample?.remove())

async function problemsAfter(change: (db: Database) => void): Promise<string[]> {
  const copy = sample.copy(change)
  try {
    const { problems } = await checkWorkspace(copy.folder)
    return problems.map(({ code, where }) => `${code}: ${where}`)
  } finally {
    copy.remove()
  }
}

const sql = (text: string) => (db: Database) => void db.exec(text)
const lot = "(SELECT n FROM term WHERE kind = 1 AND value = 'DB261101')"

describe('fsck of the index of what statements say', () => {
  it('finds nothing wrong with what the station wrote, and there is something', async () => {
    const problems = await problemsAfter((db) => {
      expect(db.prepare('SELECT count(*) FROM fact_block').pluck().get()).toBeGreaterThan(0)
      expect(
        db.prepare('SELECT count(DISTINCT kind) FROM fact JOIN term ON term.n = term').pluck().get(),
      ).toBe(6)
    })
    expect(problems).toEqual([])
  })

  it.each([
    [
      'a bit that is gone',
      `UPDATE fact SET places = places & (places - 1) WHERE block = 0 AND term = ${lot}`,
    ],
    ['a bit too many', `UPDATE fact SET places = places | (1 << 31) WHERE block = 0 AND term = ${lot}`],
  ])('names the block and the lot of %s', async (_, change) => {
    expect(await problemsAfter(sql(change))).toEqual(['facts-differ: block 0, DB261101'])
  })

  it('names what is not listed at all, and what nobody said', async () => {
    expect(await problemsAfter(sql(`DELETE FROM fact WHERE block = 0 AND term = ${lot}`))).toEqual([
      'facts-missing: block 0, DB261101',
    ])
    const stranger =
      "INSERT INTO term (kind, value) VALUES (1, 'DB000000'); INSERT INTO fact SELECT max(n), 0, 1 FROM term"
    expect(await problemsAfter(sql(stranger))).toEqual(['facts-differ: block 0, DB000000'])
    expect(await problemsAfter(sql("UPDATE term SET value = 'DB000000' WHERE value = 'DB261101'"))).toEqual([
      'facts-differ: block 0, DB000000',
      'facts-missing: block 0, DB261101',
    ])
  })

  it('names a block whose times are wrong, that is missing among others, or that lies beyond the statements', async () => {
    expect(await problemsAfter(sql('UPDATE fact_block SET to_ms = to_ms - 1 WHERE block = 0'))).toEqual([
      'facts-differ: block 0, time',
    ])
    expect(await problemsAfter(sql(`INSERT INTO fact VALUES (${lot}, 7, 1)`))).toEqual([
      'facts-differ: block 1',
    ])
    expect(await problemsAfter(sql('INSERT INTO fact_block VALUES (2, 0, 0)'))).toEqual([
      'facts-missing: block 1',
      'facts-differ: block 2, time',
    ])
  })

  it('is judged although a statement has an escape that is none', async () => {
    const problems = await problemsAfter((db) => {
      const said = db.prepare<[], { n: number; bytes: Buffer }>('SELECT n, bytes FROM statement').all()
      const found = said.find(({ bytes }) => bytes.includes('/10/DB261101'))
      found?.bytes.write('%', found.bytes.indexOf('/10/DB261101') + '/10/'.length)
      db.prepare('UPDATE statement SET bytes = ? WHERE n = ?').run(found?.bytes, found?.n)
    })
    expect(problems).toContainEqual(expect.stringMatching(/^statement-signature-wrong: statement \d+$/))
    expect(problems).toContain('facts-differ: block 0, DB261101')
  })

  it('takes no offence at blocks that the next start will write', async () => {
    expect(await problemsAfter(sql('DELETE FROM fact; DELETE FROM fact_block'))).toEqual([])
  })
})
