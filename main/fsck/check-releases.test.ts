import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../test/shift/seeded-random.ts'
import { answerTask, boss, CEREAL, HELD, heldBench, tasksOf } from '../release/held-plan.stub.ts'
import type { BenchStation } from '../station/bench-station.stub.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { checkWorkspace } from './check-workspace.ts'
import { columnsOf, flipped, unguarded, type Value } from './one-bit.stub.ts'

const seed = Number(process.env.BONDMARK_BITS_SEED ?? 20261126)

/** What nobody signs and nothing repeats, and why that is borne. */
const unjudged: Readonly<Record<string, string>> = {
  'line_demand.since': 'when a line began to wait: only the form can be judged',
  'line_demand.ended_at': 'when it ended: only the form can be judged',
  'inspection_result.came_at': 'when a result came in: only the form can be judged',
  'asn_hold.since': 'when a notice began to wait: only the form can be judged',
}

/** A station on which goods were inspected, did and did not conform, were waived, and released; others still wait. */
let bench: BenchStation
beforeAll(async () => {
  bench = await heldBench()
  const [first = '', ...others] = tasksOf(bench, HELD)
  await answerTask(bench, first, 'one-too-many')
  for (const id of others) await answerTask(bench, id)
  const { release } = bench.workspace.control
  const held = release.show(HELD).lines.filter(({ state }) => state === 'held')
  for (const { line, lot } of held)
    await release.override({ asn: HELD, line, lot, reason: 'The maker has changed the lot', ...boss })
  const [task = ''] = tasksOf(bench, CEREAL)
  bench.workspace.control.inspections.assign(task, 'training-inspection')
})
afterAll(() => bench.close())

/** With a seed of one's own, inspections are tried too: the workspace is read once for each column. */
const tried = process.env.BONDMARK_BITS_SEED
  ? /^(inspection_|asn_|release_|line_demand)/
  : /^(inspection_result|asn_|release_|line_demand)/
const isOurs = (table: string) => tried.test(table)

/** Of which this day leaves nothing: no result was kept in quarantine, nobody loosened how lots are sampled. */
const empty = /^inspection_(quarantine|switching|move|conclusion)/

describe(`fsck of goods that are held, inspected, waived and released (seed ${seed})`, () => {
  it('finds nothing where all is as it was stated', async () => {
    expect(bench.store.releases.releases(HELD)).toHaveLength(1)
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('finds one changed bit in every column but those that nothing vouches for', async () => {
    const random = seededRandom(seed)
    const db = new Database(workspaceFiles(bench.folder).database)
    db.pragma('foreign_keys = OFF')
    const unfound: string[] = []
    const untried: string[] = []
    for (const { table, column, key } of columnsOf(db)) {
      if (!isOurs(table) || `${table}.${column}` in unjudged) continue
      const rows = db
        .prepare<[], Record<string, Value>>(`SELECT * FROM ${table} WHERE ${column} IS NOT NULL`)
        .all()
      const row = rows[Math.floor(random() * rows.length)]
      if (!row) {
        untried.push(`${table}.${column}`)
        continue
      }
      const changed = flipped(row[column] ?? null, random)
      const put = (value: Value, where: Record<string, Value>) =>
        unguarded(db, () =>
          db
            .prepare(
              `UPDATE ${table} SET ${column} = ? WHERE ${key.map((name) => `${name} IS ?`).join(' AND ')}`,
            )
            .run(value, ...key.map((name) => where[name] ?? null)),
        )
      try {
        put(changed, row)
      } catch (error) {
        // What the database itself refuses cannot be.
        if (error instanceof Database.SqliteError) continue
        throw error
      }
      if ((await checkWorkspace(bench.folder)).ok)
        unfound.push(`${table}.${column}: ${String(row[column])} → ${String(changed)}`)
      put(row[column] ?? null, { ...row, [column]: changed })
    }
    db.close()
    expect(unfound).toEqual([])
    expect(untried.filter((name) => !empty.test(name))).toEqual([])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it.each([
    ['DELETE FROM asn_release', 'release-differs'],
    ['DELETE FROM release_word', 'release-word-wrong'],
    [
      'DELETE FROM inspection_conclusion WHERE statement = (SELECT max(statement) FROM inspection_conclusion)',
      'inspection-',
    ],
    ['DELETE FROM inspection_move WHERE n = 2', 'inspection-'],
    [`DELETE FROM asn_hold WHERE asn = '${CEREAL}'`, 'release-forgotten'],
  ])('finds a row that is gone: %s', async (change, code) => {
    const db = new Database(workspaceFiles(bench.folder).database)
    db.pragma('foreign_keys = OFF')
    const [, table = ''] = /FROM (\w+)/.exec(change) ?? []
    db.exec(`CREATE TEMP TABLE was AS SELECT * FROM ${table}`)
    unguarded(db, () => db.exec(change))
    const { problems } = await checkWorkspace(bench.folder)
    unguarded(db, () => db.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM was`))
    db.close()
    expect(problems.map((one) => one.code)).toContainEqual(expect.stringContaining(code))
  })
})
