import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { runStationSession, type SessionTask } from '../../sync/replication/station-session.ts'
import type { Member, Party, WitnessParty } from './consortium.ts'
import { Disk } from './disk.ts'
import { SILENCE_MS_MAX } from './ledger-machine.ts'
import type { Life } from './life.ts'
import { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Planted } from './planted-faults.ts'
import { stateBatch } from './stating.ts'
import { openStationStore, type StationStore } from './station-store.ts'
import type { Watcher } from './watcher.ts'
import type { World } from './world.ts'

const RETRY_MS_MIN = 1_000
const RETRY_MS_MAX = 30_000

export interface StationOptions {
  readonly party: Party
  readonly member: Member
  /** Name of its home ledger's machine. */
  readonly ledger: string
  readonly witnesses: readonly WitnessParty[]
  /** How many witnesses must have cosigned. */
  readonly k: number
  readonly watcher: Watcher
  readonly planted: Planted
}

export interface Station {
  readonly machine: Machine
  readonly party: Party
  /** Has the people at the station state so many events and seal them; nothing when its process is dead. */
  work(count: number): void
  /** Whether every batch that it holds has its answer. */
  isSettled(): boolean
}

/** A station: people state, a loop takes sealed batches to the ledger until each has its answer. */
export function makeStation(world: World, network: Network, name: string, options: StationOptions): Station {
  const { party, member, watcher } = options
  let store: StationStore | null = null
  let wake = () => {}

  const boot = (life: Life) => {
    const kept = openStationStore(machine.disk.open)
    const opened = options.planted.stationStore?.(kept, life) ?? kept
    store = opened
    life.onDeath(() => {
      store = null
    })
    watcher.stationStarted(name)
    let failures = 0
    let isRunning = false
    wake = () => {
      if (isRunning || life.isDead()) return
      const batch = opened.unsettled()
      if (batch === null) return
      isRunning = true
      syncOnce(batch.n)
        .then(
          () => {
            failures = 0
          },
          (error: unknown) => {
            if (life.isDead()) return
            if (!(error instanceof BondmarkError)) return world.surprise(name, error)
            world.say(name, `batch ${batch.n} failed: ${error.code}`)
            watcher.stationMet(name, error.code)
            failures += 1
          },
        )
        .finally(() => {
          isRunning = false
          const backOffMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(failures, 10))
          const waitMs =
            failures === 0 ? 1 : Math.round(backOffMs * (0.5 + (life.randomBytes(1)[0] ?? 0) / 512))
          life.timers.after(waitMs, () => wake())
        })
    }
    const syncOnce = async (n: number) => {
      const batch = opened.unsettled()
      if (batch?.n !== n) return
      const task: SessionTask = {
        url: `http://${options.ledger}`,
        station: party.issuer,
        kid: party.kid,
        batch,
        logVkey: member.logVkey,
        witnessVkeys: options.witnesses.map(({ vkey }) => vkey),
        k: options.k,
        silenceMsMax: SILENCE_MS_MAX,
      }
      const outside = {
        connect: network.connectFor(life),
        timers: life.timers,
        randomBytes: life.randomBytes,
      }
      const hooks = { sign: async (message: Uint8Array) => party.sign(message), onProgress: () => undefined }
      const result = await runStationSession(task, hooks, outside)
      if (life.isDead()) return
      opened.settle(n, result.receipts, result.refused)
      world.say(name, `batch ${n}: ${result.receipts.length} receipts, ${result.refused.length} refused`)
      watcher.settled(name, batch, result)
    }
    wake()
  }

  const machine = new Machine(world, name, new Disk(), boot)
  let stints = 0
  return {
    machine,
    party,
    work(count) {
      const { life } = machine
      if (life === null || store === null) return
      stints += 1
      const n = store.lastBatch() + 1
      const after = store.head()
      const chance = world.chance.stream(`${name}/work/${stints}`)
      const batch = stateBatch(party, member.supervisor, chance, {
        n,
        count,
        after,
        unixMs: life.timers.now(),
      })
      try {
        store.seal(batch, after.seq + 1)
      } catch (error) {
        if (life.isDead()) return
        throw error
      }
      world.say(name, `seals batch ${n} of ${count}`)
      watcher.stated(name, batch)
      wake()
    },
    isSettled: () => store !== null && store.unsettled() === null,
  }
}
