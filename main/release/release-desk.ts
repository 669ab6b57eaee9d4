import type { z } from 'zod'
import type { AsnAnswer, AsnsAnswer, askedOfLine, ReleaseAnswer } from '../../core/contract/release.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { StationContext } from '../station/context.ts'
import { requireBelievedClock } from '../station/keys.ts'
import { supervisorSigner } from '../station/seal-batch.ts'
import type { Station } from '../station/station.ts'
import type { LineName } from '../store/plans.ts'
import { keepDemands } from './line-demands.ts'
import { listAsns, showAsn } from './list-asns.ts'
import { lookAgain } from './look-again.ts'
import { liftHold, overrideDemands } from './override-demands.ts'
import { settleLines } from './settle-lines.ts'
import type { Sayer } from './signed-word.ts'
import { wordSentence } from './word-sentence.ts'

type AskedOfLine = z.infer<typeof askedOfLine>

/** Inbound plans on their way out, from the screen and the command line. */
export class ReleaseDesk {
  readonly #station
  readonly #closing = new AbortController()
  #settling: Promise<void> = Promise.resolve()

  constructor(station: Station) {
    this.#station = station
  }

  get #ctx(): StationContext {
    return this.#station.ctx
  }

  /** Notes what lines wait for that were decided before demands were kept. */
  catchUp(): void {
    const { store, clock } = this.#ctx
    if (clock.refusal) return
    const missing = store.releases.undemanded()
    if (missing.length === 0) return
    this.#station.write(() => {
      for (const name of missing) {
        const line = store.plans.line(name)
        if (line) keepDemands(store.releases, line, clock.now(), 'gone')
      }
    })
  }

  /** Open lines that what is known by now may contradict are decided again, a few at a time between scans. */
  settle(): Promise<void> {
    // Whoever asks while lines are looked at may know of something newer: another look follows.
    this.#settling = this.#settling
      .catch(() => {})
      .then(() => settleLines(this.#station, this.#closing.signal))
    return this.#settling
  }

  /** Ends what is looked at, between two steps. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#settling.catch(() => {})
  }

  list(): AsnsAnswer {
    return this.#station.read(({ store }) => listAsns(store))
  }

  /** Throws `asn-missing`. */
  show(asn: string): AsnAnswer {
    return this.#station.read(({ store }) => showAsn(store, asn))
  }

  /**
   * A supervisor waives what is demanded of a line, signed by their own key. Throws `sign-in-…`, `clock-…`, `line-…`,
   * `release-…`, `override-…`.
   */
  async override({ badge, passcode, ...asked }: AskedOfLine): Promise<ReleaseAnswer> {
    const by = await this.#sayer(badge, passcode)
    return this.#said(asked.asn, () => overrideDemands(this.#ctx, asked, by), asked)
  }

  /** A supervisor lifts a person's hold of a line. Throws as `override`, `hold-not-by-person`. */
  async lift({ badge, passcode, ...asked }: AskedOfLine): Promise<ReleaseAnswer> {
    const by = await this.#sayer(badge, passcode)
    return this.#said(asked.asn, () => liftHold(this.#ctx, asked, by), asked)
  }

  /** Looks whether the notice can be released, and releases it then. Throws `asn-missing`, `clock-…`. */
  release(asn: string): ReleaseAnswer {
    requireBelievedClock(this.#ctx)
    this.show(asn)
    return this.#said(asn, () => lookAgain(this.#ctx, asn, { kind: 'plan', id: null }))
  }

  #said(asn: string, work: () => unknown, word?: LineName): ReleaseAnswer {
    const { store } = this.#ctx
    const before = store.releases.releases(asn).length
    this.#station.write(work)
    const released = store.releases.releases(asn).length > before
    this.#ctx.logger.info({ asn, released }, 'a hold was looked at')
    this.#station.changed()
    const shown = showAsn(store, asn)
    if (word) return { released, sentence: wordSentence(word, shown, released) }
    const held = shown.asn
    const sentence = released
      ? ({ code: 'asn-released-now', detail: { asn } } as const)
      : held.why.length > 0
        ? ({ code: 'asn-still-held', detail: { asn, reasons: held.why.length } } as const)
        : ({ code: 'asn-needs-no-release', detail: { asn } } as const)
    return { released, sentence }
  }

  /** Whose badge and passcode these are, with their own key unwrapped. Throws `sign-in-…`, `release-needs-supervisor`. */
  async #sayer(badge: string, passcode: string): Promise<Sayer> {
    requireBelievedClock(this.#ctx)
    const person = await this.#station.whoIs(badge, passcode)
    if (person.role === 'operator') throw new BondmarkError('release-needs-supervisor', { name: person.name })
    return { ...(await supervisorSigner(this.#ctx, person, passcode)), badge: person.badge }
  }
}
