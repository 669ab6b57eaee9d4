import type { Failure } from '../../core/errors/bondmark-error.ts'
import { type LabelSituation, labelStops } from '../../core/label/label-stops.ts'
import { type Outcome, say, stop } from './outcome.ts'

/** The STOP of a row of the table; sentence and next step are filled in from the same detail. */
export function stopFor(situation: LabelSituation, detail: Failure['detail']): Outcome {
  const { sentence, next } = labelStops[situation]
  return { ...stop(say(sentence, detail), say(next, detail)), situation }
}
