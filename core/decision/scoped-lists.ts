import type { DemandKind } from './demand-kind.ts'

/** The lists of a rule set whose rules are told apart by scope, each with the kind of what its rules demand. */
export const samplingLists = {
  factoryEvaluation: 'factory-evaluation',
  containerLoading: 'container-loading-supervision',
  circulation: 'circulation-inspection',
  ingredients: 'ingredient-inspection',
} as const satisfies Record<string, DemandKind>

export type SamplingList = keyof typeof samplingLists
export const samplingListNames = Object.keys(samplingLists) as SamplingList[]
/** In the order in which they stand in the file. */
export const scopedLists = ['whitelist', ...samplingListNames, 'labels'] as const
export type ScopedList = (typeof scopedLists)[number]
