import type { NoteSigner } from '../../../core/log/note.ts'
import { type SignedRefusal, signRefusal } from '../../../core/statement/refusal.ts'
import type { RefusalShelf, RefusedReason } from './refusal-shelf.ts'

/** A statement that may not be logged, and the log's signed word for it. */
export interface Refused extends RefusedReason {
  readonly signed: SignedRefusal
}

/**
 * Signs why each of these is refused; one that was refused for the same reason before gets what was signed then, byte for
 * byte. `at` in Unix ms. What there is no room for says so, and is signed anew each time.
 */
export function refuse(
  reasons: readonly RefusedReason[],
  broughtBy: string,
  shelf: RefusalShelf,
  { name: origin, sign }: NoteSigner,
  at: number,
): readonly Refused[] {
  let room = reasons.length === 0 ? 0 : shelf.room(broughtBy)
  return reasons.map((reason) => {
    const known = shelf.find(reason)
    if (known !== null) return { ...reason, signed: known }
    const kept = room > 0
    const signed = signReason(reason, origin, sign, { at, kept })
    if (kept) shelf.keep(reason, signed, broughtBy)
    if (kept) room -= 1
    return { ...reason, signed }
  })
}

/** Signs a reason that is not kept, because the same `at` gives the same bytes again. */
export function signReason(
  { id, code, detail, final }: RefusedReason,
  origin: string,
  sign: NoteSigner['sign'],
  { at, kept }: { readonly at: number; readonly kept: boolean },
): SignedRefusal {
  const time = new Date(at).toISOString()
  return signRefusal(
    { format: 'bondmark/refusal/2', origin, statement: id, code, detail, final, kept, at: time },
    sign,
  )
}
