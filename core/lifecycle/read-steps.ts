import { contentTypes, recordNameOf } from '../statement/content-types.ts'
import { stepsOfEvent } from './event-steps.ts'
import type { RecordSteps } from './record-steps.ts'
import { stepsOfRecord } from './record-steps.ts'

/**
 * What a statement says of lives, by its content type and its parsed payload. Nothing is judged but what a record's own
 * figures rule out; whether an event is well-formed is another question.
 */
export function readSteps(contentType: string, payload: unknown): RecordSteps {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    return { steps: [], failures: [] }
  const fields = payload as Readonly<Record<string, unknown>>
  return contentType === contentTypes.event
    ? { steps: stepsOfEvent(fields), failures: [] }
    : stepsOfRecord(recordNameOf(contentType), fields)
}
