import { describe, expect, it } from 'vitest'
import { buildEvent, type EventDraft, type EventType } from './build-event.ts'
import { hashDocument } from './event-hash.ts'
import { validateEpcis } from './validation/document.ts'
import { captureDocument, everyType } from './validation/sample-documents.stub.ts'

const context = captureDocument['@context']

describe('an event that is built', () => {
  it.each(everyType)('of type $type is valid and named by its hash', ({ ...event }) => {
    const { eventID: _, type, ...fields } = { eventID: undefined, ...event }
    const draft: EventDraft = { ...fields, type: type as EventType, 'example:absent': undefined }
    const built = buildEvent(draft, context)
    expect(built).not.toHaveProperty('example:absent')
    expect(validateEpcis(JSON.parse(JSON.stringify(built)))).toMatchObject({ ok: true, warnings: [] })
    expect(hashDocument(built)).toEqual([built.eventID])
    expect(buildEvent(draft, context, '2.1').eventID).toMatch(/\?ver=CBV2\.1$/)
  })

  it('is refused for the first thing that is wrong, and for an eventID of another event', () => {
    const draft: EventDraft = {
      type: 'TransactionEvent',
      eventTime: '2026-03-02T09:15:00.250+08:00',
      eventTimeZoneOffset: '+08:00',
      action: 'ADD',
      epcList: ['urn:epc:id:sscc:4012345.3111111111'],
    }
    expect(() => buildEvent(draft)).toThrow(
      expect.objectContaining({
        code: 'epcis-event-invalid',
        detail: { path: '$.bizTransactionList', problem: 'epcis-field-missing' },
      }),
    )
    const whole = { ...draft, bizTransactionList: [{ bizTransaction: 'urn:x:y' }] }
    expect(() => buildEvent({ ...whole, eventID: 'urn:uuid:1' })).toThrow(
      expect.objectContaining({ code: 'event-id-wrong' }),
    )
    expect(buildEvent({ ...whole, eventID: buildEvent(whole).eventID })).toEqual(buildEvent(whole))
  })
})
