import { deepEqual, equal } from 'node:assert/strict'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { restoreWorkspace } from '../../main/restore/restore-workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeScratch } from '../shift/workspace-on-disk.ts'
import { startLedgerProcess } from '../sync/ledger-process.ts'
import { makeTwoStations, unlabeledPlan } from '../sync/two-stations.ts'
import type { Soak } from './form.ts'

/** Ten bowls that need no label: line 5 of the first notice. */
const BOWLS = '01095060001100591736123110BT-26-11'
/** A ledger lets a station in twice a second at most. */
const REST_MS = 520

/**
 * A station is restored from a backup that is older than what it had told: what the other one sees of it neither doubles
 * nor goes down, with a real ledger process, real backups and real workspaces.
 */
export const shareAfterRestore: Soak = async (rounds) => {
  for (let round = 1; round <= rounds; round += 1) {
    await once()
    console.log(`${round}/${rounds} restored stations counted once`)
  }
  return 0
}

let pulls = 0
const signIn = ({ station }: OpenWorkspace) =>
  station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
async function receive({ station }: OpenWorkspace, units: number) {
  for (let n = 0; n < units; n++) await station.scan({ device: `hid-${++pulls}`, aim: ']d2', text: BOWLS })
}
const share = async ({ sharing }: OpenWorkspace) => {
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
  const { notTaken } = await sharing.share()
  equal(notTaken, null)
}
const bowlsOf = ({ station }: OpenWorkspace) =>
  station.view().lines.find(({ asn, line }) => asn === 'ASN-2026-1122-01' && line === '5')

async function once(): Promise<void> {
  const scratch = makeScratch()
  const stations = await makeTwoStations(scratch)
  let { ledger } = stations
  const opened: OpenWorkspace[] = []
  const open = async (folder: string) => {
    const options = {
      folder,
      clock: wallClock,
      labelMs: 0,
      ledgerUrl: ledger.url,
      waitMsMax: 1000,
      onWait: () => {},
    }
    const workspace = await openWorkspace({ ...options, logLevel: 'silent' })
    opened.push(workspace)
    return workspace
  }
  try {
    const [a, b] = [await open(stations.first), await open(stations.second)]
    for (const each of [a, b]) {
      await each.station.importPlan(unlabeledPlan(), 'day-1.csv')
      await signIn(each)
    }
    await receive(a, 5)
    await share(a)
    await receive(b, 1)
    const backup = join(scratch, 'backup')
    await makeBackup({ workspace: stations.first, out: backup, passphrase: null }, wallClock, () => {})
    await receive(a, 2)
    await share(a)
    await opened.shift()?.close()
    const folder = join(scratch, 'restored')
    const asked = { backup, folder, passphrase: async () => '', despiteProblems: false, clock: wallClock }
    await restoreWorkspace({ ...asked, onProgress: () => {} })
    await ledger.kill()
    const membershipFile = join(stations.first, 'membership.json')
    copyFileSync(join(folder, 'membership.json'), membershipFile)
    const port = new URL(ledger.url).port
    ledger = await startLedgerProcess({ data: join(stations.first, 'ledger'), membershipFile }, [
      '--port',
      port,
    ])
    const restored = await open(folder)
    equal(bowlsOf(restored)?.received, 5)
    await share(restored)
    // Two units that it had told of, and does not know any more itself.
    deepEqual(
      bowlsOf(restored)?.others?.stations.map(({ station, received }) => [station, received]),
      [['LBL07', 2]],
    )
    await signIn(restored)
    await receive(restored, 1)
    await share(restored)
    await share(b)
    equal(bowlsOf(b)?.others?.received, 8)
    deepEqual((await checkWorkspace(folder)).problems, [])
  } finally {
    for (const each of opened) await each.close()
    await ledger.kill()
    rmSync(scratch, { recursive: true, force: true })
  }
}
