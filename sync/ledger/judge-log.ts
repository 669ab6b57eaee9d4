import type { StandingRecord } from '../../core/contract/standing.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { eventFaults } from '../../core/lifecycle/event-faults.ts'
import type { LifeBook, TracedStatement } from '../../core/lifecycle/life.ts'
import { readSteps } from '../../core/lifecycle/read-steps.ts'
import { type Contradiction, contradictionOf, standingOf } from '../../core/lifecycle/standing.ts'
import { type Finding, type Taken, takeStatement } from '../../core/lifecycle/take-statement.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement, type Statement } from '../../core/statement/statement.ts'
import { systemTimers, type Timers } from '../../platform/clock/timers.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { signConflict, signStanding } from '../replication/signed-standing.ts'
import type { LogStore } from './log-store.ts'
import type { KnownStatement, StandingStore } from './standing-store.ts'

/** From a judging that failed to the next attempt that nobody asks for. */
const RETRY_MS = 60_000

/** Statements judged in one transaction, before others get a turn. */
const JUDGED_AT_ONCE = 100

/** Judges a log's statements after their entry, in the log's order; entry and receipts never wait for it. */
export interface LogJudge {
  /** Judges what has been published since, in the background. */
  wake(): void
  /** Resolves when nothing that is published is left to be judged, or judging has failed. */
  idle(): Promise<void>
  /** True after a bug met in judging: nothing more is judged until the ledger is started again. */
  hasStopped(): boolean
  close(): Promise<void>
}

/**
 * Standing (DESIGN §9) of every logged statement that a checkpoint covers. A verdict says how much of the log it has
 * seen; a later statement may change it, and then there are two. Everything follows from the log and its key alone; with
 * `marks`, lives that change are marked for whoever compares them with other logs.
 */
export function startLogJudge(
  log: Pick<LogStore, 'entries' | 'latestCheckpoint'>,
  standing: StandingStore,
  signer: NoteSigner,
  logger: Logger,
  turn: () => Promise<void> = nextTurn,
  marks = false,
  timers: Pick<Timers, 'after'> = systemTimers,
): LogJudge {
  let cancelRetry = () => {}
  let running: Promise<void> | null = null
  let closed = false
  let stopped = false

  async function catchUp(): Promise<void> {
    while (!closed && !stopped) {
      const from = standing.size()
      const count = Math.min(JUDGED_AT_ONCE, (log.latestCheckpoint()?.size ?? 0) - from)
      if (count <= 0) return
      judgeEntries(log, standing, signer, from, count, marks)
      await turn()
    }
  }

  const wake = () => {
    cancelRetry()
    running ??= catchUp()
      .catch((error: unknown) => {
        // A full disk or the like: what is logged stays logged, and is judged when it is tried again.
        if (error instanceof BondmarkError) {
          if (!closed) cancelRetry = timers.after(RETRY_MS, wake)
          return logger.error({ code: error.code, detail: error.detail }, 'statements could not be judged')
        }
        // A bug that one logged statement brings out would end the ledger at every start, for everybody and for good.
        // Entry and receipts do not need judging, so they go on; health and this line say that it does not.
        stopped = true
        logger.fatal({ err: error, from: standing.size() }, 'judging has stopped: report this')
      })
      .finally(() => {
        running = null
      })
  }
  return {
    wake,
    idle: async () => {
      wake()
      await running
    },
    hasStopped: () => stopped,
    async close() {
      closed = true
      cancelRetry()
      await running
    },
  }
}

/** Lets whatever else waits have its turn. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Judges `count` entries from leaf `from` on, durably together. */
export function judgeEntries(
  log: Pick<LogStore, 'entries'>,
  standing: StandingStore,
  signer: NoteSigner,
  from: number,
  count: number,
  marks = false,
): void {
  const entries = log.entries(from, count)
  standing.transaction(() => {
    for (const [n, bytes] of entries.entries()) judgeEntry(log, standing, signer, from + n, bytes, marks)
  })
}

function judgeEntry(
  log: Pick<LogStore, 'entries'>,
  store: StandingStore,
  signer: NoteSigner,
  place: number,
  bytes: Uint8Array,
  marks: boolean,
): void {
  const read = readEntry(place, bytes)
  store.addStatement(read.known, new Set(read.traced.steps.map(({ key }) => key)))
  const plain = store.book((at) => {
    const [again] = log.entries(at, 1)
    if (again === undefined) throw new RangeError(`no entry ${at}`)
    return readEntry(at, again).traced
  })
  const book = marks ? markingBook(plain, store) : plain
  const size = place + 1
  for (const taken of takeStatement(book, read.traced)) {
    store.setFindings(taken.place, taken.findings)
    giveVerdict(store, signer, taken.place, size)
    for (const finding of taken.findings) publishConflict(store, signer, taken.place, finding, size)
    for (const other of putInDoubt(store, taken)) giveVerdict(store, signer, other, size)
  }
}

/** A book that marks each life that changes, to be compared with what other logs say of it. */
export function markingBook(book: LifeBook, store: Pick<StandingStore, 'touch'>): LifeBook {
  return {
    ...book,
    put(key, life) {
      book.put(key, life)
      store.touch(key)
    },
  }
}

/**
 * What was valid until this statement of another key came. Nothing else is worth less for it: a key's own later word does
 * not count against its earlier one, and a second contradiction changes nothing, however many a key brings.
 */
