import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { startBondmark } from '../shift/bondmark.ts'
import { unlabeledPlan } from '../sync/two-stations.ts'
import type { ClusterStation } from './station.ts'

/** Bowls that need no label: line 5 of the first notice, of which the plan promises more than any run receives. */
const bowls = '01095060001100591736123110BT-26-11'
const plan = () =>
  new TextEncoder().encode(new TextDecoder().decode(unlabeledPlan()).replace(',10,10,', ',90000,10,'))

/** How a workspace's sync runs: as `bondmark sync`, a program, or in a station that is open here, whose sync is a child of it. */
type SyncsBy = 'program' | 'station'

interface RunningSync {
  /** Why it is not all done, or null. */
  readonly ended: Promise<string | null>
  kill(): unknown
}

/** A real station's workspace, in which people scan and seal. */
export function warehouseStation(
  folder: string,
  name: string,
  org: string,
  { url, by }: { readonly url: string; readonly by: SyncsBy },
): ClusterStation {
  let isPlanned = false
  let pulls = 0
  let running: RunningSync | null = null
  const open = () => {
    const options = { folder, clock: wallClock, labelMs: 0, ledgerUrl: url, waitMsMax: 10_000 }
    return openWorkspace({ ...options, onWait: () => {}, logLevel: 'silent' })
  }
  return {
    name: `${name} of ${org}`,
    org,
    async work(count) {
      const workspace = await open()
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
      running = by === 'program' ? syncByProgram(folder, url) : syncHere(await open())
      try {
        return await running.ended
      } finally {
        running = null
      }
    },
    kill() {
      const syncs = running !== null
      running?.kill()
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

function syncByProgram(folder: string, url: string): RunningSync {
  const { ended, killAlone } = startBondmark(['sync', '--workspace', folder, '--ledger', url, '--json'])
  return {
    kill: killAlone,
    ended: ended.then(({ code, stdout, stderr }) => {
      if (code === 0) return null
      if (stderr.includes('\n    at ')) throw new Error(stderr)
      return stderr.trim() || stdout.trim() || 'killed'
    }),
  }
}

/** Cancelling kills the process in which the session runs; the station lives on. */
function syncHere(workspace: OpenWorkspace): RunningSync {
  const { sync } = workspace
  const ended = sync
    .run()
    .then(({ ok }) => (ok ? null : (sync.last?.sentence.code ?? 'not done')))
    .finally(() => workspace.close())
  return { ended, kill: () => sync.cancel() }
}
