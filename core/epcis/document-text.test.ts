import { describe, expect, it } from 'vitest'
import { documentText } from './document-text.ts'
import { epcisDocument } from './epcis-document.ts'

const basis = { creationDate: '2026-11-22T18:00:00.000+08:00' }
const event = (n: number, context: unknown) => ({
  '@context': context,
  type: 'ObjectEvent',
  eventID: `ni:${n}`,
})
const written = (context: unknown, events: readonly ReturnType<typeof event>[]) => {
  const text = documentText(context, basis)
  return text.head + events.map((each) => text.event(each)).join(',') + text.tail
}

describe('a document written event by event', () => {
  it('is the document of the same events, none, one or many', () => {
    const context = [
      'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
      { bm: 'https://x.example/' },
    ]
    for (const count of [1, 2, 7]) {
      const events = Array.from({ length: count }, (_, at) => event(at, context))
      expect(JSON.parse(written(context, events))).toEqual(epcisDocument(events, basis))
    }
    expect(JSON.parse(written(undefined, []))).toEqual(epcisDocument([], basis))
  })

  it('leaves each event its own context where they do not agree', () => {
    const events = [event(1, 'https://a.example/'), event(2, ['https://b.example/'])]
    expect(JSON.parse(written(undefined, events))).toEqual(epcisDocument(events, basis))
  })

  it('refuses an event of another context than was agreed, and what is no event', () => {
    expect(() => documentText('https://a.example/', basis).event(event(1, 'https://b.example/'))).toThrow(
      RangeError,
    )
    expect(() => documentText(undefined, basis).event({})).toThrow(
      expect.objectContaining({ code: 'event-malformed' }),
    )
  })
})
