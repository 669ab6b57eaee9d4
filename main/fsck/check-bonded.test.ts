import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { destroy } from '../bonded/move-goods.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { supervisorSigner } from '../station/seal-batch.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { checkWorkspace } from './check-workspace.ts'
import { unguarded } from './one-bit.stub.ts'

const { badge, passcode } = sampleSupervisor
const asn = 'ASN-2026-1122-01'
const spoons = { customsEntry: '422720261000481205', entryItem: '5', gtin: '09506000110059', lot: 'BT-26-11' }

let bench: BenchStation
beforeAll(async () => {
  bench = await BenchStation.open()
  const desk = bench.workspace.control.bonded
  for (let unit = 0; unit < 10; unit++) await bench.scan(']d201095060001100591736123110BT-26-11')
  await bench.press('close-line', { asn, line: '5', lot: spoons.lot })
  const doors = { asn, container: 'BMKU2046318', seal: 'AU7718204', photo: null }
  await desk.checkSeal(doors)
  const scope = { asn, line: '5', lot: null, container: null, quantity: 3 }
  await desk.takeOrder({ order: 'BK-1', scope, deadline: null, document: null, reason: null })
  await desk.ship({ ...spoons, goods: { quantity: 5 }, document: 'HF-1' })
  const paper = { document: 'XH-1', reason: 'broken' }
  const witnessed = {
    ...spoons,
    ...paper,
    goods: { quantity: 1 },
    state: 'sellable' as const,
    witness: 'Officer Wang',
  }
  await desk.destroy({ ...witnessed, badge, passcode })
})
afterAll(() => bench.close())

const tables = ['bonded_move', 'bonded_record', 'bonded_gone', 'bonded_approval', 'customs_order']

/** What fsck says of the workspace with one thing changed in its database, which is then as it was. */
async function found(change: string): Promise<string[]> {
  const db = new Database(workspaceFiles(bench.folder).database)
  db.pragma('foreign_keys = OFF')
  for (const table of tables) db.exec(`CREATE TEMP TABLE was_${table} AS SELECT * FROM ${table}`)
  unguarded(db, () => expect(db.prepare(change).run().changes).toBe(1))
  const { problems } = await checkWorkspace(bench.folder)
  unguarded(db, () => {
    for (const table of tables)
      db.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM was_${table}`)
  })
  db.close()
  return problems.map(({ code }) => code)
}

describe('fsck of goods under supervision', () => {
  it('finds nothing in accounts that are as they were stated', async () => {
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it.each([
    ["UPDATE bonded_move SET quantity = 4 WHERE kind = 'shipped'", 'bonded-move-differs'],
    ["DELETE FROM bonded_move WHERE kind = 'held'", 'bonded-move-differs'],
    [
      "UPDATE bonded_move SET json = json_set(json, '$.witness', 'Nobody') WHERE kind = 'destroyed'",
      'bonded-move-differs',
    ],
    [
      "INSERT INTO bonded_move SELECT 1, 0, kind, customs_entry, entry_item, gtin, lot, quantity, json FROM bonded_move WHERE kind = 'shipped'",
      'bonded-move-differs',
    ],
    [
      "UPDATE bonded_record SET json = json_set(json, '$.result', 'differs') WHERE kind = 'seal'",
      'bonded-record-differs',
    ],
    ["UPDATE customs_order SET scope = json_set(scope, '$.quantity', 1)", 'customs-order-differs'],
    ["UPDATE customs_order SET state = 'released', ended = 9", 'customs-order-differs'],
    ['UPDATE bonded_approval SET bytes = zeroblob(length(bytes))', 'bonded-approval-wrong'],
    ['DELETE FROM bonded_approval', 'bonded-approval-wrong'],
    [
      "INSERT INTO bonded_gone VALUES ('https://id.gs1.org/01/09506000110011/21/X', 'shipped', NULL, 1)",
      'bonded-record-differs',
    ],
  ])('finds what was changed behind its back: %s', async (change, code) => {
    expect(await found(change)).toEqual([code])
  })

  // Last, because it stays: all of it is as it was stated, but for whose hand has signed.
  it('finds an approval that another key has signed under the supervisor’s name', async () => {
    const { ctx } = bench.station
    const person = await bench.station.whoIs(badge, passcode)
    const { sign } = signerFromSeed(new Uint8Array(32).fill(7))
    const signer = { ...(await supervisorSigner(ctx, person, passcode)), sign }
    const goods = { quantity: 1 }
    const asked = {
      ...spoons,
      goods,
      document: 'XH-2',
      reason: 'broken',
      state: 'sellable',
      witness: 'Officer Wang',
    } as const
    bench.store.transaction(() => destroy(ctx, { person, signer, t: ctx.clock.now() }, asked))
    const { problems } = await checkWorkspace(bench.folder)
    expect(problems.map(({ code }) => code)).toEqual(['bonded-approval-wrong'])
  })
})
