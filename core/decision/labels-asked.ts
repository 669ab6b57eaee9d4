import type { Decision } from './decision.ts'

/** Labels that a decision asks for. */
export interface LabelsAsked {
  /** `''` where the decision names none. */
  readonly template: string
  readonly perUnit: number
  readonly perCase: number
}

/** How many labels a decision asks for on each unit and case: one a unit where it does not say. */
export function labelsAsked({ reasons }: Pick<Decision, 'reasons'>): LabelsAsked {
  const saw = reasons.findLast(({ rule }) => rule === 'label')?.saw ?? {}
  return {
    template: String(saw.template ?? ''),
    perUnit: Number(saw.perUnit ?? 1),
    perCase: Number(saw.perCase ?? 0),
  }
}

/**
 * Whether a station prints what is asked for: one label a unit, because a serial stands on one label only, and none of a
 * rule's template for cases, whose labels come with packing.
 */
export const isPrinted = ({ perUnit, perCase }: Pick<LabelsAsked, 'perUnit' | 'perCase'>): boolean =>
  perUnit === 1 && perCase === 0
