import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { SaveDevice } from '../../core/contract/devices.ts'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { readMembership, signMembership } from '../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../core/membership/membership-file.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import type { StatementFields } from '../../core/statement/statement.ts'
import { kidOf, signStatement } from '../../core/statement/statement.ts'
import { ScriptClock } from '../../platform/clock/clock.ts'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { openBox, type SealedBox } from '../../platform/keys/sealed-box.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { madeOnce } from '../../test/made-once/made-once.ts'
import { replayCommand } from '../command/shift-command.ts'
import { type OpenWorkspace, openWorkspace } from '../composition/open-workspace.ts'
import { readPrinted } from '../training/label-eye.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { type SamplePerson, samplePeople, sampleSupervisor } from '../training/sample-people.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { openVaultFile, personSecret } from '../workspace/vault.ts'
import { readProfile, type WorkspaceFiles, workspaceFiles } from '../workspace/workspace.ts'

const operator = samplePeople[0] ?? sampleSupervisor
const quiet = () => {}

/** A workspace with two shifts behind it: one synced, with its mistakes; one sealed, with a unit that was given up. */
export class SampleWorkspace {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** A copy of one that is made once a test run. */
  static async make(): Promise<SampleWorkspace> {
    const made = await madeOnce('two-shifts', makeTwoShifts)
    const folder = mkdtempSync(join(tmpdir(), 'bondmark-fsck-'))
    cpSync(made, folder, { recursive: true })
    return new SampleWorkspace(folder)
  }

  /** Copies of another workspace, which nobody has open. */
  static of(folder: string): SampleWorkspace {
    return new SampleWorkspace(folder)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }

  /** A copy whose database `change` may do anything to. The guards of statements are put back afterwards. */
  copy(change: (db: Database.Database, files: WorkspaceFiles) => void): SampleWorkspace {
    const folder = mkdtempSync(join(tmpdir(), 'bondmark-fsck-'))
    const [from, to] = [workspaceFiles(this.folder), workspaceFiles(folder)]
    mkdirSync(folder, { recursive: true })
    for (const name of ['profile', 'database', 'vault', 'membership', 'trust', 'serialAuthority'] as const) {
      copyFileSync(from[name], to[name])
    }
    if (existsSync(from.attachments)) cpSync(from.attachments, to.attachments, { recursive: true })
    const db = new Database(to.database)
    db.pragma('foreign_keys = OFF')
    const triggers = db
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
      )
      .all()
    // A copy outlives no power cut: nothing here waits for the disk.
    db.pragma('synchronous = OFF')
    db.exec(triggers.map(({ name }) => `DROP TRIGGER ${name};`).join(''))
    change(db, to)
    db.exec(triggers.map(({ sql }) => `${sql};`).join(''))
    db.close()
    return new SampleWorkspace(folder)
  }

  /** Signs as the station does. */
  async station() {
    const { consortium, org, station } = readProfile(this.folder)
    const { stationSeed } = await openVaultFile(workspaceFiles(this.folder).vault, TRAINING_PASSPHRASE)
    return signer(stationSeed, issuerUri({ consortium, org, kind: 'station', name: station }))
  }

  /** Signs as the sample supervisor does. */
  async supervisor() {
    const { seed, issuer } = await this.#person(sampleSupervisor)
    return signer(seed, issuer)
  }

  /** Signs a membership that revokes the station's key, as the sample administrators would, and has it trusted. */
  async revoking(revocation: { at: string; lastGoodSeq?: number }) {
    const people = await Promise.all(
      samplePeople.filter(({ role }) => role === 'administrator').map((person) => this.#person(person)),
    )
    const files = workspaceFiles(this.folder)
    const trust = parseTrustFile(readFileSync(files.trust, 'utf8'))
    const before = readMembershipFile(readFileSync(files.membership, 'utf8'))
    const { payload, head } = readMembership(before, trust, verifyEd25519)
    const revocations = [{ kid: readProfile(this.folder).kid, ...revocation }]
    const administrators = people.map(({ seed, issuer }) => ({ ...signerFromSeed(seed), issuer }))
    const next = { ...payload, revocations, previous: head }
    const statements = signMembership(next, administrators, Math.floor(Date.parse(revocation.at) / 1000))
    const { head: membershipHead } = readMembership(
      statements,
      { ...trust, membershipHead: undefined },
      verifyEd25519,
    )
    return (_: Database.Database, to: WorkspaceFiles) => {
      writeFileSync(to.membership, writeMembershipFile(statements))
      writeFileSync(to.trust, JSON.stringify({ ...trust, membershipHead }))
    }
  }

  async #person({ badge, passcode }: SamplePerson): Promise<{ seed: Uint8Array; issuer: string }> {
    const { consortium, org } = readProfile(this.folder)
    const files = workspaceFiles(this.folder)
    const { vaultKey } = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
    const db = new Database(files.database, { readonly: true })
    const box = db.prepare<[string], string>('SELECT key_box FROM person WHERE badge = ?').pluck().get(badge)
    db.close()
    const seed = await openBox(
      JSON.parse(box ?? '') as SealedBox,
      personSecret(vaultKey, passcode),
      `bondmark/person/${badge}`,
    )
    return { seed, issuer: issuerUri({ consortium, org, kind: 'person', name: badge }) }
  }
}

