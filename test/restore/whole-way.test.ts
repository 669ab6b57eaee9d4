import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { verifyEvidence } from '../../core/evidence/evidence.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { ownTallies } from '../../main/progress/own-tallies.ts'
import { evidenceFor } from '../../main/proof/evidence-for.ts'
import { type Restored, restoreWorkspace } from '../../main/restore/restore-workspace.ts'
import type { SyncAnswer } from '../../main/station/sync-answer.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { readPrinted } from '../../main/training/label-eye.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { readProfile, workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { makeScratch, receiptsOf, statementsOf } from '../shift/workspace-on-disk.ts'
import { type LedgerProcess, startLedgerProcess } from '../sync/ledger-process.ts'

const formula = '0109506000110011' + '1728021410KM1-2608A'
const scratch = makeScratch()
const [old, restored, ledgerData, backup] = ['old', 'restored', 'ledger', 'backup'].map((name) =>
  join(scratch, name),
) as [string, string, string, string]

let ledger: LedgerProcess
const opened: OpenWorkspace[] = []

async function open(folder: string): Promise<OpenWorkspace> {
  const workspace = await openWorkspace({
    folder,
    clock: wallClock,
    labelMs: 0,
    ledgerUrl: ledger.url,
    waitMsMax: 1000,
    onWait: () => {},
    logLevel: 'silent',
  })
  opened.push(workspace)
  await workspace.station.recover()
  workspace.station.start()
  return workspace
}

const signIn = ({ station }: OpenWorkspace) =>
  station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
/** Each pull of the trigger comes from another scanner, so that none is taken for the one before. */
let pulls = 0
const scanGoods = ({ station }: OpenWorkspace) =>
  station.scan({ device: `hid-${++pulls}`, aim: ']d2', text: formula })
async function newestLabel({ station, tray }: OpenWorkspace) {
  await station.printed()
  const [job] = station.ctx.store.labels.newest(1)
  if (!job) throw new Error('no label was printed')
  return readPrinted(tray, job, 'hid-1')
}
async function labelOne(workspace: OpenWorkspace): Promise<string> {
  await scanGoods(workspace)
  const symbol = await newestLabel(workspace)
  expect(await workspace.station.scan(symbol)).toMatchObject({ sentence: { code: 'label-verified' } })
  return symbol.text
}
const sealAndSync = async ({ station, sync }: OpenWorkspace): Promise<SyncAnswer> => {
  await station.press({ key: 'close-shift' })
  await station.seal(sampleSupervisor)
  return sync.run()
}

let before: ReturnType<typeof statementsOf>
let answer: Restored
let synced: SyncAnswer
let afterTheBackup: SyncAnswer
let tooLate: SyncAnswer
const units = { first: '', uncertain: '', last: '' }
let scannedAgain: unknown

beforeAll(async () => {
  await makeTrainingWorkspace(old, wallClock)
  ledger = await startLedgerProcess({ data: ledgerData, membershipFile: workspaceFiles(old).membership })
  const station = await open(old)
  const plan = 'day-1.csv'
  await station.station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', plan)), plan)
  // A first shift, whole; a second one in the middle of which the backup is made, beside the running station.
  await signIn(station)
  units.first = await labelOne(station)
  await sealAndSync(station)
  await signIn(station)
  await scanGoods(station)
  const uncertain = await newestLabel(station)
  units.uncertain = uncertain.text
  await makeBackup({ workspace: old, out: backup, passphrase: null }, wallClock, () => {})
  before = statementsOf(old)
  // The station goes on, and part of what it states then reaches the ledger.
  await labelOne(station)
  await station.station.scan(uncertain)
  afterTheBackup = await sealAndSync(station)
  await signIn(station)

  answer = await restoreWorkspace({
    backup,
    folder: restored,
    passphrase: async () => '',
    despiteProblems: false,
    clock: wallClock,
    onProgress: () => {},
  })
  await ledger.end()
  ledger = await startLedgerProcess({ data: ledgerData, membershipFile: workspaceFiles(restored).membership })
  const other = await open(restored)
  await signIn(other)
  await scanGoods(other)
  scannedAgain = await other.station.scan(uncertain)
  units.last = await labelOne(other)
  synced = await sealAndSync(other)

  // And the old one, of which nobody thought, brings what it has stated since.
  await station.close()
  const clone = await open(old)
  tooLate = await sealAndSync(clone)
}, 180_000)

afterAll(async () => {
  for (const workspace of opened) await workspace.close().catch(() => {})
  await ledger.end()
  rmSync(scratch, { recursive: true, force: true })
})

describe('a workspace that was restored elsewhere', () => {
  it('holds the statements and receipts of the backup, byte for byte', () => {
    expect(statementsOf(restored).slice(0, before.length)).toEqual(before)
    expect(answer.header.statements).toBe(before.length)
    expect(receiptsOf(restored).length).toBeGreaterThan(answer.header.receipts)
  })

  it('signs under a key of its own, whose first statement cites the newest one that was restored', () => {
    const row = statementsOf(restored)[before.length]
    const first = readStatement(new Uint8Array(row?.bytes ?? []))
    const head = before
      .map(({ bytes }) => readStatement(new Uint8Array(bytes)))
      .findLast(({ seq }) => seq !== undefined)
    expect(answer.profile.kid).not.toBe(answer.formerKid)
    expect(first).toMatchObject({
      kid: answer.profile.kid,
      seq: 1,
      prev: head?.id,
      contentType: 'application/vnd.bondmark.key-restored+json',
    })
    expect(answer.head).toEqual({ kid: answer.formerKid, seq: head?.seq, id: head?.id })
  })

  it('tells other stations what was counted before the restore as the former key’s', () => {
    const store = new StationStore(workspaceFiles(restored).database, { readonly: true })
    const { kid } = answer.profile
    const said = ownTallies(
      store,
      { kid, former: [], issuer: 'https://id.x.example/org/o/station/s' },
      Date.now(),
    )
    store.close()
    const [line] = said?.tallies ?? []
    // Two units came in before the backup; what came in since is the new key's.
    expect(line?.former).toMatchObject([{ kid: answer.formerKid, seq: answer.head?.seq, received: 2 }])
    expect(line?.received).toBeGreaterThan(2)
  })

  it('mints under another prefix and another block of case numbers than the station before', () => {
    const profile = readProfile(old)
    expect(answer.profile.serialPrefix).not.toBe(profile.serialPrefix)
    expect(answer.profile.ssccBlock).not.toEqual(profile.ssccBlock)
    expect(units.last).toContain(`/21/${answer.profile.serialPrefix}`)
    expect(units.first).toContain(`/21/${profile.serialPrefix}`)
  })

  it('takes a label that was on its way for uncertain, and scanning it settles it', () => {
    expect(answer.uncertain).toBe(1)
    expect(scannedAgain).toMatchObject({ kind: 'accepted', sentence: { code: 'label-verified' } })
  })

  it('brings the shift that was cut in two to the same ledger: nothing is refused, nothing equivocates', () => {
    expect(synced).toMatchObject({ ok: true })
    expect(synced.batches.map(({ state, refused }) => [state, refused])).toEqual([
      ['receipted', []],
      ['receipted', []],
      ['receipted', []],
    ])
    const places = new Map<string, string>()
    for (const { id, bytes } of [...statementsOf(old), ...statementsOf(restored)]) {
      const { kid, seq } = readStatement(new Uint8Array(bytes))
      if (seq === undefined) continue
      expect([undefined, id]).toContain(places.get(`${kid}/${seq}`))
      places.set(`${kid}/${seq}`, id)
    }
  })

  it('is told what the ledger holds of the key before that the backup does not', () => {
    expect(afterTheBackup.ok).toBe(true)
    expect(synced.beyond).toEqual([
      { kid: answer.formerKid, lastSeq: answer.head?.seq, loggedSeq: expect.any(Number) },
    ])
    const [beyond] = synced.beyond ?? []
    // receiving, commissioning ×2, stock-reconciled, shift-closed
    expect((beyond?.loggedSeq ?? 0) - (beyond?.lastSeq ?? 0)).toBe(5)
  })

  it('is found clean by fsck', async () => {
    expect((await checkWorkspace(restored)).problems).toEqual([])
  })

  it.each(['first', 'uncertain', 'last'] as const)('proves its %s unit offline, across the join', (which) => {
    const { station, trust } =
      opened[1] ??
      (() => {
        throw new Error('not opened')
      })()
    const { store, profile } = station.ctx
    const { bytes } = evidenceFor({ store, profile, folder: restored, trust }, units[which])
    const trusted = parseTrustFile(readFileSync(workspaceFiles(restored).trust, 'utf8'))
    const verdict = verifyEvidence(bytes, trusted, verifyEd25519, { eventIdOf })
    expect(verdict.reason).toBeNull()
    expect(verdict.statements.map(({ reason }) => reason)).toEqual(verdict.statements.map(() => null))
    expect(verdict.ok).toBe(true)
  })
})

describe('the station of which the backup was made, when it lives on', () => {
  it('gets nothing logged any more that it signed above the restored statement', () => {
    expect(tooLate.ok).toBe(false)
    const codes = tooLate.batches.flatMap(({ refused }) => refused.map(({ code }) => code))
    expect(codes.length).toBeGreaterThan(0)
    expect(new Set(codes)).toEqual(new Set(['key-revoked']))
  })
})
