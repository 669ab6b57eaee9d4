import type { Database } from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SupervisorWord } from '../../core/release/supervisor-word.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { answerTask, boss, CEREAL, HELD, heldBench, tasksOf } from '../release/held-plan.stub.ts'
import type { StoredWord } from '../release/release-book.ts'
import { signedWord } from '../release/signed-word.ts'
import type { BenchStation } from '../station/bench-station.stub.ts'
import { supervisorSigner } from '../station/seal-batch.ts'
import { checkWorkspace } from './check-workspace.ts'
import { SampleWorkspace } from './sample-workspace.stub.ts'

const reason = 'The buyer has seen the report of the maker'
const drink = { asn: HELD, line: '1', lot: 'SN26K01' }

let bench: BenchStation
let workspace: SampleWorkspace
/** A word that an operator has signed, in the place of the supervisor's. */
let byOperator: StoredWord
/** The same in the supervisor's name, under the id of their key. */
let inTheirName: StoredWord

/** A notice released after a supervisor's word and two inspections, held and released once more; another one that waits. */
beforeAll(async () => {
  bench = await heldBench()
  const desk = bench.workspace.control.release
  const [first = '', ...others] = tasksOf(bench, HELD)
  await answerTask(bench, first, 'one-too-many')
  for (const id of others) await answerTask(bench, id)
  const held = desk.show(HELD).lines.find(({ mayOverride }) => mayOverride)
  await desk.override({ asn: HELD, line: held?.line ?? '', lot: held?.lot ?? '', reason, ...boss })
  await bench.press('hold', { ...drink, reason: 'wet cartons' })
  bench.later(1000)
  await desk.lift({ ...drink, reason: 'Cartons were changed', ...boss })
  const { ctx } = bench.station
  const { consortium, org } = ctx.profile
  const operator = signerFromSeed(new Uint8Array(32).fill(7))
  const said: SupervisorWord = {
    format: 'bondmark/hold-lifted/1',
    ...{ station: ctx.identity.issuer, t: ctx.clock.now(), ...drink, reason },
  }
  byOperator = signedWord(said, {
    ...operator,
    kid: kidOf(operator.publicKey),
    issuer: issuerUri({ consortium, org, kind: 'person', name: 'OP-0007' }),
    badge: 'OP-0007',
  })
  const supervisor = await supervisorSigner(
    ctx,
    await bench.station.whoIs(boss.badge, boss.passcode),
    boss.passcode,
  )
  inTheirName = signedWord(said, { ...supervisor, badge: boss.badge, sign: operator.sign })
  await bench.workspace.close()
  workspace = SampleWorkspace.of(bench.folder)
})
afterAll(() => bench.close())

async function foundAfter(change: (db: Database) => void): Promise<string[]> {
  const copy = workspace.copy(change)
  const { problems } = await checkWorkspace(copy.folder)
  copy.remove()
  return problems.map(({ code, where }) => `${code}: ${where}`)
}

const sql = (text: string) => (db: Database) => expect(db.prepare(text).run().changes).toBe(1)