async function makeTwoShifts(folder: string): Promise<void> {
  const at = { instantMs: Date.parse('2026-11-22T08:00:00.000+08:00'), offsetMin: 480 }
  await makeTrainingWorkspace(folder, new ScriptClock(at))
  const plan = repositoryFile('fixtures', 'plans', 'mistakes.csv')
  const scans = repositoryFile('fixtures', 'scans', 'mistakes.ndjson')
  await replayCommand({ workspace: folder, plan, scans })
  await secondShift(folder)
}

/** A signer that answers a statement's bytes and id, as a store would hold them. */
export function signer(seed: Uint8Array, issuer: string) {
  const { publicKey, sign } = signerFromSeed(seed)
  const kid = kidOf(publicKey)
  return (fields: Omit<StatementFields, 'kid' | 'issuer'>) => {
    const bytes = Buffer.from(signStatement({ ...fields, kid, issuer }, sign))
    return { bytes, id: Buffer.from(sha256Native(bytes)), kid: Buffer.from(kid, 'hex') }
  }
}

const sampleScanner: SaveDevice['setting'] = {
  kind: 'scanner',
  name: 'Gun',
  enabled: false,
  connection: {
    kind: 'serial',
    path: '/dev/ttyNone',
    identity: { vendorId: '', productId: '', serialNumber: '', port: '' },
    baudRate: 9600,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flow: 'none',
  },
  model: null,
  framing: { prefix: [], suffix: [13], idleMs: 500 },
  sendsAim: true,
}

/** What is handed out in the second shift, and put into the printer. */
const issuedStock: readonly KeyPress[] = [
  {
    key: 'issue-stock',
    roll: 'R-001',
    kind: 'unit-label',
    count: 100,
    process: 'thermal-transfer',
    cover: 'overlay',
    load: true,
  },
  { key: 'issue-stock', roll: 'P-001', kind: 'overlay', count: 100 },
]

/** A case of several entries that a unit is taken out of, and a pallet that a case is taken off: each goes on under a new SSCC. */
async function packedAndUnpacked({ station, tray }: OpenWorkspace, later: () => void): Promise<void> {
  const { badge, passcode } = sampleSupervisor
  const line = { asn: 'ASN-2026-1122-11', line: '1', lot: 'KM1-2610D' }
  const scanned = async () => {
    await station.printed()
    later()
    const job = station.ctx.store.labels.newest(1)[0]
    if (!job) throw new Error('the sample shift has printed no label')
    await station.scan(await readPrinted(tray, job, 'hid-1'))
    return job.serial
  }
  const unit = async () => {
    await station.scan({ device: 'hid-1', aim: ']d2', text: '01095060001100111728041110KM1-2610D' })
    return scanned()
  }
  await station.press({ key: 'open-case', ...line, mixed: 'any', capacity: 2, badge, passcode })
  const first = await unit()
  await unit()
  await station.press({ key: 'close-case' })
  await scanned()
  await station.press({ key: 'open-pallet', capacity: 2 })
  await station.press({ key: 'take-out', serial: first, reason: 'customer-order' })
  await station.press({ key: 'close-case' })
  await scanned()
  await station.press({ key: 'open-case', ...line })
  await unit()
  await station.press({ key: 'close-case' })
  const last = await scanned()
  await station.press({ key: 'close-pallet' })
  await scanned()
  await station.press({ key: 'take-out', serial: last, reason: 'inspection' })
  await station.press({ key: 'close-pallet' })
  await scanned()
}

async function secondShift(folder: string): Promise<void> {
  const clock = new ScriptClock({ instantMs: Date.parse('2026-11-22T18:00:00.000+08:00'), offsetMin: 480 })
  const workspace = await openWorkspace({
    folder,
    clock,
    labelMs: 0,
    waitMsMax: 0,
    onWait: quiet,
    logLevel: 'warn',
  })
  try {
    const { station } = workspace
    const { badge, passcode } = operator
    await station.recover()
    station.start()
    await station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', 'quick.csv')), 'quick.csv')
    await station.press({ key: 'sign-in', badge, passcode })
    for (const press of issuedStock) await station.press(press)
    await station.scan({ device: 'hid-1', aim: ']d2', text: '01095060001100111728041110KM1-2610D' })
    await station.printed()
    const unpacked = station.ctx.store.labels.newest(1)[0]
    if (!unpacked) throw new Error('the sample shift has printed no label')
    await station.scan(await readPrinted(workspace.tray, unpacked, 'hid-1'))
    // A label that was verified is torn, and the unit turns out to be damaged when its new one is printed.
    await station.press({ key: 'void', serial: unpacked.serial, reason: 'Torn' })
    await station.printed()
    await station.press({ key: 'void', reason: 'damaged' })
    const gun = await workspace.devices.save({ setting: sampleScanner })
    await workspace.devices.save({ setting: { ...gun, name: 'Right gun' } })
    await packedAndUnpacked(workspace, () => clock.set({ instantMs: clock.instantMs + 1000, offsetMin: 480 }))
    const { badge: vouching, passcode: word } = sampleSupervisor
    const blank = { kind: 'unit-label', reason: 'blank', witness: 'J. Doe' } as const
    await station.press({ key: 'destroy-stock', count: 2, ...blank })
    await station.press({ key: 'count-stock', kind: 'overlay', left: 96 })
    const missing = { kind: 'unit-label', left: 92, reason: 'one torn' } as const
    await station.press({ key: 'count-stock', ...missing, badge: vouching, passcode: word })
    await station.press({ key: 'close-shift' })
    await station.seal({ badge: sampleSupervisor.badge, passcode: sampleSupervisor.passcode })
  } finally {
    await workspace.close()
  }
}
