import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../test/shift/seeded-random.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { checkWorkspace } from './check-workspace.ts'
import { columnsOf, flipped, type Value } from './one-bit.stub.ts'
import { SampleWorkspace } from './sample-workspace.stub.ts'

const seed = Number(process.env.BONDMARK_BITS_SEED ?? 20261125)

/**
 * What nobody signs and nothing repeats, so that a changed bit cannot be told from the truth, and why that is borne. A
 * digest of these tables beside them would be changed with them; the manifest's form is fixed.
 */
const unjudged: Readonly<Record<string, string>> = {
  'setting.value':
    'a counter that was moved forward leaves a gap, and the desk is what the screen showed last',
  'plan_line.short': 'stated when the line is closed; before that only the count is there',
  'plan_line.reasons': 'stated when the line is closed',
  'plan_line.held': 'a hold is stated, its end is not yet',
  'label_job.run': 'whether its case was received whole: a hint for the screen, stated nowhere',
  'label_job.reserved_at': 'times of the printer; no statement repeats them',
  'label_job.sent_at': 'times of the printer',
  'label_job.printed_at': 'times of the printer',
  'label_job.content':
    'what a label says beyond its product, number and lot is repeated by nobody: the form is judged',
  'label_template.t': 'when a template came in: only the form can be judged',
  'template_statement.after_job':
    'which labels were there before it, told by nobody else: where it keeps no label from its template, nothing shows',
  'person.name': 'the membership lists badges and roles, not names',
  'person.pseudonym': 'of people who opened no shift here',
  'person.passcode': 'a salted hash: only the form can be judged',
  'person.key_box': 'opens with the passcode only, and then fails to',
  'stop.next': 'what a person was told to do: only the form can be judged',
  'stop.ended_at':
    'when a person acknowledged a STOP is told by nobody else: only the form and the order can be judged',
  'scan.n': 'the log of scans',
  'scan.t': 'the log of scans is a diary, no evidence',
  'scan.device': 'the log of scans',
  'scan.text': 'the log of scans',
  'scan.kind': 'the log of scans',
  'scan.sentence': 'the log of scans',
  'packing_case.capacity': 'how much goes into a mixed case is for people to say',
  'case_unit.place': 'the order in which units were put in: which one comes out next, and no more',
  'packing_pallet.capacity': 'how much goes on a pallet is for people to say',
  'pallet_case.place': 'the order in which cases were put on',
  'print_attempt.printer': 'which printer a label went to is told by nobody else',
  'print_attempt.name': 'the printer, in words',
  'print_attempt.model': 'the printer, in words',
  'print_attempt.bytes': 'what was sent is kept by nobody: it held the PIN',
  'print_attempt.sha256': 'what was sent is kept by nobody: only the form can be judged',
  'print_attempt.said': 'what the printer said is told by nobody else: only the form can be judged',
  'print_attempt.buffered':
    'a printer that may hold a label is told to throw it away once more, or that label is looked for',
  'print_attempt.discarded_at': 'when that was',
  'device_setting.json': 'how a device is used is told by nobody else: only the form can be judged',
  'device_setting.t': 'when a setting was changed: only the form can be judged',
  'brand_membership.t': 'when a membership came in: told by nobody else',
  'serial_authority.t': 'when a right came in: told by nobody else',
  'serial_authority.whole_at': 'when the last of it was in: only the form can be judged',
  'line_demand.since': 'when a line began to wait: only the form can be judged',
  'asn_hold.since': 'when a notice began to wait: only the form can be judged',
  'rule_in_force.t': 'when the first set came into the store: only the form can be judged',
  'replay.script': 'where a training replay stands',
  'replay.line': 'where a training replay stands',
  'replay.state': 'where a training replay stands',
}

/** Columns that are judged in some rows only: of labels whose unit has not lived nobody has said a word. */
const judgedRows: Readonly<Record<string, string>> = {
  'label_job.binding': "kind = 'unit' AND state = 'verified'",
  'label_job.template': "kind = 'unit' AND state = 'verified'",
  // The membership lists who may sign; of an operator who has done nothing there is no other word.
  'person.badge': "role <> 'operator'",
  // What the screen showed last: without it the station begins with an empty desk. And what the ledger lacked when it was asked, and
  // how far its notices were read: without it they are read anew.
  'setting.name': "name <> 'desk' AND name NOT LIKE 'waiting/%' AND name NOT LIKE 'notices/%'",
  'label_job.pin_commitment': "kind = 'unit' AND state = 'verified'",
}

