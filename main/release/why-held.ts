import type { WhyHeldView } from '../../core/contract/release.ts'
import { type Decision, reasonSentence } from '../../core/decision/decision.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { StoredLine } from '../store/plans.ts'

const plain = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

/** Every reason that a line's goods are still held for, in words: what must happen before they move on. */
export function whyHeld(line: StoredLine): WhyHeldView[] {
  const why: WhyHeldView[] = []
  if (line.verdict === 'hold' || line.verdict === 'refuse') {
    const { reasons } = JSON.parse(line.decision) as Decision
    const last = reasons.at(-1)
    if (last) why.push({ sentence: plain(reasonSentence(last)), by: 'decision', demand: null })
  }
  if (line.held === 1)
    why.push({ sentence: { code: 'held-by-operator', detail: {} }, by: 'operator', demand: null })
  return why
}
