import type { Decision } from '../../core/decision/decision.ts'
import { isPrinted, labelsAsked } from '../../core/decision/labels-asked.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { StoredLine } from '../store/plans.ts'

/** Why goods cannot be labeled here: their decision asks for another number of labels than a station prints; or null. */
export function whyOtherLabels({ decision }: Pick<StoredLine, 'decision'>): Failure | null {
  const { perUnit, perCase } = labelsAsked(JSON.parse(decision) as Decision)
  return isPrinted({ perUnit, perCase })
    ? null
    : { code: 'label-count-unprinted', detail: { perUnit, perCase } }
}
