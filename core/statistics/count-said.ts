import { decisiveReasons } from '../decision/decision.ts'
import { type Counted, dayOf, minutesBetween, type Whose } from './counted.ts'
import type { Cycle, Figure } from './figures.ts'
import type { KnownGoods, StatedAt } from './known-goods.ts'
import type { Said } from './read-said.ts'

type SaidOf<K extends Said['kind']> = Extract<Said, { kind: K }>
type Of = Omit<Whose, 'day' | 'agency'> & { readonly agency?: string | null }

const nobody: Whose = { day: '', product: null, brand: null, operator: null, agency: null }

/** Counts what one statement says, each thing once (`docs/statistics.md`). */
export class SaidCounts {
  readonly #known
  readonly #emit

  constructor(known: KnownGoods, emit: (counted: Counted) => void) {
    this.#known = known
    this.#emit = emit
  }

  take(said: Said, at: StatedAt): void {
    switch (said.kind) {
      case 'received':
        this.#received(said, at)
        return
      case 'labeled':
      case 'unlabeled':
        for (const goods of said.goods)
          this.#count(at, said.kind, goods.units, this.#of(goods, said.operator))
        return
      case 'held':
        this.#held(said, at)
        return
      case 'voided': {
        const of = this.#of({ gtin: said.gtin, lot: null }, said.operator)
        this.#count(at, said.isRecovery ? 'recovered' : 'voided', 1, of)
        return
      }
      case 'line-closed':
        this.#lineClosed(said, at)
        return
      case 'plan-accepted':
        this.#planAccepted(said, at)
        return
      case 'line-decided':
        this.#count(at, 'decidedAgain', 1, this.#ofLine(said))
        return
      case 'asn-released':
        this.#released(said, at)
        return
      case 'inspection-asked':
      case 'sampled':
      case 'concluded':
        this.#inspection(said, at)
        return
    }
  }

  #received({ asn, goods, isSerialised, decision, operator }: SaidOf<'received'>, at: StatedAt): void {
    for (const one of goods) {
      const { gtin, units } = one
      const lot = one.lot ?? this.#known.lotOfReceipt(at.n, asn, gtin)
      const of = this.#of({ gtin, lot }, operator)
      this.#count(at, 'received', units, of)
      if (isSerialised || this.#known.needsNoLabel(at.n, asn, gtin, lot, decision))
        this.#count(at, 'passed', units, of)
      if (lot !== null) this.#firstReceipt(asn, gtin, lot, at, of)
    }
  }

  #firstReceipt(asn: string, gtin: string, lot: string, at: StatedAt, of: Of): void {
    if (this.#known.firstReceipt(asn, gtin, lot)?.n !== at.n) return
    const takenAt = this.#known.takenAt(asn)
    // Of the goods, not of who happened to scan the first of them.
    const goods = { ...of, operator: null }
    if (takenAt !== null) this.#span(at, 'planToReceipt', takenAt, at.t, goods)
    if (this.#known.isOpen(asn, gtin, lot)) this.#open(at, 'receiptToVerified', goods)
  }

  #held({ goods, operator }: SaidOf<'held'>, at: StatedAt): void {
    const [first] = goods
    if (!first) return
    this.#count(at, 'holds', 1, this.#of(first, operator))
    for (const one of goods) this.#count(at, 'heldUnits', one.units, this.#of(one, operator))
  }

  #lineClosed(closed: SaidOf<'line-closed'>, at: StatedAt): void {
    const { asn, line, lot, short, damaged, operator } = closed
    const of = { ...this.#ofLine(closed), operator }
    this.#count(at, 'linesClosed', 1, of)
    this.#count(at, 'short', short, of)
    this.#count(at, 'damaged', damaged, of)
    // Units that somebody reported as damaged without scanning them did arrive, and no event says so.
    this.#count(at, 'received', Math.max(0, damaged - this.#known.lostWithLabel(asn, line, lot)), of)
    const verified = this.#known.lastVerified(asn, line, lot)
    const first = of.product === null ? null : this.#known.firstReceipt(asn, of.product, lot)
    if (verified !== null && first)
      this.#span(at, 'receiptToVerified', first.t, verified, { ...of, operator: null })
  }

