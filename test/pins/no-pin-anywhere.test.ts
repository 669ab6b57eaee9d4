import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newPin, parsePhc, pinText } from '../../core/label/pin.ts'
import { sealedLink } from '../../core/label/seal.ts'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { deriveKey, random, sameBytes } from '../../platform/keys/scrypt.ts'
import { findPins, pinForms } from './find-pin.ts'
import { printerRig, rigSetting } from './printer-rig.ts'
import { filesUnder, type Remains, search } from './remains.ts'

const goods = ']d20109506000110011' + '1728021410KM1-2608A'
const quiet = () => {}

let bench: BenchStation
let rig: Awaited<ReturnType<typeof printerRig>>
let proofs: string
const views: string[] = []
const commitments: string[] = []

function remains(): Remains {
  return new Map([
    ...filesUnder(bench.folder, 'workspace'),
    ...filesUnder(proofs, 'proofs'),
    ['views', Buffer.from(views.join('\n'))],
  ])
}

/** The label of a job as a scanner reads it: its PIN is no part of that. */
function linkOf(serial: string): string {
  const { profile, identity } = bench.station.ctx
  const job = bench.store.labels.bySerial(serial)
  if (!job) throw new Error('there is no such label')
  const { publicKey, sign } = identity
  return sealedLink({ resolverHost: profile.resolverHost, gtin14: job.gtin, serial, publicKey, sign })
}

async function printOne(): Promise<string> {
  await bench.scan(goods)
  await bench.station.printed()
  const job = bench.store.labels.newest(1)[0]
  if (!job) throw new Error('no label was reserved')
  commitments.push(job.pinCommitment ?? '')
  return job.serial
}

/** A shift in which most things happen: labels scanned, voided, in doubt, only reserved; a seal, a backup. Proofs and exports: `production.test.ts`. */
beforeAll(async () => {
  proofs = mkdtempSync(join(tmpdir(), 'bondmark-proofs-'))
  rig = await printerRig()
  bench = await BenchStation.open()
  // With a log of everything that is ever logged.
  await bench.workspace.close()
  bench.logLevel = 'debug'
  bench.makePair = null
  await bench.reopen()
  const { station, workspace } = bench
  station.onChange(() => views.push(JSON.stringify([station.view(), station.newestLabels(20)])))
  await workspace.devices.start()
  await workspace.devices.save({ setting: rigSetting(rig.port), ...sampleSupervisor })
  const verified = await printOne()
  await bench.scan(linkOf(verified))
  await printOne()
  await bench.press('void', { reason: 'torn' })
  await station.printed()
  const again = bench.store.labels.newest(1)[0]
  await bench.scan(linkOf(again?.serial ?? ''))
  // The paper runs out in the middle of a label, and the next one is only reserved when the station stops.
  rig.machine.inject('media-out', { at: { midLabel: 0.5 } })
  await printOne()
  await bench.scan(goods)
  const report = process.report.getReport()
  writeFileSync(join(proofs, 'crash-report.json'), JSON.stringify(report))
  await workspace.close()
  rig.machine.mend()
  await bench.reopen()
  await bench.workspace.devices.start()
  for (const job of bench.store.labels.inState('uncertain'))
    await bench.press('void', { serial: job.serial, reason: 'damaged' })
  await vi.waitFor(() => expect(bench.store.labels.inState('reserved')).toEqual([]), { timeout: 60_000 })
  await bench.station.printed()
  for (const job of bench.store.labels.outstanding())
    await bench.press('void', { serial: job.serial, reason: 'damaged', ...sampleSupervisor })
  await bench.press('close-shift')
  await bench.station.seal(sampleSupervisor)
  const backup = { workspace: bench.folder, out: join(proofs, 'backup.tar'), passphrase: '' }
  await makeBackup(backup, wallClock, quiet)
})
afterAll(async () => {
  await bench.close()
  await rig.close()
  rmSync(proofs, { recursive: true, force: true })
})

describe('after a shift with its mistakes', () => {
  it('the printer has seen PINs, and they are what the station has committed to', async () => {
    expect(rig.pins.size).toBeGreaterThanOrEqual(5)
    const { salt, hash } = parsePhc(commitments[0] ?? '')
    const derived = await Promise.all([...rig.pins].map((pin) => deriveKey(pin, salt, 32)))
    expect(derived.filter((key) => sameBytes(key, hash))).toHaveLength(1)
  })

  it('no PIN is in any file of the workspace, in any backup or crash report, or in anything a screen was sent', () => {
    const places = remains()
    expect([...places.keys()]).toEqual(
      expect.arrayContaining(['workspace/station.sqlite', 'proofs/backup.tar', 'proofs/crash-report.json']),
    )
    expect([...places.keys()].some((name) => name.endsWith('.log'))).toBe(true)
    expect(search(places, rig.pins)).toEqual([])
  })

  it('the same search finds a PIN that was planted, in every form and in every place', () => {
    const planted = pinText(newPin(random))
    const places = remains()
    const forms = [...pinForms(planted)]
    for (const [index, [where, clean]] of [...places].entries()) {
      const [form = '', bytes = Buffer.alloc(0)] = forms[index % forms.length] ?? []
      const at = Math.floor(clean.length / 2)
      const dirty = Buffer.concat([clean.subarray(0, at), bytes, clean.subarray(at)])
      expect(findPins(where, dirty, [planted]), `${form} in ${where}`).not.toEqual([])
    }
    for (const [form, bytes] of forms)
      expect(
        findPins('', Buffer.concat([Buffer.from('x'), bytes, Buffer.from('y')]), [planted]),
        form,
      ).not.toEqual([])
    for (const skipped of [0, 1, 2]) {
      const coded = Buffer.from(`${'-'.repeat(skipped)}${planted}!`).toString('base64url')
      expect(findPins('', Buffer.from(coded), [planted]), `base64url from ${skipped}`).not.toEqual([])
    }
  })

  it('the same search finds one that was written to the database and taken out again', () => {
    const planted = pinText(newPin(random))
    const file = join(proofs, 'planted.sqlite')
    const db = new Database(file)
    db.exec('CREATE TABLE t (x TEXT)')
    db.prepare('INSERT INTO t VALUES (?)').run(planted)
    db.exec('DELETE FROM t')
    db.close()
    expect(statSync(file).size).toBeGreaterThan(0)
    expect(findPins(file, readFileSync(file), [planted])).not.toEqual([])
    rmSync(file)
  })
})
