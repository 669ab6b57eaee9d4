import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit } from '../gs1/check-digit.ts'
import {
  bizSteps,
  bizTransactionTypes,
  components,
  dispositions,
  measurementTypes,
  sourceDestinationTypes,
  type Vocabulary,
} from './cbv-vocabulary.ts'
import { eventIdOf } from './event-hash.ts'

/** Two spellings of one thing: an EPC URN (TDS 2.0 §6.3) and the path of its Digital Link. */
interface Spelled {
  readonly urn: string
  readonly path: string
}

const withCheck = (digits: string) => digits + checkDigit(digits)
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''))
/** Everything that set 82 of the General Specifications holds. */
const set82 = [...`!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`]
const textOf = (characters: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength }).map((list) => list.join(''))
const serial = textOf(set82, 12)
const escapeAll = (text: string) =>
  [...text]
    .map((c) => (/[A-Za-z0-9]/.test(c) ? c : `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`))
    .join('')
/** In a URN only what TDS asks for is escaped. */
const inUrn = (text: string) =>
  text.replace(/["%&/<>?#]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
const inLink = escapeAll

/** A company prefix of 6 to 12 digits, and a reference that fills it up to `total`. */
const parts = (total: number) =>
  fc.integer({ min: 6, max: 12 }).chain((length) => fc.tuple(digits(length), digits(total - length)))

const gtin = parts(13).map(([prefix, reference]) => ({
  urn: `${prefix}.${reference}`,
  value: withCheck(reference.slice(0, 1) + prefix + reference.slice(1)),
}))
const thirteen = parts(12).map(([prefix, reference]) => ({
  urn: `${prefix}.${reference}`,
  value: withCheck(prefix + reference),
}))
const seventeen = parts(17)

const schemes: Readonly<Record<string, fc.Arbitrary<Spelled>>> = {
  sgtin: fc.tuple(gtin, serial).map(([g, s]) => ({
    urn: `urn:epc:id:sgtin:${g.urn}.${inUrn(s)}`,
    path: `01/${g.value}/21/${inLink(s)}`,
  })),
  upui: fc.tuple(gtin, serial).map(([g, s]) => ({
    urn: `urn:epc:id:upui:${g.urn}.${inUrn(s)}`,
    path: `01/${g.value}/235/${inLink(s)}`,
  })),
  lgtin: fc.tuple(gtin, serial).map(([g, s]) => ({
    urn: `urn:epc:class:lgtin:${g.urn}.${inUrn(s)}`,
    path: `01/${g.value}/10/${inLink(s)}`,
  })),
  'sgtin pattern': gtin.map((g) => ({ urn: `urn:epc:idpat:sgtin:${g.urn}.*`, path: `01/${g.value}` })),
  sscc: seventeen.map(([prefix, reference]) => ({
    urn: `urn:epc:id:sscc:${prefix}.${reference}`,
    path: `00/${withCheck(reference.slice(0, 1) + prefix + reference.slice(1))}`,
  })),
  sgln: fc.tuple(thirteen, serial).map(([g, s]) => ({
    urn: `urn:epc:id:sgln:${g.urn}.${inUrn(s)}`,
    path: s === '0' ? `414/${g.value}` : `414/${g.value}/254/${inLink(s)}`,
  })),
  pgln: thirteen.map((g) => ({ urn: `urn:epc:id:pgln:${g.urn}`, path: `417/${g.value}` })),
  grai: fc.tuple(thirteen, serial).map(([g, s]) => ({
    urn: `urn:epc:id:grai:${g.urn}.${inUrn(s)}`,
    path: `8003/0${g.value}${inLink(s)}`,
  })),
  'grai pattern': thirteen.map((g) => ({ urn: `urn:epc:idpat:grai:${g.urn}.*`, path: `8003/0${g.value}` })),
  gdti: fc.tuple(thirteen, serial).map(([g, s]) => ({
    urn: `urn:epc:id:gdti:${g.urn}.${inUrn(s)}`,
    path: `253/${g.value}${inLink(s)}`,
  })),
  sgcn: fc.tuple(thirteen, digits(7)).map(([g, s]) => ({
    urn: `urn:epc:id:sgcn:${g.urn}.${s}`,
    path: `255/${g.value}${s}`,
  })),
  giai: fc.tuple(digits(7), serial).map(([prefix, s]) => ({
    urn: `urn:epc:id:giai:${prefix}.${inUrn(s)}`,
    path: `8004/${prefix}${inLink(s)}`,
  })),
  ginc: fc.tuple(digits(9), serial).map(([prefix, s]) => ({
    urn: `urn:epc:id:ginc:${prefix}.${inUrn(s)}`,
    path: `401/${prefix}${inLink(s)}`,
  })),
  gsrn: seventeen.map(([p, r]) => ({ urn: `urn:epc:id:gsrn:${p}.${r}`, path: `8018/${withCheck(p + r)}` })),
  gsrnp: seventeen.map(([p, r]) => ({ urn: `urn:epc:id:gsrnp:${p}.${r}`, path: `8017/${withCheck(p + r)}` })),
  gsin: parts(16).map(([p, r]) => ({ urn: `urn:epc:id:gsin:${p}.${r}`, path: `402/${withCheck(p + r)}` })),
  cpi: fc.tuple(digits(7), textOf([...'ABCXYZ0189-/#'], 10), digits(4)).map(([prefix, reference, s]) => ({
    urn: `urn:epc:id:cpi:${prefix}.${inUrn(reference)}.${s}`,
    path: `8010/${prefix}${inLink(reference)}/8011/${s}`,
  })),
  itip: fc.tuple(gtin, serial).map(([g, s]) => ({
    urn: `urn:epc:id:itip:${g.urn}.01.02.${inUrn(s)}`,
    path: `8006/${g.value}0102/21/${inLink(s)}`,
  })),
}

const event = {
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'ObjectEvent',
  eventTime: '2026-03-02T09:15:00.250+08:00',
  eventTimeZoneOffset: '+08:00',
  action: 'OBSERVE',
}

describe('the event hash ID is the same', () => {
  it.each(Object.entries(schemes))('for a %s as URN and as Digital Link, of any domain', (_, spelled) => {
    fc.assert(
      fc.property(
        spelled,
        fc.constantFrom('https://id.gs1.org/', 'http://brand.example/a/b/', 'https://x.example:8080/'),
        fc.constantFrom('', '?17=271231&linkType=all', '#top'),
        ({ urn, path }, root, tail) => {
          const id = eventIdOf({ ...event, epcList: [urn] })
          expect(eventIdOf({ ...event, epcList: [root + path + tail] })).toBe(id)
          expect(eventIdOf({ ...event, epcList: [`https://other.example/${path.slice(0, -1)}`] })).not.toBe(
            id,
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  const places: readonly (readonly [string, Vocabulary, (word: string) => object])[] = [
    ['bizStep', bizSteps, (bizStep) => ({ bizStep })],
    ['disposition', dispositions, (disposition) => ({ disposition })],
    ['persistentDisposition', dispositions, (word) => ({ persistentDisposition: { set: [word] } })],
    [
      'bizTransactionList',
      bizTransactionTypes,
      (type) => ({ bizTransactionList: [{ type, bizTransaction: 'urn:x:y' }] }),
    ],
    ['sourceList', sourceDestinationTypes, (type) => ({ sourceList: [{ type, source: 'urn:x:y' }] })],
    ['a sensor’s type', measurementTypes, (type) => ({ sensorElementList: [{ sensorReport: [{ type }] }] })],
    [
      'a sensor’s component',
      components,
      (component) => ({ sensorElementList: [{ sensorReport: [{ type: 'Angle', component }] }] }),
    ],
  ]
  it.each(places)(
    'for every word in %s, bare, as a CURIE, as a URI and as a URN',
    (_, vocabulary, fields) => {
      for (const word of vocabulary.words) {
        const id = eventIdOf({ ...event, ...fields(word) })
        const full = vocabulary.root + word
        const curie = full
          .replace('https://ref.gs1.org/cbv/', 'cbv:')
          .replace('https://ref.gs1.org/voc/', 'gs1:')
        const spellings = [
          full,
          curie,
          ` ${word}\n`,
          ...(vocabulary.urn === null ? [] : [vocabulary.urn + word]),
        ]
        for (const spelling of spellings)
          expect(eventIdOf({ ...event, ...fields(spelling) }), spelling).toBe(id)
      }
    },
  )

  it('for keys of extensions under any prefix, in full, in any order, nested as they may be', () => {
    const namespace = fc.constantFrom(
      'https://ns.example.com/epcis/',
      'http://x.example/voc#',
      'urn:example:terms:',
    )
    const local = fc.stringMatching(/^[a-z]{1,6}$/)
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>('a', '007', 3, true, 'urn:epc:id:sscc:4012345.3111111111'),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(local, tie('node')), { minLength: 1, maxLength: 3 }),
      ),
    })).node
    const isPair = (item: unknown): item is [string, unknown] =>
      Array.isArray(item) && item.length === 2 && typeof item[0] === 'string' && /^[a-z]{1,6}$/.test(item[0])
    const spell = (node: unknown, key: (name: string) => string, turn: boolean): unknown => {
      if (!Array.isArray(node)) return node
      if (node.every(isPair)) {
        const unique = [...new Map(node).entries()]
        const list = turn ? unique.reverse() : unique
        return Object.fromEntries(list.map(([name, inner]) => [key(name), spell(inner, key, turn)]))
      }
      return node.map((inner) => spell(inner, key, turn))
    }
    fc.assert(
      fc.property(namespace, tree, (uri, node) => {
        const context = (prefix: string) => ({ '@context': [event['@context'][0], { [prefix]: uri }] })
        const value = (key: (name: string) => string, turn: boolean) => ({
          [key('top')]: spell(node, key, turn),
        })
        const id = eventIdOf({ ...event, ...context('ex'), ...value((name) => `ex:${name}`, false) })
        expect(eventIdOf({ ...event, ...context('other'), ...value((name) => `other:${name}`, true) })).toBe(
          id,
        )
        expect(eventIdOf({ ...event, ...context('ex'), ...value((name) => uri + name, true) })).toBe(id)
        expect(eventIdOf({ ...event, ...value((name) => uri + name, false) })).toBe(id)
        expect(eventIdOf({ ...event, ...value((name) => `zz:${name}`, false) }, { zz: uri })).toBe(id)
      }),
      { numRuns: 200 },
    )
  })

  it('for the same instant in any offset and with any number of decimals', () => {
    const instant = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2090-01-01') })
    fc.assert(
      fc.property(instant, fc.integer({ min: -839, max: 839 }), fc.boolean(), (millis, minutes, isLong) => {
        const local = new Date(millis + minutes * 60_000).toISOString().slice(0, -1)
        const hours = String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0')
        const rest = String(Math.abs(minutes) % 60).padStart(2, '0')
        const spelled = `${local}${isLong ? '4' : ''}${minutes < 0 ? '-' : '+'}${hours}:${rest}`
        expect(eventIdOf({ ...event, eventTime: spelled })).toBe(
          eventIdOf({ ...event, eventTime: new Date(millis).toISOString() }),
        )
      }),
    )
  })
})
