import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import { eventFaults } from '../../core/lifecycle/event-faults.ts'
import { StatementJudge } from '../../core/lifecycle/judge-statements.ts'
import { lineKeyOf } from '../../core/lifecycle/record-steps.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationStore } from '../store/station-store.ts'

const everyLabel = ['reserved', 'sent', 'printed', 'uncertain', 'verified', 'voided'] as const

/**
 * Judges what a real station states, statement by statement, and after every transaction compares the lives that the
 * statements tell with what the station's own tables say. For tests.
 */
export class WatchedLives {
  readonly judge = new StatementJudge()
  readonly #store: StationStore
  readonly #issuer: string
  #last = 0
  /** Transactions compared, and statements judged. */
  compared = 0
  judged = 0

  constructor(store: StationStore, issuer: string) {
    this.#store = store
    this.#issuer = issuer
  }

  /** From now on after every transaction. */
  watch(): this {
    const write = this.#store.transaction.bind(this.#store)
    this.#store.transaction = (work) => {
      const answer = write(work)
      this.compare()
      return answer
    }
    return this
  }

  /** Throws at the first difference, and at the first statement that is worth less than `valid`. */
  compare(): void {
    this.compared++
    for (
      let row = this.#store.statements.get(this.#last + 1);
      row;
      row = this.#store.statements.get(this.#last + 1)
    ) {
      const { kid, contentType, payload } = readStatement(row.bytes)
      this.#last = row.n
      const said = parseCanonical(payload)
      const faults = contentType === contentTypes.event ? eventFaults(said) : []
      this.judge.take({ place: row.n, kid, contentType, payload: said }, faults.length === 0)
      const verdict = this.judge.verdictAt(row.n)
      if (verdict.standing !== 'valid')
        throw new Error(
          `statement ${row.n} is ${verdict.standing}: ${JSON.stringify([...faults, ...verdict.reasons])}`,
        )
      this.judged++
    }
    const differences = [...this.#units(), ...this.#cases(), ...this.#pallets(), ...this.#lines()]
    if (differences.length > 0) throw new Error(differences.join('\n'))
  }

  *#units(): Iterable<string> {
    for (const label of this.#store.labels.inState(...everyLabel)) {
      if (label.kind !== 'unit') continue
      const life = this.judge.life(unitEpc(label.gtin, label.serial))
      const told = `${life?.state ?? 'unborn'}${life?.parent ? ` in ${life.parent}` : ''}`
      const kept = this.#keptOf(label)
      if (!kept.includes(told)) yield `unit ${label.serial}: stated ${told}, kept ${kept.join(' or ')}`
    }
  }

  #keptOf(label: LabelJob): string[] {
    if (label.state === 'voided') return ['voided', 'decommissioned']
    if (label.state !== 'verified') return ['unborn']
    const packed = this.#store.cases.caseOf(label.job)
    return packed?.state === 'closed' ? [`packed in ${ssccEpc(packed.sscc ?? '')}`] : ['commissioned']
  }

  *#cases(): Iterable<string> {
    for (const packed of this.#store.cases.all()) {
      if (packed.sscc === null) continue
      const life = this.judge.life(ssccEpc(packed.sscc))
      const told = `${life?.state ?? 'absent'}${life?.parent ? ` in ${life.parent}` : ''}`
      const pallet = this.#store.pallets.palletOf(packed.sscc)
      const place = pallet?.state === 'closed' ? `on-pallet in ${ssccEpc(pallet.sscc ?? '')}` : 'closed'
      const kept = packed.state === 'closed' ? place : packed.state === 'emptied' ? 'emptied' : 'absent'
      if (told !== kept) yield `case ${packed.sscc}: stated ${told}, kept ${kept}`
    }
  }

  *#pallets(): Iterable<string> {
    const stated = { open: 'absent', closing: 'absent', closed: 'built', emptied: 'emptied' } as const
    for (const { sscc, state } of this.#store.pallets.all()) {
      if (sscc === null) continue
      const told = this.judge.life(ssccEpc(sscc))?.state ?? 'absent'
      if (told !== stated[state]) yield `pallet ${sscc}: stated ${told}, kept ${stated[state]}`
    }
  }

  *#lines(): Iterable<string> {
    for (const { asn, line, lot, closedAt } of this.#store.plans.lines()) {
      const told = this.judge.life(lineKeyOf(this.#issuer, asn, line, lot))?.state ?? 'announced'
      if ((told === 'closed') !== (closedAt !== null)) yield `line ${asn} ${line} ${lot}: stated ${told}`
    }
  }
}
