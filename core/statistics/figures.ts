/** Parts of a report, in their order. */
export const figureGroups = ['volumes', 'decisions', 'rejects', 'sampling', 'overrides', 'agencies'] as const
export type FigureGroup = (typeof figureGroups)[number]

/**
 * Every figure that is a plain count, with the group that it is shown in. What each of them counts, from which record, and what
 * it leaves out is written in `docs/statistics.md`. Reports and tables have them in this order: append within a group.
 */
export const figures = {
  planned: 'volumes',
  received: 'volumes',
  labeled: 'volumes',
  unlabeled: 'volumes',
  passed: 'volumes',
  short: 'volumes',
  damaged: 'volumes',
  voided: 'volumes',
  recovered: 'volumes',
  notices: 'volumes',
  linesClosed: 'volumes',
  lines: 'decisions',
  exempt: 'decisions',
  whitelisted: 'decisions',
  label: 'decisions',
  hold: 'decisions',
  refuse: 'decisions',
  decidedAgain: 'decisions',
  refusedUnits: 'rejects',
  nonconformant: 'rejects',
  holds: 'rejects',
  heldUnits: 'rejects',
  stops: 'rejects',
  tasks: 'sampling',
  repeats: 'sampling',
  sampleDemanded: 'sampling',
  sampleTaken: 'sampling',
  examined: 'sampling',
  nonconforming: 'sampling',
  conformant: 'sampling',
  conditional: 'sampling',
  toTightened: 'sampling',
  toNormal: 'sampling',
  toReduced: 'sampling',
  toDiscontinued: 'sampling',
  releases: 'overrides',
  overrides: 'overrides',
  lifts: 'overrides',
  sent: 'agencies',
  results: 'agencies',
  late: 'agencies',
  overdue: 'agencies',
} as const satisfies Record<string, FigureGroup>
export type Figure = keyof typeof figures

/** In the order of reports. */
export const figureNames = Object.keys(figures) as Figure[]

/** Spans of time that are measured, each from one thing on record to another (`docs/statistics.md`). */
export const cycles = [
  'planToReceipt',
  'demandToMet',
  'planToRelease',
  'receiptToVerified',
  'sentToResult',
] as const
export type Cycle = (typeof cycles)[number]

/** What a report can be taken apart by. */
export const dimensions = ['day', 'product', 'brand', 'operator', 'agency'] as const
export type Dimension = (typeof dimensions)[number]
