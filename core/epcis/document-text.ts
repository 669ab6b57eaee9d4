import type { DocumentBasis } from './epcis-document.ts'
import { epcisDocument } from './epcis-document.ts'

type Json = Readonly<Record<string, unknown>>

/** The text of a capture document in pieces: `head`, each event's text with a comma between two, `tail`. */
export interface DocumentText {
  readonly head: string
  readonly tail: string
  /** The text of one event. Throws BondmarkError `event-malformed` for what is none. */
  event(event: Json): string
}

/**
 * A capture document of any number of events, written as they come: put together, the pieces are the JSON of
 * {@link epcisDocument} of the same events, so that nobody has to hold a day of them at once.
 *
 * @param context the `@context` that all the events carry word for word, or undefined when they do not agree: then each
 *   keeps its own
 * @throws BondmarkError `event-time-malformed` when `creationDate` is no RFC 3339 time with an offset
 */
export function documentText(context: unknown, basis: DocumentBasis): DocumentText {
  const agreed = context === undefined ? undefined : JSON.stringify(context)
  const empty = { ...epcisDocument([], basis), ...(context === undefined ? {} : { '@context': context }) }
  const [head = '', tail = ''] = JSON.stringify(empty).split('"eventList":[')
  return {
    head: `${head}"eventList":[`,
    tail,
    event(event) {
      const [text] = epcisDocument([event], basis).epcisBody.eventList
      if (agreed === undefined) return JSON.stringify(event)
      if (JSON.stringify(event['@context']) !== agreed)
        throw new RangeError('an event carries another context')
      return JSON.stringify(text)
    },
  }
}