/** Tables and columns of which the sample's two shifts leave nothing: suites of their own judge them. */
const empty: readonly string[] = [
  'archive',
  'goods_serial',
  'input',
  'input_client',
  'label_job.doubt',
  'outgoing_message',
  'pool_serial',
  'inspection_task',
  'inspection_move',
  'inspection_result',
  'inspection_conclusion',
  'inspection_switching',
  'inspection_quarantine',
  'inspection_agency',
  'inspection_attachment',
  'rule_draft',
  'draft_word',
  'rule_statement',
  'rule_in_force.replaces',
  'rule_in_force.valid_from',
  'rule_in_force.statement',
  'station_choice',
  'label_choice',
  'label_template.badge',
  'brand_membership.badge',
  'serial_authority.badge',
  // Planted changes of goods under supervision have a test of their own (check-bonded.test.ts).
  'bonded_move',
  'bonded_record',
  'bonded_gone',
  'bonded_approval',
  'customs_order',
  // So have goods that are held and inspected (check-releases.test.ts).
  'asn_release',
  'release_word',
  'line_demand.ended_at',
  'line_demand.ended',
  // And words by which another member's goods data is believed (publisher-desk.test.ts).
  'publisher_word',
]

let sample: SampleWorkspace
beforeAll(async () => {
  sample = await SampleWorkspace.make()
}, 180_000)
afterAll(() => sample?.remove())

type Row = Readonly<Record<string, Value>>

describe(`one changed bit in any row of the database (seed ${seed})`, () => {
  it('is found by fsck, or refused by the database, in every column but those that nothing vouches for', async () => {
    const random = seededRandom(seed)
    const db = new Sqlite(workspaceFiles(sample.folder).database, { readonly: true })
    const columns = columnsOf(db)
    const unfound: string[] = []
    const untried: string[] = []
    for (const { table, column, key } of columns) {
      if (`${table}.${column}` in unjudged) continue
      const which = judgedRows[`${table}.${column}`] ?? 'true'
      const rows = db
        .prepare<[], Row>(`SELECT * FROM ${table} WHERE ${column} IS NOT NULL AND ${which}`)
        .all()
      const row = rows[Math.floor(random() * rows.length)]
      if (!row) {
        untried.push(`${table}.${column}`)
        continue
      }
      const changed = flipped(row[column] ?? null, random)
      let isRefused = false
      const copy = sample.copy((to) => {
        const update = to.prepare(
          `UPDATE ${table} SET ${column} = ? WHERE ${key.map((name) => `${name} IS ?`).join(' AND ')}`,
        )
        try {
          update.run(changed, ...key.map((name) => row[name] ?? null))
        } catch (error) {
          if (!(error instanceof Sqlite.SqliteError)) throw error
          isRefused = true
        }
      })
      if (!isRefused && (await checkWorkspace(copy.folder)).ok)
        unfound.push(`${table}.${column}: ${String(row[column])} → ${String(changed)}`)
      copy.remove()
    }
    db.close()
    expect(unfound).toEqual([])
    expect(
      untried.filter((name) => !empty.includes(name) && !empty.includes(name.split('.')[0] ?? '')),
    ).toEqual([])
  }, 240_000)

  it('is found in any byte of any kind of statement', async () => {
    const random = seededRandom(seed + 1)
    const db = new Sqlite(workspaceFiles(sample.folder).database, { readonly: true })
    const kinds = db
      .prepare<[], { n: number; bytes: Buffer }>(
        'SELECT min(n) AS n, bytes FROM statement GROUP BY content_type',
      )
      .all()
    db.close()
    for (const { n, bytes } of kinds) {
      const changed = flipped(bytes, random)
      const copy = sample.copy((to) =>
        to.prepare('UPDATE statement SET bytes = ? WHERE n = ?').run(changed, n),
      )
      const { problems } = await checkWorkspace(copy.folder)
      copy.remove()
      expect(problems.map(({ where }) => where)).toContainEqual(expect.stringContaining(`statement ${n}`))
    }
  })
})
