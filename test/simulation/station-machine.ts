import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { backOffMs } from '../../platform/clock/back-off.ts'
import type { Receipt } from '../../sync/documents/receipts-document.ts'
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

const RETRY = { firstMs: 1_000, maxMs: 30_000, fixedShare: 0.5 }
/** Refused now, and not for good: what is missing may come yet. */
const comesAgain = new Set(['chain-missing', 'chain-gap'])

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
    const loop = syncLoop(
      world,
      name,
      life,
      (n) => syncOnce(n),
      () => nextBatch(opened, life),
    )
    wake = loop.wake
    const syncOnce = async (n: number): Promise<boolean> => {
      const { batch, document, known } = opened.batch(n)
      const task: SessionTask = {
        url: `http://${options.ledger}`,
        station: party.issuer,
        kid: party.kid,
        batch,
        document,
        known,
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
      const hooks = {
        sign: async (message: Uint8Array) => party.sign(message),
        onProgress: () => undefined,
        onReceipts: (receipts: readonly Receipt[]) => {
          opened.keepReceipts(receipts)
          watcher.kept(name, receipts)
        },
      }
      try {
        const { receipts, refused, waiting } = await runStationSession(task, hooks, outside)
        if (life.isDead()) return false
        world.say(
          name,
          `batch ${n}: ${receipts.length} receipts, ${refused.length} refused${waiting ? ', the rest waits' : ''}`,
        )
        if (waiting !== undefined || refused.some(({ code }) => comesAgain.has(code))) {
          watcher.stationMet(waiting === undefined ? 'chain-missing' : 'waiting')
          return false
        }
        opened.settle(n, receipts, refused)
        watcher.settled(name, batch, receipts, refused)
        return true
      } catch (error) {
        if (life.isDead()) return false
        if (!(error instanceof BondmarkError)) throw error
        world.say(name, `batch ${n} failed: ${error.code}`)
        watcher.stationMet(error.code)
        if (error.code === 'document-frozen') opened.goOn(n)
        return false
      }
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
      const chance = world.chance.stream(`${name}/stint/${stints}`)
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
    isSettled: () => store !== null && store.unsettled().length === 0,
  }
}

/** Which batch is taken to the ledger next: mostly the first, sometimes another, so that some come out of order. */
function nextBatch(store: StationStore, life: Life): number | null {
  const waiting = store.unsettled()
  const [draw = 0, other = 0] = life.randomBytes(2)
  return waiting[draw < 64 ? other % waiting.length : 0] ?? null
}

/** Syncs one batch after the other while there is one; after a failure (`sync` answers false) not at once. */
function syncLoop(
  world: World,
  name: string,
  life: Life,
  sync: (n: number) => Promise<boolean>,
  next: () => number | null,
): { wake: () => void } {
  let failures = 0
  let isRunning = false
  const wake = () => {
    const n = isRunning || life.isDead() ? null : next()
    if (n === null) return
    isRunning = true
    sync(n)
      .then(
        (isDone) => {
          failures = isDone ? 0 : failures + 1
        },
        (error: unknown) => {
          if (!life.isDead()) world.surprise(name, error)
        },
      )
      .finally(() => {
        isRunning = false
        life.timers.after(failures === 0 ? 1 : backOffMs(failures, RETRY, life.randomBytes), wake)
      })
  }
  return { wake }
}
