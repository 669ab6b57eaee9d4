import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { LogConflictRecord } from '../../core/contract/log-conflict.ts'
import { destroyingEvent } from '../../core/epcis/destroying.ts'
import { receivingEvent } from '../../core/epcis/receiving.ts'
import { readMembership, trustNamedBy } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { migrate } from '../../platform/sqlite/migrate.ts'
import type { OpenDatabase } from '../../platform/sqlite/open-database.ts'
import { compareLogs } from '../../sync/ledger/mirrors/between-logs.ts'
import { openBetweenStore } from '../../sync/ledger/mirrors/between-store.ts'
import { judgeEntries } from '../../sync/ledger/standing/judge-entries.ts'
import { openStandingStore } from '../../sync/ledger/standing/standing-store.ts'
import { verifyLogConflict } from '../../sync/replication/signed-standing.ts'
import { StatingStation } from './stated-events.ts'
import { type Member, makeThreeMembers } from './three-members.ts'

const three = makeThreeMembers()
afterAll(() => three.remove())
const [a, b] = three.members
const logger = createLogger({ name: 'test', level: 'silent' })
const memberships = three.members.map(({ membershipFile }) => {
  const statements = readMembershipFile(readFileSync(membershipFile, 'utf8'))
  return readMembership(statements, trustNamedBy(statements), verifyEd25519)
})

const inMemory: OpenDatabase = (file, { migrations }) => {
  const db = new Database(':memory:')
  migrate(db, file, migrations, false)
  return db
}

const asn = { gln: '9506000111117', number: 'ASN 2026/03' }
const papers = { asn, customsEntry: '223520261234567890', entryItem: '3' }
const serial = 'B7QC0123456789XY'
const unit = `https://id.gs1.org/01/09506000134352/21/${serial}`
const sscc = '395060001340000018'
const box = `https://id.gs1.org/00/${sscc}`

/** What the stations of these tests may state; each kind at most once a log, so that each log is right by itself, or not. */
const acts = {
  commission: (by: StatingStation) => by.commission(serial),
  pack: (by: StatingStation) => by.pack(sscc, [unit]),
  'ship-box': (by: StatingStation) => moves(by, 'shipping', 'in_transit', box),
  'receive-box': (by: StatingStation) =>
    by.state((basis) => receivingEvent(basis, { goods: { sscc }, ...papers })),
  ship: (by: StatingStation) => moves(by, 'shipping', 'in_transit', unit),
  receive: (by: StatingStation) =>
    by.state((basis) => receivingEvent(basis, { goods: { epcs: [unit] }, ...papers })),
  decommission: (by: StatingStation) => by.decommission(unit),
  destroy: (by: StatingStation) =>
    by.state((basis) =>
      destroyingEvent(basis, { goods: { epcs: [unit] }, reason: 'expired', witness: 'op-91bc' }),
    ),
} as const
type Act = keyof typeof acts
const moves = (by: StatingStation, bizStep: string, disposition: string, epc: string) =>
  by.tell({ type: 'ObjectEvent', action: 'OBSERVE', bizStep, disposition, epcList: [epc] })

const stated = (member: Member, said: readonly Act[]): Uint8Array[] => {
  const station = new StatingStation(member.station)
  for (const act of said) acts[act](station)
  return station.statements.map(({ bytes }) => bytes)
}
const read = (entries: readonly Uint8Array[]) => ({
  entries: (from: number, count: number) => entries.slice(from, from + count),
})

/** The ledger of `member`, which hears its own log and the other's a piece at a time. */
function ledger(member: Member, own: readonly Uint8Array[], other: Member, theirs: readonly Uint8Array[]) {
  const standing = openStandingStore('own', inMemory)
  const mirrored = openStandingStore('mirrored', inMemory)
  const store = openBetweenStore('between', inMemory)
  let heard = 0
  let clock = 0
  const between = compareLogs({
    own: standing,
    logs: [
      {
        origin: other.logSigner.name,
        log: { vkeys: [other.logVkey] },
        store: { ...read(theirs), size: () => heard },
        standing: mirrored,
      },
    ],
    store,
    signer: member.logSigner,
    memberships: () => memberships,
    logger,
    turn: async () => {},
    timers: { now: () => clock, after: () => () => {} },
  })
  return {
    standing,
    store,
    pass(ms: number) {
      clock += ms
    },
    async hear(count: number) {
      heard = Math.min(theirs.length, heard + count)
      await between.idle()
    },
    async judge(count: number) {
      const from = standing.size()
      const some = Math.min(count, own.length - from)
      if (some > 0) judgeEntries(read(own), standing, member.logSigner, from, some, true)
      await between.idle()
    },
    open(): LogConflictRecord[] {
      const records = store.records(0, 1_000)
      const all = records.map(({ record }) => JSON.parse(Buffer.from(record).toString()) as LogConflictRecord)
      return [...new Set(all.map(({ about }) => about))]
        .sort()
        .flatMap((about) => store.openAbout(about, other.logSigner.name))
    },
    close() {
      for (const each of [standing, mirrored, store]) each.close()
    },
  }
}

const told = (conflicts: readonly LogConflictRecord[], turned = false) =>
  conflicts
    .map(({ about, code, here, there }) => {
      const [first, second] = turned ? [there, here] : [here, there]
      return [about, code, first.statement, second.statement].join(' ')
    })
    .sort()

