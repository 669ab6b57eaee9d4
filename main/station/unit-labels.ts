import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'

/** Labels of the units in a case, in the order they were put in. */
export function unitLabelsIn({ store }: Pick<StationContext, 'store'>, number: number): LabelJob[] {
  return store.cases.contents(number).map((unit) => {
    const label = store.labels.get(unit)
    if (!label) throw new Error(`case ${number} holds label ${unit}, which does not exist`)
    return label
  })
}
