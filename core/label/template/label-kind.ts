/** What a label is for: one unit, one case, one pallet. */
export const labelKinds = ['unit', 'case', 'pallet'] as const
export type LabelKind = (typeof labelKinds)[number]

/** The languages that a label's own words come in. What a plan says (names, lots) is printed as the plan has it. */
export const labelLanguages = ['en', 'zh-CN', 'ja', 'ko'] as const
export type LabelLanguage = (typeof labelLanguages)[number]
