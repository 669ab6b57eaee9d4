import type { WhyHeldView } from '../../core/contract/release.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Outcome, say, stop } from '../station/outcome.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import { type HoldSource, whyHeld } from './why-held.ts'

/** The STOP for goods of a line on hold: which line, and what it waits for. */
export function goodsOnHold({ asn, line, lot }: LineName, why: readonly WhyHeldView[]): Outcome {
  const [first] = why
  return stop(
    say('goods-on-hold', { asn, line, lot }),
    first ? { code: first.sentence.code, detail: first.sentence.detail } : say('next-inspection-area'),
  )
}

type Carried = readonly { readonly line: StoredLine }[]

function heldOf(store: HoldSource, goods: Carried) {
  for (const { line } of goods) {
    const why = whyHeld(store, line)
    if (why.length > 0) return { line, why }
  }
  return null
}

/** The STOP for a case or pallet of which some goods are on hold; null when nothing holds any. */
export function firstHeld(store: HoldSource, goods: Carried): Outcome | null {
  const held = heldOf(store, goods)
  return held && goodsOnHold(held.line, held.why)
}

/** Throws `goods-on-hold-inside` where a person closes what holds goods of a line on hold. */
export function demandFree(store: HoldSource, goods: Carried): void {
  const held = heldOf(store, goods)
  if (!held) return
  const { asn, line, lot } = held.line
  throw new BondmarkError('goods-on-hold-inside', { asn, line, lot })
}
