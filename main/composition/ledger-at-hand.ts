import type { StationView } from '../../core/contract/station-view.ts'
import type { Code } from '../../core/errors/codes.ts'
import { wallTime } from '../devices/wall-time.ts'
import type { LedgerAddress } from '../station/sync-desk.ts'
import type { WorkspaceFiles } from '../workspace/workspace.ts'
import { LedgerPulse } from './ledger-pulse.ts'
import { type RunningLedger, runTrainingLedger } from './run-ledger.ts'

type DeviceView = StationView['devices'][number]
type LastSync = StationView['sync']['last']

/** The ledger that a station syncs with, and what is known of it: its sign is green for an answer, not for a hope. */
export interface LedgerAtHand {
  /** Where it is; a training ledger is started first. Throws `ledger-…`. */
  readonly address: LedgerAddress
  /** The same, without starting one: null while none is known to run. */
  url(): string | null
  view(last: LastSync): DeviceView
  close(): Promise<void>
}

const sign = (
  name: string,
  simulated: boolean,
  ok: boolean,
  code: Code,
  seenAt: string | null,
): DeviceView => ({
  id: 'ledger',
  kind: 'ledger',
  name,
  simulated,
  ok,
  status: { code, detail: {} },
  how: simulated
    ? { code: 'device-how-loopback', detail: {} }
    : { code: 'device-how-network', detail: { url: name } },
  model: null,
  seenAt,
  dropped: 0,
})

/** The training workspace's own, started when it is asked for and again when it has ended. There once it has said so. */
export function trainingLedger(files: WorkspaceFiles, changed: () => void): LedgerAtHand {
  let starting: Promise<RunningLedger> | null = null
  let there: string | null = null
  const pulse = new LedgerPulse(changed)
  const start = (): Promise<RunningLedger> => {
    const gone = () => {
      if (starting !== started) return
      starting = null
      there = null
      pulse.end()
      changed()
    }
    const started = runTrainingLedger(files, gone)
    starting = started
    changed()
    started.then(({ url }) => {
      there = starting === started ? url : null
      pulse.answered()
      if (there !== null) pulse.follow(url)
      changed()
    }, gone)
    return started
  }
  return {
    address: async () => (await (starting ?? start())).url,
    url: () => there,
    view: () =>
      sign(
        'training',
        true,
        there !== null && pulse.isFresh(),
        there !== null
          ? pulse.isFresh()
            ? 'ledger-there'
            : 'ledger-silent'
          : starting === null
            ? 'ledger-idle'
            : 'ledger-starting',
        seenAt(pulse),
      ),
    close: async () => {
      pulse.end()
      await (await starting?.catch(() => null))?.close()
    },
  }
}

const seenAt = ({ answeredAtMs }: LedgerPulse): string | null =>
  answeredAtMs === null ? null : wallTime(answeredAtMs)

/** One elsewhere: nothing is known of it before a sync has asked it, and then what it answers. */
export function ledgerElsewhere(url: string, changed: () => void): LedgerAtHand {
  let asked = false
  /** Of the sync whose answer was counted last. */
  let counted: string | null = null
  const pulse = new LedgerPulse(changed)
  return {
    address: async () => {
      if (!asked) pulse.follow(url)
      asked = true
      return url
    },
    url: () => url,
    // A sync that asks nobody has nothing left to take there: the one before it went well. An answer that was carried here by
    // hand says nothing of the way.
    view: (last) => {
      const isByHand = last?.sentence.code === 'batch-imported'
      if (asked && last?.ok === true && !isByHand && last.at !== counted) {
        counted = last.at
        pulse.answered()
      }
      const code = pulse.isFresh() ? 'ledger-answered' : pulse.answeredAtMs ? 'ledger-silent' : 'ledger-idle'
      return sign(url, false, pulse.isFresh(), code, seenAt(pulse))
    },
    close: async () => pulse.end(),
  }
}