describe('fsck of holds and releases', () => {
  it('finds nothing where all is as it was stated, and there is something of everything', async () => {
    const counted: unknown[] = []
    const found = await foundAfter((db) => {
      for (const table of ['line_demand', 'asn_hold', 'asn_release', 'release_word'])
        counted.push(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
    })
    expect(found).toEqual([])
    expect(counted).toEqual([6, 1, 2, 2])
  })

  it.each([
    [
      'a release while a demand was open',
      `UPDATE line_demand SET ended_at = '2026-12-01T00:00:00.000+08:00' WHERE asn = '${HELD}' AND line = '2'`,
      [`release-while-held: release ${HELD} 1`, `release-while-held: release ${HELD} 2`],
    ],
    [
      'a release of goods that their decision holds',
      `UPDATE plan_line SET verdict = 'hold' WHERE asn = '${HELD}' AND line = '4'`,
      [
        `decision-changed: line ${HELD} 4 L26315`,
        `release-while-held: release ${HELD} 1`,
        `release-while-held: release ${HELD} 2`,
        `release-forgotten: plan ${HELD}`,
      ],
    ],
    [
      'a release without its statement',
      `INSERT INTO asn_release SELECT 9, '${CEREAL}', 1, t, 1 FROM asn_release WHERE n = 1`,
      ['release-differs: 3 releases, 2 statements of them'],
    ],
    [
      'a statement of a release that is not kept',
      'DELETE FROM asn_release WHERE n = 2',
      [`release-differs: release ${HELD} 2`],
    ],
    [
      'a demand for something else',
      `UPDATE line_demand SET subject = replace(subject, 'SN26K01', 'SN26K02'), json = replace(json, 'SN26K01', 'SN26K02')
       WHERE asn = '${HELD}' AND line = '1'`,
      [expect.stringMatching(/^demand-differs: line ASN-2026-1122-51 1 SN26K01, demand [0-9a-f]{12}$/)],
    ],
    [
      'a forgotten notice',
      `DELETE FROM asn_hold WHERE asn = '${CEREAL}'`,
      [`release-forgotten: plan ${CEREAL}`],
    ],
    [
      'a word that the supervisor did not give in these words',
      "UPDATE release_word SET reason = reason || '!' WHERE n = 1",
      [`release-word-wrong: word 1, line ${HELD} 1 SN26K01, reason`],
    ],
    [
      'a word under the badge of an operator',
      "UPDATE release_word SET badge = 'OP-0007' WHERE n = 2",
      [`release-word-wrong: word 2, line ${HELD} 1 SN26K01, signature`],
    ],
    [
      'a word that is gone',
      'DELETE FROM release_word WHERE n = 1',
      [
        `release-word-wrong: before word 2, line ${HELD} 1 SN26K01`,
        expect.stringMatching(/^release-word-wrong: statement \d+, word [0-9a-f]{12}$/),
        expect.stringMatching(/^release-word-wrong: release ASN-2026-1122-51 1, word [0-9a-f]{12}$/),
        expect.stringMatching(/^release-word-wrong: release ASN-2026-1122-51 2, word [0-9a-f]{12}$/),
      ],
    ],
  ])('finds %s, and nothing else', async (_, change, expected) => {
    const found = await foundAfter(sql(change))
    expect(found).toHaveLength(expected.length)
    expect(found).toEqual(expect.arrayContaining(expected))
  })

  it.each([
    ['under their own name', () => byOperator],
    ['in the supervisor’s name, under the id of that key', () => inTheirName],
  ])('finds a word that an operator has signed %s', async (_, word) => {
    const { id, bytes, badge, reason: said, t } = word()
    const found = await foundAfter((db) =>
      db
        .prepare('UPDATE release_word SET id = unhex(?), bytes = ?, badge = ?, reason = ?, t = ? WHERE n = 2')
        .run(id, bytes, badge, said, t),
    )
    expect(found).toHaveLength(2)
    expect(found).toEqual(
      expect.arrayContaining([
        `release-word-wrong: word 2, line ${HELD} 1 SN26K01, signature`,
        // The release that followed names the word that stood there.
        expect.stringMatching(/^release-word-wrong: release ASN-2026-1122-51 2, word [0-9a-f]{12}$/),
      ]),
    )
  })

  it('finds a decision that was stated otherwise', async () => {
    let at = 0
    const found = await foundAfter((db) => {
      const row = db
        .prepare("SELECT n, bytes FROM statement WHERE content_type LIKE '%line-decided%' LIMIT 1")
        .get() as { n: number; bytes: Buffer }
      at = row.n
      row.bytes.write('i', row.bytes.indexOf('"decision":"') + '"decision":"'.length)
      db.prepare('UPDATE statement SET bytes = ? WHERE n = ?').run(row.bytes, at)
    })
    expect(found.sort()).toEqual([
      `statement-column-differs: statement ${at}, id`,
      `statement-payload-wrong: statement ${at}`,
      `statement-signature-wrong: statement ${at}`,
    ])
  })
})
