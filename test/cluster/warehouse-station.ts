import { openWorkspace } from '../../main/composition/open-workspace.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { type Running, startBondmark } from '../shift/bondmark.ts'
import { unlabeledPlan } from '../sync/two-stations.ts'
import type { ClusterStation } from './station.ts'

/** Bowls that need no label: line 5 of the first notice, of which the plan promises more than any run receives. */
const bowls = '01095060001100591736123110BT-26-11'
const plan = () =>
  new TextEncoder().encode(new TextDecoder().decode(unlabeledPlan()).replace(',10,10,', ',90000,10,'))

/** A real station's workspace: people scan and seal in it, and `bondmark sync`, a process of its own, takes it to the ledger. */
export function warehouseStation(folder: string, name: string, org: string, url: string): ClusterStation {
  let isPlanned = false
  let pulls = 0
  let running: Running | null = null
  return {
    name: `${name} of ${org}`,
    org,
    async work(count) {
      const options = { folder, clock: wallClock, labelMs: 0, ledgerUrl: url, waitMsMax: 10_000 }
      const workspace = await openWorkspace({ ...options, onWait: () => {}, logLevel: 'silent' })
      try {
        const { station } = workspace
        if (!isPlanned) await station.importPlan(plan(), 'day-1.csv')
        isPlanned = true
        await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
        for (let n = 0; n < count; n++) {
          const { kind } = await station.scan({ device: `hid-${++pulls}`, aim: ']d2', text: bowls })
          if (kind !== 'accepted') throw new Error(`a scan was ${kind}`)
        }
        await station.press({ key: 'close-shift' })
        await station.seal(sampleSupervisor)
      } finally {
        await workspace.close()
      }
    },
    async sync() {
      running = startBondmark(['sync', '--workspace', folder, '--ledger', url, '--json'])
      const { code, stdout, stderr } = await running.ended
      running = null
      if (code === 0) return null
      if (stderr.includes('\n    at ')) throw new Error(stderr)
      return stderr.trim() || stdout.trim() || 'killed'
    },
    kill() {
      const syncs = running !== null
      running?.killAlone()
      return syncs
    },
    held() {
      const store = new StationStore(workspaceFiles(folder).database, { readonly: true })
      try {
        return store.batches
          .all()
          .filter(({ state }) => state !== 'open')
          .flatMap(({ n }) => store.statementsOf(n))
          .map(({ n, id, bytes }) => ({ id, bytes, proof: store.batches.proofOf(n) }))
      } finally {
        store.close()
      }
    },
  }
}
