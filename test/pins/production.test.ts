import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import { newPin, parsePhc, pinText } from '../../core/label/pin.ts'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { openWorkspace } from '../../main/composition/open-workspace.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { evidenceFor } from '../../main/proof/evidence-for.ts'
import { exportEvents } from '../../main/proof/export-events.ts'
import { unpackBackup } from '../../main/restore/unpack-backup.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { deriveKey, random, sameBytes } from '../../platform/keys/scrypt.ts'
import { findPins } from './find-pin.ts'
import { printerRig, rigSetting } from './printer-rig.ts'
import { makeProductionWorkspace, ProductionStation } from './production-station.ts'
import { filesUnder, type Remains, search } from './remains.ts'

const gtin = '09506000110011'
const goods = `]d201${gtin}1728021410KM1-2608A`
const quiet = () => {}
const passphrase = 'four words that nobody guesses'

const scratch = mkdtempSync(join(tmpdir(), 'bondmark-production-'))
const [folder, proofs, unpacked] = ['workspace', 'proofs', 'unpacked'].map((name) => join(scratch, name)) as [
  string,
  string,
  string,
]
const views: string[] = []
let verified: string
/** What became of labels whose printer would keep what it is given. */
const kept: { why: unknown; sign: unknown; state: string; serial: string }[] = []

let rig: Awaited<ReturnType<typeof printerRig>>
let at: ProductionStation

async function open(): Promise<void> {
  at = await ProductionStation.open(folder)
  at.station.onChange(() => views.push(JSON.stringify([at.station.view(), at.station.newestLabels(20)])))
}

async function print(): Promise<void> {
  await at.scan(goods)
  await at.station.printed()
}

/** A way for labels that keeps what it is given, set up although the desk would refuse to: as if it came with a copied database. */
const keepingWay = (kind: 'file' | 'spooler') => ({
  ...rigSetting(rig.port),
  connection: kind === 'file' ? { kind, folder: join(folder, 'printed') } : { kind, queue: 'no-such-queue' },
})

async function waitsBefore(kind: 'file' | 'spooler'): Promise<void> {
  const { clock, store } = at.station.ctx
  const by = { badge: sampleSupervisor.badge, t: clock.now() }
  store.transaction(() => store.devices.put('device-1', { ...keepingWay(kind), id: 'device-1' }, by))
  await at.devices.start()
  await at.press('issue-stock', {
    roll: `R-${kind}`,
    kind: 'unit-label',
    count: 10,
    process: 'thermal-transfer',
    cover: 'panel',
    load: true,
  })
  await print()
  const { outstanding, devices } = at.station.view()
  const { state, serial } = at.newest()
  const why = outstanding[0]?.waits?.code
  kept.push({ why, sign: kind === 'file' && devices[0]?.status.code, state, serial })
  await at.press('void', { serial: at.newest().serial, reason: 'damaged', ...sampleSupervisor })
}

/** A shift with a void, a doubt and a restart, and with printers that would keep what they are given. */
beforeAll(async () => {
  mkdirSync(proofs)
  await makeProductionWorkspace(folder)
  rig = await printerRig()
  await open()
  const { badge, passcode } = sampleSupervisor
  const plan = 'day-1.csv'
  await at.station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', plan)), plan)
  await at.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
  await waitsBefore('file')
  await waitsBefore('spooler')
  await at.devices.save({ setting: { ...rigSetting(rig.port), id: 'device-1' }, badge, passcode })
  await print()
  await at.scan(at.newestLink())
  verified = at.newest().serial
  await print()
  await at.press('void', { reason: 'torn', ...sampleSupervisor })
  await at.station.printed()
  await at.scan(at.newestLink())
  // The paper runs out in the middle of a label, and the next one is only reserved when the station stops.
  rig.machine.inject('media-out', { at: { midLabel: 0.5 } })
  await print()
  await at.scan(goods)
  writeFileSync(join(proofs, 'crash-report.json'), JSON.stringify(process.report.getReport()))
  await at.close()
  rig.machine.mend()
  await open()
  for (const job of at.store.labels.inState('uncertain'))
    await at.press('void', { serial: job.serial, reason: 'damaged', badge, passcode })
  await vi.waitFor(() => expect(at.store.labels.inState('reserved')).toEqual([]), { timeout: 60_000 })
  await at.station.printed()
  for (const job of at.store.labels.outstanding())
    await at.press('void', { serial: job.serial, reason: 'damaged', badge, passcode })
  await at.press('close-shift', { uncounted: true })
  await at.station.seal(sampleSupervisor)
  await at.sync.run()
  const trust = parseTrustFile(readFileSync(workspaceFiles(folder).trust, 'utf8'))
  writeFileSync(
    join(proofs, 'unit.evidence'),
    evidenceFor({ ...at.station.ctx, folder, trust }, unitEpc(gtin, verified)).bytes,
  )
  await exportEvents({
    between: at.store.between,
    span: { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER },
    out: join(proofs, 'events.json'),
    at: wallClock.now(),
    signal: new AbortController().signal,
    onProgress: quiet,
  })
  const file = join(proofs, 'backup.age')
  await makeBackup({ workspace: folder, out: file, passphrase }, wallClock, quiet)
  await unpackBackup(unpacked, { file, passphrase: async () => passphrase })
})
afterAll(async () => {
  await at?.close()
  await rig?.close()
  rmSync(scratch, { recursive: true, force: true })
})

