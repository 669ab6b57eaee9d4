import type { InspectionAnswer, InspectionsAnswer } from '../../core/contract/inspections.ts'
import type { OtherTaskView } from '../../core/contract/shared-inspections.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import {
  type InspectionOrder,
  inspectionOrders,
  type SwitchingApproval,
} from '../../core/inspection/inspection-records.ts'
import { ATTACHMENT_BYTES_MAX } from '../../core/inspection/inspection-result.ts'
import { REPEATS_MAX } from '../../core/inspection/inspection-task.ts'
import { readResultFile, type TaskFile } from '../../core/inspection/result-file.ts'
import { organisation } from '../../core/membership/membership-payload.ts'
import type { PersonSigner } from '../../core/statement/record-of-person.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { handIn, pickUp } from '../../sync/replication/inspection-exchange.ts'
import type { StationContext } from '../station/context.ts'
import { requireBelievedClock } from '../station/keys.ts'
import { operatorOf } from '../station/operator.ts'
import { supervisorSigner } from '../station/seal-batch.ts'
import type { Station } from '../station/station.ts'
import { practiceAnswer } from '../training/practise-inspection.ts'
import { type PracticeAnswer, SAMPLE_AGENCY } from '../training/sample-agency.ts'
import { AgencyBook } from './agency-book.ts'
import { approveSwitching } from './approve-switching.ts'
import { Attachments } from './attachments.ts'
import { concludeTask } from './conclude-task.ts'
import { followTask, isAskedByOurs } from './follow-task.ts'
import { listInspections, showInspection } from './inspection-view.ts'
import { isResultFile } from './is-result-file.ts'
import { type Mover, moveTask, refusedEvent } from './move-task.ts'
import { repeatTask } from './repeat-task.ts'
import type { ResultWay } from './results.ts'
import { sendTask, taskFileOf } from './send-task.ts'
import { takeAttachment } from './take-attachment.ts'
import { lookAgain, type ResultTaken, takeResult } from './take-result.ts'
import { type TakenSamples, takeSamples } from './take-samples.ts'
import type { StoredTask } from './tasks.ts'

/** A badge and its passcode. */
export interface Supervisor {
  readonly badge: string
  readonly passcode: string
}

/** What a desk stands on beside its station. */
export interface InspectionParts {
  /** Folder of the attachments. */
  readonly attachments: string
  /** Organisations that goods data names as agencies. */
  readonly agenciesOfCatalogue: () => readonly string[]
  /** What other stations of the warehouse say of theirs. */
  readonly others?: () => readonly OtherTaskView[]
  /** Called in the transaction that concludes a task, or takes a conclusion's weight: lines are decided again. */
  readonly concluded: (ctx: StationContext, task: StoredTask) => void
}

/** What an exchange with a ledger came to. */
export interface Exchanged {
  /** Tasks that are there. */
  readonly sent: number
  /** Results that were not here before, and how many of them do not fit. */
  readonly came: number
  readonly quarantined: number
}

/** Tasks that are handed to a ledger at once. */
const EXCHANGED_MAX = 1000

/** Inspections: asked for, sampled, sent, answered, concluded. What is answered is on disk. */
export class InspectionDesk {
  readonly #station
  readonly #parts
  readonly agencies: AgencyBook
  readonly attachments: Attachments

  constructor(station: Station, parts: InspectionParts) {
    this.#station = station
    this.#parts = parts
    this.attachments = new Attachments(parts.attachments)
    this.agencies = new AgencyBook(station.ctx.store.inspections.agencies, () => station.ctx.rights.basis)
  }

