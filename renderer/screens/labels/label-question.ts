import type { LabelHistoryQuestion } from '../../../core/contract/label-history.ts'

export const labelFilters = ['all', 'doubt', 'waiting', 'scan-back', 'voided', 'stops'] as const
export type LabelFilter = (typeof labelFilters)[number]

/** What is typed and pressed; empty where nothing is asked. */
export interface Asked {
  readonly text: string
  readonly filter: LabelFilter
  readonly operator: string
  readonly printer: string
  readonly reason: string
  /** Days, `YYYY-MM-DD`, as this machine's clock has them. */
  readonly from: string
  readonly to: string
}

export const nothingAsked: Asked = {
  text: '',
  filter: 'all',
  operator: '',
  printer: '',
  reason: '',
  from: '',
  to: '',
}

/** Whether something is asked beside the filter. */
export const isAsking = ({ filter: _, ...fields }: Asked): boolean =>
  Object.values(fields).some((value) => value.trim() !== '')

const PAGE = 50
const stateOf = {
  doubt: 'uncertain',
  waiting: 'reserved',
  'scan-back': 'printed',
  voided: 'voided',
} as const

/** The question that the form asks. Days are this machine's. */
export function questionOf(asked: Asked): LabelHistoryQuestion {
  const { text, filter, operator, printer, reason, from, to } = asked
  const instant = (day: string, clock: string) => new Date(`${day}T${clock}`).toISOString()
  const words = { text, operator, printer, reason }
  const said = Object.entries(words).flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : []))
  return {
    ...Object.fromEntries(said),
    ...(filter in stateOf ? { state: stateOf[filter as keyof typeof stateOf] } : {}),
    ...(from ? { from: instant(from, '00:00:00.000') } : {}),
    ...(to ? { to: instant(to, '23:59:59.999') } : {}),
    limit: PAGE,
  }
}