const remains = (): Remains =>
  new Map([
    ...filesUnder(folder, 'workspace'),
    ...filesUnder(proofs, 'proofs'),
    ...filesUnder(unpacked, 'backup'),
    ['views', Buffer.from(views.join('\n'))],
  ])

describe('after a shift of a station that is none for training', () => {
  it('the printer has seen the PINs that the station has committed to', async () => {
    expect(rig.pins.size).toBeGreaterThanOrEqual(4)
    const printedFor = async (serial: string) => {
      const { salt, hash } = parsePhc(at.store.labels.bySerial(serial)?.pinCommitment ?? '')
      const keys = await Promise.all([...rig.pins].map((pin) => deriveKey(pin, salt, 32)))
      return keys.filter((key) => sameBytes(key, hash)).length
    }
    expect(await printedFor(verified)).toBe(1)
    // That of a label which waited for a way that keeps files has gone nowhere.
    expect(await printedFor(kept[0]?.serial ?? '')).toBe(0)
  })

  it('no PIN is in any file of its workspace, its log, a backup unpacked, proofs, exports or a crash report, or in what a screen was sent', () => {
    const places = remains()
    expect([...places.keys()]).toEqual(
      expect.arrayContaining([
        'workspace/station.sqlite',
        'workspace/station.log',
        'backup/station.sqlite',
        'proofs/backup.age',
        'proofs/events.json',
        'proofs/unit.evidence',
        'proofs/crash-report.json',
      ]),
    )
    expect(places.get('workspace/station.log')?.length).toBeGreaterThan(0)
    expect(search(places, rig.pins)).toEqual([])
    const planted = pinText(newPin(random))
    const log = Buffer.concat([places.get('workspace/station.log') as Buffer, Buffer.from(planted)])
    expect(findPins('log', log, [planted])).not.toEqual([])
  })

  it('a folder or a spooler in the place of its printer is given no label with a PIN, and no file of printer bytes is made', () => {
    expect(kept).toMatchObject([
      { why: 'label-waits-pins', sign: 'training-only', state: 'reserved' },
      { why: 'label-waits-pins', state: 'reserved' },
    ])
    expect(existsSync(join(folder, 'printed'))).toBe(false)
    expect(existsSync(workspaceFiles(folder).printer)).toBe(false)
  })

  it('a folder is not set up as its printer, and a spooler carries PINs only if an administrator says so', async () => {
    await at.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    const save = (setting: Parameters<typeof at.devices.save>[0]['setting']) =>
      at.devices.save({ setting: { ...setting, name: 'Other' }, ...sampleSupervisor })
    await expect(save(keepingWay('file'))).rejects.toMatchObject({ code: 'training-only' })
    await expect(save({ ...keepingWay('spooler'), pinsOverSpooler: true })).rejects.toMatchObject({
      code: 'device-needs-administrator',
    })
  })

  it('it is sound, and opens in no host while only training workspaces do', async () => {
    expect((await checkWorkspace(folder)).problems).toEqual([])
    const options = { folder, clock: wallClock, labelMs: 0, waitMsMax: 0, onWait: quiet, logLevel: 'silent' }
    await expect(openWorkspace(options as Parameters<typeof openWorkspace>[0])).rejects.toMatchObject({
      code: 'training-only',
    })
  })
})