function putInDoubt(store: StandingStore, { place, findings }: Taken): ReadonlySet<number> {
  const { kid } = store.statement(place)
  const against = findings.flatMap(({ waits, against }) => (waits || against === null ? [] : [against]))
  return new Set(against.filter((at) => store.standing(at) === 'valid' && store.statement(at).kid !== kid))
}

export interface ReadEntry {
  readonly known: KnownStatement
  readonly traced: TracedStatement
}

/** An entry by itself. Only a well-formed one whose figures can be so has any say about lives. */
export function readEntry(place: number, bytes: Uint8Array): ReadEntry {
  const statement = readStatement(bytes, sha256Native)
  const { id, kid, contentType } = statement
  const payload = parseCanonical(statement.payload)
  const malformed = whyMalformed(statement, payload)
  const { steps, failures } = malformed.length > 0 ? nothing : readSteps(contentType, payload)
  return {
    known: { place, id, kid, malformed, failures },
    traced: { place, kid, steps: failures.length > 0 ? [] : steps },
  }
}

const nothing = { steps: [], failures: [] } as const

function whyMalformed(statement: Statement, payload: unknown): readonly Failure[] {
  const { contentType, issuer, seq } = statement
  const isEvent = contentType === contentTypes.event
  const path = isEvent ? 'bm:station' : 'station'
  // A manifest speaks of a station and is signed by a person; entry has compared it with its batch.
  const said = seq === undefined ? issuer : (payload as Readonly<Record<string, unknown>> | null)?.[path]
  const reason = 'it is not the station that signed'
  const foreign: Failure[] = said === issuer ? [] : [{ code: 'event-field-wrong', detail: { path, reason } }]
  return [...foreign, ...subjectFaults(statement, payload), ...(isEvent ? eventFaults(payload) : [])]
}

/** What is signed must be named by what it is (FORMATS, "Statement"): entry takes it either way, evidence does not. */
function subjectFaults(
  { contentType, subject, payload: bytes }: Statement,
  payload: unknown,
): readonly Failure[] {
  const said = payload as Readonly<Record<string, unknown>> | null
  const found = contentType === contentTypes.event ? said?.eventID : toHex(sha256Native(bytes))
  if (found === subject) return []
  return [{ code: 'subject-wrong', detail: { subject, found: String(found).slice(0, 120) } }]
}

/** Signs what a statement is worth now, unless that has been said already. */
function giveVerdict(store: StandingStore, signer: NoteSigner, place: number, size: number): void {
  const { id, kid, malformed, failures } = store.statement(place)
  const findings = store.findings(place)
  const contradictedBy = store.contradictedBy(place, kid)
  const found: Contradiction[] = [
    ...failures.map((): Contradiction => 'own'),
    ...findings.map((finding) => contradictionOf(finding, kid, (at) => store.statement(at).kid)),
    ...(contradictedBy === null ? [] : (['other'] as const)),
  ]
  const standing = standingOf(malformed.length === 0, found)
  if (store.standing(place) === standing) return
  const idAt = (at: number | null) => (at === null ? null : store.statement(at).id)
  const reasons: StandingRecord['reasons'] = [
    ...[...malformed, ...failures].map((failure) => ({
      ...tellable(failure),
      about: null,
      statement: null,
    })),
    ...findings.map(({ key, failure, against }) => ({
      ...tellable(failure),
      about: key.toWellFormed(),
      statement: idAt(against),
    })),
    ...(contradictedBy === null ? [] : [reasonOf(store, place, contradictedBy)]),
  ]
  const verdict: StandingRecord = {
    format: 'bondmark/standing/1',
    origin: signer.name,
    statement: id,
    leaf: place,
    size,
    standing,
    reasons,
  }
  store.addVerdict(place, { size, standing, ...signStanding(verdict, signer.sign) })
}

/** Why another key's statement says that this one can't be so. */
function reasonOf(store: StandingStore, place: number, later: number): StandingRecord['reasons'][number] {
  const finding = store.findings(later).find(({ against }) => against === place)
  if (finding === undefined) throw new Error(`statement ${later} does not contradict ${place}`)
  const about = finding.key.toWellFormed()
  return { ...tellable(finding.failure), about, statement: store.statement(later).id }
}

/** Details quote what strangers wrote, cut off anywhere: canonical JSON takes no half characters and no NaN. */
function tellable({ code, detail }: Failure): Failure {
  const told = Object.entries(detail).map(([name, value]) => {
    if (typeof value === 'string') return [name, value.toWellFormed()] as const
    return [name, typeof value === 'number' && !Number.isFinite(value) ? null : value] as const
  })
  return { code, detail: Object.fromEntries(told) }
}

function publishConflict(
  store: StandingStore,
  signer: NoteSigner,
  place: number,
  { key, failure, against, waits }: Finding,
  size: number,
): void {
  if (waits || against === null || against === place) return
  const [first, second] = [store.statement(against), store.statement(place)]
  const { record, signature } = signConflict(
    {
      format: 'bondmark/conflict/1',
      origin: signer.name,
      about: key.toWellFormed(),
      ...tellable(failure),
      statements: [first.id, second.id],
      leaves: [against, place],
      sameKey: first.kid === second.kid,
      size,
    },
    signer.sign,
  )
  const kids = first.kid === second.kid ? [] : [first.kid, second.kid]
  store.addConflict(record, signature, kids)
}
