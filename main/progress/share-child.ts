// A program: shares the station's counts with the others of its warehouse, beside the station that forked it and at its
// lowest priority. First: the memory of what follows is bounded.
import '../../sync/replication/bound-automerge.ts'
import { createHash } from 'node:crypto'
import { constants, setPriority } from 'node:os'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { sharedFileHash } from '../../core/inspection/shared-task.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { formatInstant } from '../../platform/clock/clock.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { endWithParent, tellProcess } from '../../platform/processes/channel.ts'
import type { WorkspaceContent } from '../../sync/documents/workspace-document.ts'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { type Shared, shareTallies } from '../../sync/replication/workspace-station-session.ts'
import { StationStore } from '../store/station-store.ts'
import { newsOfDrafts } from './own-drafts.ts'
import { ownTallies } from './own-tallies.ts'
import { wantedOf } from './own-tasks.ts'
import type { FromSharing, ShareTask, ToSharing } from './share-process.ts'
import { readTold, type ToldByOthers, toldOfLines, writeTold } from './told-by-others.ts'
import { toldInspectionsOf } from './told-tasks.ts'

/** A ledger that says nothing for so long is gone. */
const SILENCE_MS_MAX = 20_000

endWithParent()
setPriority(constants.priority.PRIORITY_LOW)

const tell = (message: FromSharing): void => tellProcess(process, message)

/** Has the parent sign: the key is there. */
function sign(message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    process.on('message', function receive(answer: ToSharing) {
      if (answer.type !== 'signature') return
      process.off('message', receive)
      resolve(answer.signature)
    })
    tell({ type: 'sign', message })
  })
}

type Own = ReturnType<typeof readOwn>

function readOwn({ database, kid, issuer, former }: ShareTask) {
  const store = new StationStore(database, { readonly: true })
  try {
    const wants = wantedOf(store)
    const tallies = ownTallies(store, { kid, issuer, former }, systemTimers.now())
    return { tallies, demands: [...wants.demands].sort() }
  } finally {
    store.close()
  }
}

async function share(task: ShareTask): Promise<{ told: ToldByOthers; notTaken: Failure | null }> {
  const own = readOwn(task)
  const before = readTold(task.file)
  const digest = digestOf(own)
  const isNews = before?.digest !== digest
  const { url, issuer: station, kid, warehouse, logVkey } = task
  const shared = await shareTallies(
    {
      ...{ url, station, kid, warehouse, logVkey, said: own.tallies, silenceMsMax: SILENCE_MS_MAX },
      known: before && !isNews ? before.heads : [],
    },
    { sign, connect: connectToLedger, timers: systemTimers, randomBytes: systemRandomBytes },
  )
  // What was not taken is news the next time as well.
  const told = { ...toldBy(shared, task, own, before), digest: shared.notTaken ? '' : digest }
  if (shared.content !== null || before === null) writeTold(task.file, told)
  return { told, notTaken: shared.notTaken }
}

function toldBy(
  shared: Shared,
  task: ShareTask,
  own: Own,
  before: ToldByOthers | null,
): Omit<ToldByOthers, 'digest'> {
  const nowMs = systemTimers.now()
  // Each was heard so long before the ledger's now: its clock need not be ours.
  const local = (at: string): string => instant(nowMs - (Date.parse(shared.now) - Date.parse(at)))
  const said = (own.tallies?.tallies ?? []).map((tally) => ({ kid: task.kid, tally }))
  return {
    format: 'bondmark/told-by-others/1',
    document: shared.document,
    heads: [...shared.heads],
    seq: own.tallies?.word.seq ?? 0,
    at: instant(nowMs),
    stations: shared.stations
      .filter(({ kid }) => kid !== task.kid)
      .map(({ kid, station, heardAt, setAside }) => ({
        kid,
        name: station.split('/').at(-1) ?? station,
        at: local(heardAt),
        setAside: setAside && { at: local(setAside.at), code: setAside.code },
      })),
    lines: shared.content
      ? toldOfLines(shared.content.told, { kid: task.kid, former: task.former, said })
      : (before?.lines ?? {}),
    ...(shared.content
      ? newsIn(shared.content, task)
      : { tasks: before?.tasks ?? [], files: before?.files ?? [], drafts: before?.drafts ?? [] }),
  }
}

/** Looked at when the answer is there: what the store waits for may have changed meanwhile. */
function newsIn(content: WorkspaceContent, { database, kid }: ShareTask) {
  const store = new StationStore(database, { readonly: true })
  try {
    return store.atOnce(() => ({
      ...toldInspectionsOf(content, kid, wantedOf(store)),
      drafts: newsOfDrafts(store, content.drafts, kid),
    }))
  } finally {
    store.close()
  }
}

/** Of what is told and waited for, wherever in the chain it was told from. */
function digestOf({ tallies: own, demands }: Own): string {
  const place = { seq: 0, head: '' }
  const lines = own?.tallies.map((tally) => ({ ...tally, ...place })) ?? []
  const tasks = own?.tasks?.map((task) => ({ ...task, ...place })) ?? []
  const files = own?.files?.map((bytes) => sharedFileHash(bytes)) ?? []
  const drafts = own?.drafts?.map(({ id }) => id) ?? []
  return createHash('sha256').update(canonicalBytes({ lines, tasks, files, demands, drafts })).digest('hex')
}

const instant = (ms: number): string => formatInstant(ms, -new Date(ms).getTimezoneOffset())

function toFailure(error: unknown): Failure {
  if (error instanceof BondmarkError) return error.toFailure()
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return { code: 'internal', detail: { message: error instanceof Error ? error.message : String(error) } }
}

process.on('message', (message: ToSharing) => {
  if (message.type !== 'run') return
  share(message.task).then(
    (shared) => tell({ type: 'shared', ...shared }),
    (error: unknown) => tell({ type: 'failure', failure: toFailure(error) }),
  )
})
