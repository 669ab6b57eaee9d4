import type { Decision } from '../../core/decision/decision.ts'
import { waivableOf } from '../../core/release/waivable.ts'
import type { StoredWord } from './release-book.ts'
import { wordOf } from './signed-word.ts'

/**
 * The decision once supervisors' words count: a hold of which somebody has waived all is a label, with a last reason that says
 * whose word it was. Demands are waived by their ids, and so those of one rule set: other rules that demand something again
 * are not answered by it, and neither is another conclusion.
 */
export function withOverrides(made: Decision, words: readonly StoredWord[]): Decision {
  const waivable = waivableOf(made)
  if (!waivable) return made
  const ofLine = words.filter(
    ({ kind, line, lot }) => kind === 'override' && line === made.line && lot === made.lot,
  )
  const waived = new Set(
    ofLine.flatMap((word) => {
      const said = wordOf(word)
      return said ? [...said.demands, ...said.conclusions] : []
    }),
  )
  const newest = ofLine.at(-1)
  const all = [...waivable.demands, ...waivable.conclusions]
  if (!newest || !all.every((id) => waived.has(id))) return made
  const saw = { badge: newest.badge, reason: newest.reason, word: newest.id, demands: all.length }
  return {
    ...made,
    decision: 'label',
    reasons: [...made.reasons, { rule: 'override', said: 'override-signed', saw }],
  }
}
