import type { Decision } from '../../core/decision/decision.ts'
import { pastSamplings } from '../../core/decision/past-samplings.ts'
import type { Question } from '../../core/decision/question.ts'
import { waivableOf } from '../../core/release/waivable.ts'
import type { StoredWord } from './release-book.ts'
import { wordOf } from './signed-word.ts'

/**
 * The decision once supervisors' words count: a hold of which somebody has waived all is what it would be without the samplings
 * (labeled, or whitelisted again), with a last reason that says whose word it was. Demands are waived by their ids, and so those of one rule set: other rules that demand something again
 * are not answered by it, and neither is another conclusion.
 */
export function withOverrides(made: Decision, words: readonly StoredWord[], question: Question): Decision {
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
  const { verdict, reasons } = pastSamplings(question)
  if (verdict === 'hold') return made
  const saw = { badge: newest.badge, reason: newest.reason, word: newest.id, demands: all.length }
  return {
    ...made,
    decision: verdict,
    reasons: [...made.reasons, ...reasons, { rule: 'override', said: 'override-signed', saw }],
  }
}
