import type { LabelView } from '../../core/contract/station-view.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Outcome } from '../../main/station/outcome.ts'
import type { PrintingStation } from './printing-station.ts'
import { goods } from './sample-goods.ts'

/** How long a person looks at a printer before they decide that nothing comes out. */
const LOOK_MS = 6000
const ROUNDS_MAX = 60

/**
 * Somebody at the station who knows nothing but what the view says and what lies in the tray: mends the printer when
 * labels wait for it, scans papers that are whole, destroys the others, and voids a label in doubt that is not there.
 */
export class Person {
  readonly #at
  /** Serials of papers that were accepted. */
  readonly applied = new Set<string>()
  /** Serials of which only a broken paper was seen. */
  readonly #spoiled = new Set<string>()
  destroyed = 0
  voids = 0

  constructor(at: PrintingStation) {
    this.#at = at
  }

  async scan(text: string): Promise<Outcome> {
    await this.#at.time.pass(1000)
    const { station, time } = this.#at
    return time.until(
      station.scan({
        device: 'hid-1',
        aim: text.startsWith(']') ? text.slice(0, 3) : ']Q1',
        text: text.startsWith(']') ? text.slice(3) : text,
      }),
    )
  }

  /** Works until no label is open. Answers what keeps it from that, or null. */
  async settle(): Promise<string | null> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      await this.#at.time.pass(LOOK_MS)
      await this.#emptyTray()
      const view = this.#at.station.view()
      if (view.open.labels === 0 && this.#at.place.machine.isIdle && this.#at.place.tray.length === 0)
        return null
      if (view.outstanding.some((label) => label.waits?.code === 'label-waits-printer')) this.#mend()
      const [doubtful, second] = view.outstanding.filter((label) => label.doubt !== null)
      if (second) this.#at.wrong.push(`${second.serial} is in doubt beside another of the same printer`)
      if (doubtful) await this.#decide(doubtful)
      const spoiled = view.outstanding.find(
        ({ state, serial }) => state === 'printed' && this.#spoiled.has(serial),
      )
      if (spoiled) await this.#void(spoiled, 'misprint')
    }
    const left = this.#at.station.view().outstanding.map(({ state, waits, doubt, mayVoid }) => ({
      state,
      waits: waits?.code,
      doubt: doubt?.code,
      mayVoid,
    }))
    return `after ${ROUNDS_MAX} rounds: ${JSON.stringify(left)}`
  }

  /** See to the printer: what is wrong with it is put right. */
  #mend(): void {
    this.#at.place.machine.mend()
  }

  /** A label in doubt that is not in the tray: the printer is put right, looked at again, and the label given up. */
  async #decide(label: LabelView): Promise<void> {
    if (label.mayComeOut) {
      this.#mend()
      await this.#at.time.pass(LOOK_MS)
      if (this.#at.place.tray.length > 0) return
    }
    if (label.mayVoid !== 'no') await this.#void(label, 'not-printed')
    else this.#at.wrong.push(`${label.serial} is in doubt, and voiding it is not offered`)
  }

  /** With a supervisor beside, where the view says that one is needed. */
  async #void({ serial, mayVoid }: LabelView, reason: string): Promise<void> {
    const approval = mayVoid === 'supervisor' ? { badge: 'SUP-0001', passcode: '135790' } : {}
    try {
      await this.#at.time.until(this.#at.station.press({ key: 'void', serial, reason, ...approval }))
      this.voids++
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#at.wrong.push(`${serial} could not be voided: ${error.code}`)
    }
  }

  async #emptyTray(): Promise<void> {
    const { tray } = this.#at.place
    for (let paper = tray.shift(); paper; paper = tray.shift()) {
      if (!paper.whole) {
        this.destroyed++
        this.#spoiled.add(paper.job)
        continue
      }
      this.#spoiled.delete(paper.job)
      const before = this.#at.store.labels.bySerial(paper.job)?.state
      let outcome = await this.scan(this.#at.textOf(paper.job))
      // After a STOP the goods come first, then their label.
      if (outcome.sentence.code === 'goods-first') {
        await this.scan(goods.unit)
        outcome = await this.scan(this.#at.textOf(paper.job))
      }
      if (outcome.sentence.code === 'label-verified') {
        if (this.applied.has(paper.job)) this.#at.wrong.push(`two papers of ${paper.job} were accepted`)
        if (before === 'voided') this.#at.wrong.push(`${paper.job} was accepted after it was voided`)
        this.applied.add(paper.job)
        continue
      }
      this.destroyed++
      if (outcome.kind === 'stop') await this.#at.time.until(this.#at.station.press({ key: 'ack' }))
      else if (outcome.kind !== 'duplicate')
        this.#at.wrong.push(`${paper.job}, ${before}: ${outcome.sentence.code} is no answer to a loose paper`)
    }
  }
}
