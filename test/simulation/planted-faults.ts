import type { LogStore, StoredCheckpoint } from '../../sync/ledger/log/log-store.ts'
import type { WitnessedCheckpoint, WitnessStore } from '../../sync/ledger/witness/witness-store.ts'
import type { Disk } from './disk.ts'
import type { Life } from './life.ts'
import type { StationStore } from './station-store.ts'

/** Bugs that somebody might write, put between the code and its store, to see whether a simulation finds them. */
export interface Planted {
  readonly beforeLedger?: (disk: Disk, life: Life) => void
  readonly logStore?: (store: LogStore, life: Life) => LogStore
  readonly witnessStore?: (store: WitnessStore, life: Life) => WitnessStore
  readonly stationStore?: (store: StationStore, life: Life) => StationStore
}

/** What is put off is done so much later, if the process lives. */
const LATER_MS = 2_000

/** A ledger that was started again has lost the last entry that no checkpoint covers, or else the last of all. */
const forgetsAnEntry: Planted = {
  beforeLedger(disk, life) {
    const db = disk.look('log.sqlite')
    if (life.n < 2 || db === null) return
    db.exec('DROP TRIGGER IF EXISTS entries_are_kept; DROP TRIGGER IF EXISTS nodes_are_kept;')
    db.exec('DELETE FROM entries WHERE leaf = (SELECT max(leaf) FROM entries)')
  },
}

/** Signs first and stores a little later. */
const signsBeforeItStores: Planted = {
  witnessStore(store, life) {
    const seen = new Map<string, WitnessedCheckpoint>()
    const latest = (origin: string) => seen.get(origin) ?? store.latest(origin)
    return {
      ...store,
      latest,
      advance(origin, oldSize, next) {
        if ((latest(origin)?.size ?? 0) !== oldSize) return false
        seen.set(origin, next)
        life.timers.after(LATER_MS, () => store.advance(origin, store.latest(origin)?.size ?? 0, next))
        return true
      },
    }
  },
}

/** Takes a batch for settled, and keeps its receipts a little later. */
const settlesBeforeItKeeps: Planted = {
  stationStore: (store, life) => ({
    ...store,
    keepReceipts: () => undefined,
    settle(n, receipts, refused) {
      store.settle(n, [], [])
      life.timers.after(LATER_MS, () => store.settle(n, receipts, refused))
    },
  }),
}

/** Gives receipts under a checkpoint that it stores a little later. */
const publishesBeforeItCommits: Planted = {
  logStore(store, life) {
    let waiting: StoredCheckpoint | null = null
    const covers = (leaf: number) => (waiting !== null && waiting.size > leaf ? waiting : null)
    return {
      ...store,
      latestCheckpoint: () => waiting ?? store.latestCheckpoint(),
      checkpointCovering: (leaf) => store.checkpointCovering(leaf) ?? covers(leaf),
      addCheckpoint(checkpoint) {
        waiting = checkpoint
        life.timers.after(LATER_MS, () => store.addCheckpoint(checkpoint))
      },
    }
  },
}

/** Lets a statement into the log whose place in its chain nobody has looked at. */
const logsWithoutItsLink: Planted = {
  logStore: (store) => ({
    ...store,
    append: (entries) => store.append([...entries].reverse()),
  }),
}

export const plantedFaults: Readonly<Record<string, Planted>> = {
  'a ledger that forgets an entry when it is started again': forgetsAnEntry,
  'a witness that signs before it stores': signsBeforeItStores,
  'a station that settles a batch before it keeps the receipts': settlesBeforeItKeeps,
  'a publisher that gives out a checkpoint before it is stored': publishesBeforeItCommits,
  'a log that takes a chain in another order': logsWithoutItsLink,
}
