import { implement } from '@orpc/server'
import { stationContract } from '../../core/contract/station-contract.ts'
import type { EnrolmentView, StationView } from '../../core/contract/station-view.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { emptyView } from '../station/empty-view.ts'
import { followView } from '../station/follow-view.ts'
import { refusals } from '../station/refusing-router.ts'
import { ENROL_WAIT_MS_MAX, type Waiting } from './ask-to-enrol.ts'

export interface EnrollingOptions {
  /** proposed short name */
  readonly station: string
  /** address of the ledger */
  readonly ledger: string
  readonly clock: Clock
  readonly logger: Logger
  /** Asks once, and makes the workspace when it was let in. Throws `enrolment-…` and whatever keeps it from being made. */
  enrol(show: (waiting: Waiting) => void, signal: AbortSignal): Promise<unknown>
}

/** A station that is not let in yet: it shows its code, how it stands, and takes two keys: stop waiting, and ask anew. */
export class EnrollingStation {
  readonly #options
  readonly #listeners = new Set<() => void>()
  readonly #made = Promise.withResolvers<void>()
  #abort = new AbortController()
  #revision = 0
  #shown: EnrolmentView

  constructor(options: EnrollingOptions) {
    this.#options = options
    this.#shown = { ...nothing, ledger: options.ledger }
    void this.#ask()
  }

  /** Resolves when the workspace is made. Rejects for a bug, never for a refusal: that is shown. */
  get made(): Promise<void> {
    return this.#made.promise
  }

  view(): StationView {
    const { station, clock } = this.#options
    const { failure, code } = this.#shown
    const sentence = failure ?? { code: 'enrolment-shown' as const, detail: { code: code ?? '–' } }
    const next = { code: 'next-enrol' as const, detail: {} }
    return {
      ...emptyView({
        revision: this.#revision,
        training: true,
        station: { id: station, name: this.#shown.org ?? '' },
        state: { kind: 'signed-out', sentence, next, at: clock.now(), count: 1 },
      }),
      enrolment: this.#shown,
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  cancel(): boolean {
    const waits = this.#shown.phase === 'asking' || this.#shown.phase === 'waiting'
    if (waits) this.#abort.abort()
    return waits
  }

  again(): boolean {
    if (this.#shown.phase !== 'ended') return false
    this.#abort = new AbortController()
    void this.#ask()
    return true
  }

  close(): void {
    this.#abort.abort()
  }

  async #ask(): Promise<void> {
    const { ledger, enrol, logger } = this.#options
    this.#show({ ...nothing, ledger })
    const { signal } = this.#abort
    try {
      await enrol((waiting) => this.#waits(waiting), signal)
      this.#show({ ...this.#shown, phase: 'making', failure: null })
      this.#made.resolve()
    } catch (error) {
      if (!(error instanceof BondmarkError)) return this.#made.reject(error)
      logger.warn(error.toFailure(), 'this station was not let in')
      this.#show({
        ...this.#shown,
        phase: 'ended',
        code: null,
        until: null,
        failure: plain(error.toFailure()),
      })
    }
  }

  #waits({ code, org, asked, approved, trouble }: Waiting): void {
    const until =
      this.#shown.code === code && this.#shown.until !== null
        ? this.#shown.until
        : new Date(Date.parse(this.#options.clock.now()) + ENROL_WAIT_MS_MAX).toISOString()
    const phase = approved ? 'making' : asked ? 'waiting' : 'asking'
    this.#show({
      ...this.#shown,
      phase,
      org,
      code,
      until: asked ? until : null,
      failure: trouble && plain(trouble),
    })
  }

  #show(shown: EnrolmentView): void {
    this.#shown = shown
    this.#revision++
    for (const listener of this.#listeners) listener()
  }
}

const nothing = { phase: 'asking', org: null, code: null, until: null, failure: null } as const

const plain = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

/** The contract over it: everything that a station does is refused as `enrolment-first`. */
export function enrollingRouter(station: EnrollingStation) {
  const os = implement(stationContract)
  return os.router({
    ...refusals(() => {
      throw new BondmarkError('enrolment-first', {})
    }),
    view: os.view.handler(({ signal }) => followView(station, signal)),
    cancelEnrolment: os.cancelEnrolment.handler(() => ({ ok: station.cancel() })),
    enrolAgain: os.enrolAgain.handler(() => ({ ok: station.again() })),
  })
}
