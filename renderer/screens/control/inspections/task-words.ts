import type { InspectionRow } from '../../../../core/contract/inspections.ts'
import type { Words } from '../../../words/use-words.ts'

/** What a task is about, in words: the lot of a product, a maker, a container. */
export const aboutOf = ({ t }: Pick<Words, 't'>, { subject }: Pick<InspectionRow, 'subject'>): string =>
  (['gtin', 'lot', 'manufacturer', 'container', 'category'] as const)
    .flatMap((name) => (subject[name] ? [t(`inspections.subject.${name}`, { value: subject[name] })] : []))
    .join(' · ')

/** How a task stands, in colour: late and refused is red, what waits for people amber, what is done green. */
export function toneOf({
  state,
  overdue,
  outcome,
}: Pick<InspectionRow, 'state' | 'overdue' | 'outcome'>): 'stop' | 'warn' | 'ok' | 'ready' | 'quiet' {
  if (overdue || outcome === 'non-conformant') return 'stop'
  if (state === 'contested' || state === 'reopened' || outcome === 'conditional') return 'warn'
  if (state === 'concluded') return 'ok'
  return state === 'repeated' || state === 'cancelled' ? 'quiet' : 'ready'
}

/** That nobody waits for a task any more: whoever has it has to be told. */
export const unaskedWord = (state: InspectionRow['state']) =>
  state === 'sent' || state === 'received' ? 'inspections.unasked' : 'inspections.unasked-unsent'