  /** A notice counts on the day on which it was first taken, as it stands now: revisions and decisions after it change what it counts, never how often. */
  #planAccepted({ asn, revision, operator }: SaidOf<'plan-accepted'>, at: StatedAt): void {
    if (revision !== 1) return
    this.#count(at, 'notices', 1, { product: null, brand: null, operator })
    for (const line of this.#known.linesOf(asn)) {
      const goods = { product: line.gtin, brand: line.brand }
      this.#count(at, 'planned', line.planned, { ...goods, operator })
      // Nobody decides but the rules.
      const ruled = { ...goods, operator: null }
      const { decision } = line.decision
      this.#count(at, 'lines', 1, ruled)
      this.#count(at, decision, 1, ruled)
      if (decision === 'refuse') this.#count(at, 'refusedUnits', line.planned, ruled)
      for (const { said } of decisiveReasons(line.decision)) this.#put(at, { kind: 'said', said }, ruled)
      if (line.received === 0 && !line.isClosed) this.#open(at, 'planToReceipt', ruled)
    }
    if (this.#known.awaitsRelease(asn))
      this.#open(at, 'planToRelease', { product: null, brand: null, operator: null })
  }

  #released({ asn, release }: SaidOf<'asn-released'>, at: StatedAt): void {
    const of = { product: null, brand: null, operator: null }
    this.#count(at, 'releases', 1, of)
    const takenAt = release === 1 ? this.#known.takenAt(asn) : null
    if (takenAt !== null) this.#span(at, 'planToRelease', takenAt, at.t, of)
  }

  #inspection(said: SaidOf<'inspection-asked' | 'sampled' | 'concluded'>, at: StatedAt): void {
    const task = this.#known.task(said.task)
    const goods = task?.gtin ? this.#of({ gtin: task.gtin, lot: task.lot }, said.operator) : null
    const of = {
      product: goods?.product ?? null,
      brand: goods?.brand ?? null,
      operator: said.operator,
      agency: said.kind === 'concluded' ? said.agency || null : (task?.agency ?? null),
    }
    if (said.kind === 'inspection-asked') {
      this.#count(at, (task?.repeat ?? 1) > 1 ? 'repeats' : 'tasks', 1, of)
      this.#count(at, 'sampleDemanded', task?.units ?? 0, of)
      return
    }
    if (said.kind === 'sampled') this.#count(at, 'sampleTaken', said.units, of)
    if (said.kind !== 'concluded') return
    const { outcome } = said
    if (outcome === 'conformant' || outcome === 'conditional') this.#count(at, outcome, 1, of)
    else if (outcome === 'non-conformant') this.#count(at, 'nonconformant', 1, of)
    this.#count(at, 'examined', said.examined, of)
    this.#count(at, 'nonconforming', said.nonconforming, of)
  }

  #of({ gtin, lot }: { readonly gtin: string; readonly lot: string | null }, operator: string | null): Of {
    return { product: gtin, brand: this.#known.brandOf(gtin, lot), operator }
  }

  #ofLine({ asn, line, lot }: { readonly asn: string; readonly line: string; readonly lot: string }): Of {
    const goods = this.#known.lineOf(asn, line, lot)
    return { product: goods?.gtin ?? null, brand: goods?.brand ?? null, operator: null }
  }

  #count(at: StatedAt, figure: Figure, units: number, of: Of): void {
    if (units !== 0) this.#put(at, { kind: 'count', figure, units }, of)
  }

  #span(at: StatedAt, cycle: Cycle, from: string, to: string, of: Of): void {
    this.#put(at, { kind: 'ended', cycle, minutes: minutesBetween(from, to) }, of)
  }

  #open(at: StatedAt, cycle: Cycle, of: Of): void {
    this.#put(at, { kind: 'open', cycle }, of)
  }

  #put(at: StatedAt, what: WithoutWhose<Counted>, of: Of): void {
    this.#emit({ ...nobody, ...of, day: dayOf(at.t), ...what } as Counted)
  }
}

type WithoutWhose<T> = T extends unknown ? Omit<T, keyof Whose> : never