/** Both ledgers at the end of both logs. */
async function bothAt(saidByA: readonly Act[], saidByB: readonly Act[]) {
  const [ofA, ofB] = [stated(a, saidByA), stated(b, saidByB)]
  const [atA, atB] = [ledger(a, ofA, b, ofB), ledger(b, ofB, a, ofA)]
  for (const each of [atA, atB]) {
    await each.judge(99)
    await each.hear(99)
  }
  return { atA, atB, close: () => [atA, atB].forEach((each) => void each.close()) }
}

describe('what two logs say of one thing', () => {
  it.each<[string, readonly Act[], readonly Act[], readonly string[]]>([
    ['one serial commissioned at both', ['commission'], ['commission'], ['unit-begun-at-two-logs']],
    ['one SSCC used at both', ['commission', 'pack'], ['receive', 'pack'], ['sscc-used-at-two-logs']],
    ['ended at one, and still at the other', ['commission'], ['receive', 'destroy'], ['lives-after-its-end']],
    ['ended at both', ['commission', 'destroy'], ['receive', 'destroy'], ['ended-at-two-logs']],
    ['handed over', ['commission', 'ship'], ['receive', 'destroy'], []],
    ['handed over in its case', ['commission', 'pack', 'ship-box'], ['receive', 'destroy'], []],
    [
      'given up by its label only, destroyed by the other',
      ['commission', 'ship', 'decommission'],
      ['receive', 'destroy'],
      [],
    ],
  ])('%s', async (_, saidByA, saidByB, codes) => {
    const { atA, atB, close } = await bothAt(saidByA, saidByB)
    expect(atA.open().map(({ code }) => code)).toEqual(codes)
    // The other ledger publishes the same, of its own.
    expect(told(atB.open(), true)).toEqual(told(atA.open()))
    for (const { here, there } of atA.open()) {
      expect([here.origin, there.origin]).toEqual([a.logSigner.name, b.logSigner.name])
      expect(atA.store.isContradicted(here.statement)).toBe(true)
      expect(atB.store.isContradicted(there.statement)).toBe(true)
    }
    const [record] = atA.store.noticesFor(a.station.kid, 10)
    expect(record !== undefined).toBe(codes.length > 0)
    if (record !== undefined) {
      const conflict = JSON.parse(Buffer.from(record.record).toString()) as LogConflictRecord
      const by = (key: Uint8Array) => verifyLogConflict(conflict, record.signature, key, verifyEd25519)
      expect([by(a.logSigner.publicKey), by(b.logSigner.publicKey)]).toEqual([true, false])
    }
    close()
  })

  it('is settled by what one of them states later', async () => {
    const own = stated(a, ['commission', 'ship'])
    const at = ledger(a, own, b, stated(b, ['receive', 'destroy']))
    await at.judge(1)
    await at.hear(99)
    expect(at.open().map(({ code }) => code)).toEqual(['lives-after-its-end'])
    await at.judge(1)
    expect(at.open()).toEqual([])
    expect(at.store.records(0, 9)).toHaveLength(2)
    at.close()
  })

  it('is nothing when a log says it for a key that is not its own, however long that is waited for', async () => {
    const foreign = stated(a, ['commission'])
    const at = ledger(a, foreign, b, [...foreign, ...stated(b, ['commission'])])
    await at.judge(9)
    await at.hear(9)
    expect(at.open()).toEqual([])
    // A list of members may still come that lists the key; after an hour it is passed over.
    at.pass(3_600_001)
    await at.hear(9)
    expect(at.open().map(({ there }) => there.leaf)).toEqual([1])
    at.close()
  })

  it('is not put off by a row of statements of strangers for longer than by one', async () => {
    const foreign = stated(a, ['commission', 'ship'])
    const at = ledger(a, foreign.slice(0, 1), b, [...foreign, ...stated(b, ['commission'])])
    await at.judge(9)
    await at.hear(9)
    at.pass(3_600_001)
    await at.hear(9)
    expect(at.open().map(({ there }) => there.leaf)).toEqual([2])
    at.close()
  })

  it('is nothing when what a log has entered is no statement, or is there twice', async () => {
    const [own, once] = [stated(a, ['commission']), stated(b, ['commission'])]
    const forged = Uint8Array.from(once[0] ?? [])
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    const at = ledger(a, own, b, [Buffer.from('no statement'), forged, ...once, ...once])
    await at.judge(9)
    await at.hear(2)
    expect(at.open()).toEqual([])
    await at.hear(9)
    expect(at.open().map(({ there }) => there.leaf)).toEqual([2])
    at.close()
  })

  it('does not depend on which is heard first', async () => {
    const someActs = fc.uniqueArray(fc.constantFrom(...(Object.keys(acts) as Act[])), { maxLength: 6 })
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3 })), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(someActs, someActs, steps, async (saidByA, saidByB, order) => {
        const [ofA, ofB] = [stated(a, saidByA), stated(b, saidByB)]
        const [plain, mixed, turned] = [
          ledger(a, ofA, b, ofB),
          ledger(a, ofA, b, ofB),
          ledger(b, ofB, a, ofA),
        ]
        for (const [isOwn, count] of order) await (isOwn ? mixed.judge(count) : mixed.hear(count))
        await mixed.hear(99)
        await mixed.judge(99)
        for (const each of [plain, turned]) {
          await each.judge(99)
          await each.hear(99)
        }
        expect(told(mixed.open())).toEqual(told(plain.open()))
        expect(told(turned.open(), true)).toEqual(told(plain.open()))
        for (const each of [plain, mixed, turned]) each.close()
      }),
      { numRuns: 20 },
    )
  })
})