  get #ctx(): StationContext {
    return this.#station.ctx
  }

  list(): InspectionsAnswer {
    return this.#station.read(({ store, clock }) =>
      listInspections(store, this.agencyNames(), clock.now(), this.#parts.others?.() ?? []),
    )
  }

  /** Organisations that may be asked: those whose membership is here, and those that goods data names. */
  agencyNames(): string[] {
    return [...new Set([...this.agencies.agencies(), ...this.#parts.agenciesOfCatalogue()])].sort()
  }

  /** Throws `inspection-task-missing`. */
  show(id: string): InspectionAnswer {
    return this.#station.read(({ store, clock }) =>
      showInspection(store, this.task(id), this.attachments, clock.now()),
    )
  }

  /** The task whose id begins so. Throws `inspection-task-missing`. */
  task(id: string): StoredTask {
    const { tasks } = this.#ctx.store.inspections
    const exact = tasks.get(id)
    if (exact) return exact
    const [one, another] = tasks.startingWith(id)
    if (!one || another) throw new BondmarkError('inspection-task-missing', { task: id.slice(0, 64) })
    return one
  }

  /**
   * The agency may be one that this station has not been told of: its membership comes with its first result. Throws
   * `inspection-agency-name` for what no membership can name, `inspection-assign-late` once it was sent.
   */
  assign(id: string, agency: string, badge: string | null = this.#attended()): void {
    const known = this.agencyNames()
    if (!known.includes(agency) && !organisation.safeParse(agency).success)
      throw new BondmarkError('inspection-agency-name', {
        agency: agency.slice(0, 64),
        known: known.join(', ') || '–',
      })
    this.#move(
      id,
      (task, by) => moveTask(this.#ctx, task, 'assign', { by, agency, detail: { agency } }),
      badge,
    )
  }

  /** Throws those of `takeSamples`. */
  sample(id: string, taken: TakenSamples, badge: string | null = this.#attended()): void {
    this.#move(id, (task, by) => takeSamples(this.#ctx, task, taken, by), badge)
  }

  /** The file for the agency; from the first time on it is sent. Throws those of `sendTask`. */
  send(
    id: string,
    way: 'file' | 'ledger' = 'file',
    badge: string | null = this.#attended(),
  ): { fileName: string; text: string } {
    return this.#move(
      id,
      (task, by) => ({
        fileName: `inspection-${task.id.slice(0, 12)}${task.repeat > 1 ? `-r${task.repeat}` : ''}.json`,
        text: sendTask(this.#ctx, task, way, by),
      }),
      badge,
    )
  }

  /** The agency said that it has it. */
  acknowledge(id: string, badge: string | null = this.#attended()): void {
    this.#move(id, (task, by) => moveTask(this.#ctx, task, 'acknowledge', { by }), badge)
  }

  /** Somebody says that a result is wrong, or that the inspection is. */
  contest(id: string, who: string, reason: string, badge: string | null = this.#attended()): void {
    this.#move(
      id,
      (task, by) => {
        const moved = moveTask(this.#ctx, task, 'contest', { by, detail: { by: who, reason } })
        // Before it was concluded too: what was concluded earlier of the same goods lets none of them go on either.
        this.#parts.concluded(this.#ctx, moved)
      },
      badge,
    )
  }

  /**
   * What came from an agency. A result is on disk before it is concluded: a kill between the two leaves it in, and `resume`
   * goes on from there. Throws `inspection-file-malformed`, `inspection-quarantine-full`, `inspection-attachment-…`.
   */
  take(bytes: Uint8Array, way: ResultWay, badge: string | null = this.#attended()): ResultTaken {
    requireBelievedClock(this.#ctx)
    const by = this.#mover(badge)
    if (!isResultFile(bytes)) return this.#takeAttachment(bytes, by)
    const arrival = { bytes, way, cameAt: by.t }
    const taken = this.#station.write(() => {
      const now = takeResult(this.#ctx, this.agencies, arrival, by)
      for (const one of [...now.freed, now]) this.#tellConcluded(one)
      return now
    })
    this.resume()
    return taken
  }

  /**
   * Training: the sample agency answers at once, with its report. A task that was not sent yet is sent to it first.
   * Throws `training-only`, and those of the way.
   */
  async practise(id: string, answer: PracticeAnswer): Promise<ResultTaken> {
    const badge = this.#attended()
    const task = this.task(id)
    if (task.agency === null) this.assign(task.id, SAMPLE_AGENCY, badge)
    this.send(task.id, 'file', badge)
    const answered = await practiceAnswer(this.#ctx, task.task, answer, this.#ctx.clock.now())
    const taken = this.take(answered.file, 'training', badge)
    if (taken.outcome === 'taken') this.take(answered.report, 'training', badge)
    return taken
  }

  /**
   * Hands tasks that were sent to a ledger, where their agencies fetch them, and takes what agencies left there. An agency that the
   * ledger does not know gets its tasks in files. Throws `inspection-ledger-unreachable`, `inspection-pickup-refused`.
   */
  async exchange(url: string): Promise<Exchanged> {
    const { store, identity, profile, clock, logger } = this.#ctx
    let sent = 0
    for (const task of store.inspections.tasks.newest(EXCHANGED_MAX, ['sent', 'received'])) {
      // What another station asks for, that one hands in.
      if (task.agency === null || task.task.station !== identity.issuer) continue
      try {
        await handIn(url, 'tasks', taskFileOf(this.#ctx, task, task.agency))
        sent++
      } catch (error) {
        if (!(error instanceof BondmarkError) || error.code === 'inspection-ledger-unreachable') throw error
        logger.warn(error.toFailure(), `the ledger does not take task ${task.id}`)
      }
    }
    const parcels = await pickUp(url, profile.org, identity, () => clock.now())
    const files = parcels.map(({ file }) => new TextEncoder().encode(file))
    // What waits in quarantine, or was settled there, came before.
    const { quarantine } = store.inspections
    const fresh = files.filter((bytes) => quarantine.withHash(toHex(sha256Native(bytes))) === null)
    const taken = fresh.map((bytes) => this.take(bytes, 'ledger', null))
    const count = (outcome: ResultTaken['outcome']) => taken.filter((one) => one.outcome === outcome).length
    return { sent, came: taken.length - count('already'), quarantined: count('quarantined') }
  }

  /**
   * Another station's task that lines here wait for, as it came by the warehouse's document: it is awaited here as well. One that no
   * station of the organisation states, that nothing here demands, or whose demand has a task already, is left alone.
   */
  followTask(file: TaskFile, since: string | null): void {
    const { store, clock, logger } = this.#ctx
    if (clock.refusal || file.task.station === this.#ctx.identity.issuer) return
    if (!isAskedByOurs(this.#ctx, file)) {
      logger.warn({ task: file.task.id }, 'a task that no station of ours states was left alone')
      return
    }
    this.#station.write(() => {
      const isWanted = store.releases.unasked().some(({ demand }) => demand === file.task.demand)
      if (isWanted) followTask(this.#ctx, file, since, this.#mover(null))
    })
    this.#station.changed()
  }

  /** A result that came by the warehouse's document. What does not count is logged, and kept as from anywhere else. */
  takeShared(bytes: Uint8Array): void {
    const { store, logger } = this.#ctx
    const { statement } = readResultFile(bytes)
    const isHere = statement && store.inspections.results.has(toHex(sha256Native(statement)))
    if (isHere || store.inspections.quarantine.withHash(toHex(sha256Native(bytes)))) return
    try {
      this.take(bytes, 'ledger', null)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      logger.warn(error.toFailure(), 'a result in the document was not taken')
    }
  }

  /**
   * The same after a sync, when there are tasks out: what does not work is logged and answered, and tried at the next one. Null when
   * nothing was to be exchanged.
   */
  async exchangeAfterSync(url: string | null): Promise<Exchanged | Failure | null> {
    const { tasks } = this.#ctx.store.inspections
    if (url === null || tasks.newest(1, ['sent', 'received']).length === 0) return null
    try {
      return await this.exchange(url)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#ctx.logger.warn(error.toFailure(), 'inspections were not exchanged')
      return error.toFailure()
    }
  }

  /** Concludes what is in and was not concluded: after a result, and after a kill between the two. */
  resume(): void {
    const { tasks } = this.#ctx.store.inspections
    if (this.#ctx.clock.refusal) return
    for (const { id } of tasks.newest(Number.MAX_SAFE_INTEGER, ['result-in']))
      this.#station.write(() => {
        const task = tasks.get(id)
        if (task?.state !== 'result-in') return
        this.#parts.concluded(this.#ctx, concludeTask(this.#ctx, task, this.#mover(null)))
      })
    this.#station.changed()
  }

  /** A supervisor's order on a task. Answers the task that goes on. Throws `sign-in-…`, `inspection-…`. */
  async order(
    id: string,
    order: 'cancel' | 'uphold' | 'repeat',
    reason: string,
    who: Supervisor,
  ): Promise<string> {
    const { signer, by } = await this.#supervisor(who)
    const goesOn = this.#station.write(() => {
      const task = this.task(id)
      const signed = this.#sign({ order, task: task.id, reason }, signer, by.t)
      const moving = { by, signed, detail: { reason } }
      if (order === 'repeat') {
        if (task.repeat >= REPEATS_MAX)
          throw new BondmarkError('inspection-repeats-most', { task: task.id.slice(0, 12), max: REPEATS_MAX })
        const next = repeatTask(this.#ctx, task, moving)
        this.#parts.concluded(this.#ctx, task)
        return next.id
      }
      if (order === 'uphold' && this.#ctx.store.inspections.results.of(task.id).length === 0) {
        if (task.state !== 'contested') throw refusedEvent(task, 'uphold')
        throw new BondmarkError('inspection-nothing-to-uphold', { task: task.id.slice(0, 12) })
      }
      const moved = moveTask(this.#ctx, task, order, moving)
      if (moved.state !== 'result-in') this.#parts.concluded(this.#ctx, moved)
      return task.id
    })
    this.resume()
    return goesOn
  }

  /** A supervisor rejects a result in quarantine for good. Its bytes stay. Throws `sign-in-…`, `inspection-…`. */
  async reject(n: number, reason: string, who: Supervisor): Promise<void> {
    const { signer, by } = await this.#supervisor(who)
    this.#station.write(() => {
      const { quarantine } = this.#ctx.store.inspections
      const one = quarantine.get(n)
      if (!one || one.endedAt !== null) throw new BondmarkError('inspection-quarantine-missing', { n })
      const signed = this.#sign({ order: 'reject-result', task: one.sha256, reason }, signer, by.t)
      quarantine.end(n, { endedHow: 'rejected', endedBy: by.badge, reason, t: by.t, signed })
    })
    this.#station.changed()
  }

  /** What the responsible authority leaves to a supervisor. Throws `sign-in-…`, `switching-…`. */
  async approveSwitching(
    said: Pick<SwitchingApproval, 'gtin' | 'manufacturer' | 'rule' | 'approves' | 'reason'>,
    who: Supervisor,
  ): Promise<void> {
    const { signer, by } = await this.#supervisor(who)
    this.#station.write(() => approveSwitching(this.#ctx, said, signer, by))
    this.#station.changed()
  }

  #sign(
    said: Pick<InspectionOrder, 'order' | 'task' | 'reason'>,
    signer: PersonSigner,
    t: string,
  ): Uint8Array {
    const station = this.#ctx.identity.issuer
    return inspectionOrders.sign({ format: 'bondmark/inspection-ordered/1', station, t, ...said }, signer)
  }

  #takeAttachment(bytes: Uint8Array, by: Mover): ResultTaken {
    if (bytes.length > ATTACHMENT_BYTES_MAX)
      throw new BondmarkError('file-too-large', {
        file: toHex(sha256Native(bytes)).slice(0, 12),
        size: bytes.length,
        max: ATTACHMENT_BYTES_MAX,
      })
    const task = takeAttachment(this.#ctx, this.attachments, bytes, by, (work) => this.#station.write(work))
    this.#station.changed()
    return { outcome: 'taken', task, why: null, freed: [] }
  }

  #tellConcluded({ task, outcome }: Pick<ResultTaken, 'task' | 'outcome'>): void {
    const stored = task === null ? null : this.#ctx.store.inspections.tasks.get(task)
    // A contest takes the weight of a conclusion; a result of a task that is contested already bears on what was concluded elsewhere.
    if (stored && (outcome === 'contested' || stored.state === 'contested'))
      this.#parts.concluded(this.#ctx, stored)
  }

  #move<T>(id: string, work: (task: StoredTask, by: Mover) => T, badge: string | null): T {
    requireBelievedClock(this.#ctx)
    const by = this.#mover(badge)
    const result = this.#station.write(() => {
      const task = this.task(id)
      const done = work(task, by)
      // A result that came too early, or of an agency that was chosen after it, may fit by now.
      const ofTask = (one: { readonly task: string | null }) => one.task === task.id
      for (const freed of lookAgain(this.#ctx, this.agencies, ofTask, by)) this.#tellConcluded(freed)
      return done
    })
    this.resume()
    return result
  }

  #mover(badge: string | null): Mover {
    const t = this.#ctx.clock.now()
    const pseudonym = badge === null ? null : this.#ctx.store.people.get(badge)?.pseudonym
    return { badge, t, operator: pseudonym ?? operatorOf(this.#ctx, t) }
  }

  #attended(): string | null {
    this.#station.requireAttended()
    return this.#station.desk.person
  }

  async #supervisor({ badge, passcode }: Supervisor): Promise<{ signer: PersonSigner; by: Mover }> {
    requireBelievedClock(this.#ctx)
    const person = await this.#station.whoIs(badge, passcode)
    if (person.role === 'operator')
      throw new BondmarkError('inspection-needs-supervisor', { name: person.name })
    const signer = await supervisorSigner(this.#ctx, person, passcode)
    return { signer, by: this.#mover(person.badge) }
  }
}
