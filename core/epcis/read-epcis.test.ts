import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalPreHash, hashDocument } from './event-hash.ts'
import { readEpcis, readForHash } from './read-epcis.ts'
import { captureDocument, objectEvent } from './validation/sample-documents.stub.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = JSON.stringify(captureDocument)

describe('a document read from its bytes', () => {
  it('is judged as its JSON is, with or without a byte order mark', () => {
    expect(readEpcis(bytes(text)).verdict).toMatchObject({ ok: true, kind: 'capture', events: 5 })
    expect(readEpcis(bytes(`\ufeff${text}`)).verdict.ok).toBe(true)
  })

  it.each(['', '{', '[1,]', '{"a":1}x', 'NaN', '\u0000'])('is refused when it is no JSON: %j', (broken) => {
    expect(readEpcis(bytes(broken)).verdict.errors).toEqual([{ path: '$', code: 'json-malformed' }])
  })

  it('is refused when it is no UTF-8', () => {
    expect(readEpcis(Uint8Array.of(0x22, 0xff, 0x22)).verdict.errors[0]?.code).toBe('json-malformed')
  })

  it('is refused for a key that stands twice, wherever it stands', () => {
    const twice = text.replace('"example:gate":"B"', '"id":"urn:x:y","example:gate":"B"')
    const { errors } = readEpcis(bytes(twice)).verdict
    expect(errors[0]).toEqual({
      path: '$.epcisBody.eventList[0].readPoint.id',
      code: 'json-key-repeated',
    })
  })

  it('is warned of an eventID that stands twice, which no hash has, and no list of them hides another key', () => {
    const twice = (times: number, more = '') =>
      text.replace('"eventID":', `${'"eventID":"urn:uuid:0",'.repeat(times)}${more}"eventID":`)
    const { verdict } = readEpcis(bytes(twice(1)))
    expect(verdict).toMatchObject({
      ok: true,
      warnings: [{ path: '$.epcisBody.eventList[0].eventID', code: 'json-key-repeated' }],
    })
    const read = readForHash(bytes(twice(1)))
    expect(read?.repeatedKey).toBeNull()
    expect(hashDocument(read?.json)).toEqual(hashDocument(captureDocument))

    const hiding = twice(120, '"action":"DELETE",')
    expect(readEpcis(bytes(hiding)).verdict.ok).toBe(false)
    expect(readForHash(bytes(hiding))?.repeatedKey).toBe('$.epcisBody.eventList[0].eventID')
    const inside = text.replace('"example:flag":true', '"example:flag":[{"eventID":1,"eventID":2}]')
    expect(readEpcis(bytes(inside)).verdict.errors[0]?.code).toBe('json-key-repeated')
  })

  it('is told of numbers that programs read differently, and hashed with all their digits', () => {
    const exact = text.replace('"example:flag":true', '"example:flag":12345678901234567890')
    expect(readEpcis(bytes(exact)).verdict.warnings[0]).toEqual({
      path: "$.epcisBody.eventList[0]['example:flag']",
      code: 'json-number-imprecise',
      value: '12345678901234567890',
    })
    const read = readForHash(bytes(exact))?.json as typeof captureDocument
    expect(canonicalPreHash(read.epcisBody.eventList[0], read['@context'])).toContain(
      'flag=12345678901234567890',
    )
    expect(readEpcis(bytes(text.replace('12.5', '1e999'))).verdict.ok).toBe(false)
  })

  it('is answered in typed words or in a verdict, whatever it is', () => {
    const names = fc.constantFrom(
      ...Object.keys(objectEvent),
      '@context',
      '__proto__',
      'id',
      'toString',
      'example:x',
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          null,
          true,
          0,
          1e308,
          '',
          'ObjectEvent',
          'ADD',
          '2026-03-02T09:15:00Z',
          'urn:epc:id:sgtin:',
          'https://id.gs1.org/01/',
        ),
        fc.string(),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(names, tie('value'), { maxKeys: 6, noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(value, fc.boolean(), (part, isWhole) => {
        const json = isWhole ? part : { ...captureDocument, epcisBody: { eventList: [part] } }
        const raw = bytes(JSON.stringify(json))
        expect(typeof readEpcis(raw).verdict.ok).toBe('boolean')
        try {
          hashDocument(readForHash(raw)?.json)
        } catch (error) {
          expect(error).toBeInstanceOf(BondmarkError)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('keeps every digit of every number for the hash, however many there are', () => {
    const numbers = Array.from({ length: 150 }, (_, n) => `${n + 1}.${'1234567890'.repeat(7)}`)
    const event = (written: readonly string[]) =>
      JSON.stringify({ ...objectEvent, 'example:n': '' }).replace(
        '"example:n":""',
        `"example:n":[${written}]`,
      )
    const asText = JSON.parse(event(numbers.map((number) => `"${number}"`)))
    expect(hashDocument(readForHash(bytes(event(numbers)))?.json)).toEqual(hashDocument(asText))
  })

  it('takes no more time than its bytes are worth, however it is nested', () => {
    const depth = 100_000
    const deep = `{"@context":${'['.repeat(depth)}${']'.repeat(depth)},"type":"ObjectEvent"}`
    expect(readEpcis(bytes(deep)).verdict.ok).toBe(false)
    expect(readEpcis(bytes(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)).verdict.ok).toBe(false)
    const twice = `${'['.repeat(depth)}{"a":1,"a":2}${']'.repeat(depth)}`
    expect(readEpcis(bytes(twice)).verdict.errors[0]?.code).toBe('json-key-repeated')
    expect(readForHash(bytes(twice))?.repeatedKey).toMatch(/^\$(?:\[0\])+$/)
    const sensor = { type: 'sensor', 'a:x': 1, sensorReport: [{ type: 'Temperature', 'a:y': 1 }] }
    const event = { ...objectEvent, '@context': { a: 'https://a.example/' }, sensorElementList: [sensor] }
    const sensed = JSON.stringify(event).replace('"sensor"', `${'['.repeat(depth)}${']'.repeat(depth)}`)
    expect(hashDocument(JSON.parse(sensed))).toHaveLength(1)
  })
})
