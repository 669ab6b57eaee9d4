import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { standingRecord } from '../../../core/contract/standing.ts'
import { toHex } from '../../../core/encoding/hex.ts'
import { receiving } from '../../../core/epcis/station-events.stub.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { kidOf, readStatement, signStatement, ZERO_PREV } from '../../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { type LogStore, openLogStore } from '../log/log-store.ts'
import { judgeEntries } from './judge-entries.ts'
import { startLogJudge } from './judge-log.ts'
import { openStandingOf, type StandingStore } from './standing-store.ts'

const log = { ...signerFromSeed(generateSeed()), name: 'ledger.bondmark.example/bondmark/test' }
const station = signerFromSeed(generateSeed())
const issuer = 'https://id.bondmark.example/org/ningbo/station/S1'
const author: Author = { signer: station, issuer }

let folder: string
let store: LogStore
let standing: StandingStore
let seq = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-judge-'))
  store = openLogStore(join(folder, 'log.sqlite'))
  standing = openStandingOf(store, join(folder, 'standing.sqlite'))
  seq = 0
})
afterEach(() => {
  standing.close()
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Author {
  readonly signer: ReturnType<typeof signerFromSeed>
  readonly issuer: string
  readonly subject?: string
}

function state(said: unknown, contentType: string = contentTypes.event, by: Author = author): void {
  seq += 1
  const fields = { iat: 1_790_000_000, seq, prev: ZERO_PREV, contentType, payload: canonicalBytes(said) }
  const { signer, issuer, subject = subjectOf(contentType, fields.payload) } = by
  const bytes = signStatement({ ...fields, kid: kidOf(signer.publicKey), issuer, subject }, signer.sign)
  store.append([readStatement(bytes, sha256Native)])
}

function subjectOf(contentType: string, payload: Uint8Array): string {
  const { eventID } = JSON.parse(Buffer.from(payload).toString('utf8')) ?? {}
  const isNamed = contentType === contentTypes.event && /^[!-~]{1,255}$/.test(eventID)
  return isNamed ? eventID : toHex(sha256Native(payload))
}

const judgeAll = () => judgeEntries(store, standing, log, standing.size(), store.size() - standing.size())

function verdictOf(place: number) {
  const record = standing.verdicts(place).at(-1)?.record
  return standingRecord.parse(JSON.parse(Buffer.from(record ?? []).toString('utf8')))
}

const lineClosed = contentTypes.record('line-closed')
const closing = {
  format: 'bondmark/line-closed/1',
  station: issuer,
  asn: 'ASN-1',
  line: '1',
  lot: 'L1',
  decision: 'label',
  planned: 1,
  received: 1,
  commissioned: 1,
  exempt: 0,
  damaged: 0,
  short: 0,
  held: false,
}

describe('a log that is judged', () => {
  it('takes a line’s closing once, when it adds up, and only in the name of who signed it', () => {
    state(closing, lineClosed)
    state(closing, lineClosed)
    state({ ...closing, line: '2', commissioned: 0 }, lineClosed)
    state({ ...closing, line: '3', station: `${issuer}2` }, lineClosed)
    judgeAll()
    const told = [0, 1, 2, 3].map((place) => verdictOf(place))
    expect(told.map((verdict) => [verdict.standing, verdict.reasons[0]?.code])).toEqual([
      ['valid', undefined],
      ['impossible', 'line-is-closed'],
      ['impossible', 'line-not-reconciled'],
      ['malformed', 'event-field-wrong'],
    ])
  })

  it('takes the closing of one line by each of two stations: each closes its own part, and cites the other', () => {
    const word = (kid: string, received: number) => ({
      ...{ kid: kid.repeat(64), station: 'S', received, short: 0, seq: 4, head: 'e'.repeat(64), at: null },
    })
    const part = (mine: number, kid: string, theirs: number) => ({
      ...{ ...closing, planned: 10, received: mine, commissioned: mine },
      elsewhere: { received: theirs, short: 0, over: 0, told: [word(kid, theirs)] },
    })
    const other = { signer: signerFromSeed(generateSeed()), issuer: `${issuer}2` }
    state(part(4, 'b', 6), lineClosed)
    state({ ...part(6, 'a', 4), station: other.issuer }, lineClosed, other)
    // More than its cited words say.
    state({ ...part(4, 'b', 5), line: '2', elsewhere: part(4, 'b', 6).elsewhere, received: 5 }, lineClosed)
    judgeAll()
    expect([0, 1, 2].map((place) => verdictOf(place).standing)).toEqual(['valid', 'valid', 'impossible'])
  })

  it('takes no statement for what its subject names, when that is something else', () => {
    state(closing, lineClosed, { ...author, subject: 'ab'.repeat(32) })
    judgeAll()
    expect(verdictOf(0)).toMatchObject({ standing: 'malformed', reasons: [{ code: 'subject-wrong' }] })
  })

  it.each([0, 1])('quotes no half of a character that was cut off (%d)', (n) => {
    const long = `${'x'.repeat(n)}${'😀'.repeat(40)}`
    const record = { format: 'x', station: issuer, kind: 'unit', gtin: long, serial: long }
    state(record, contentTypes.record('void-before-commissioning'))
    state({ ...receiving, 'bm:station': issuer, bizStep: `${'x'.repeat(n)}${'😀'.repeat(27)}` })
    state({ ...receiving, 'bm:station': issuer, eventID: `ni:///${long}${long}` })
    state({ ...receiving, 'bm:station': issuer, [long]: long })
    judgeAll()
    for (const place of [0, 1, 2, 3]) expect(verdictOf(place).reasons).not.toEqual([])
  })

  it('gives a verdict on whatever a listed station may sign, and goes on', () => {
    // Where a text that is quoted gets cut off, half a character must not stay.
    const long = fc.nat(200).map((n) => `${'x'.repeat(n)}${'😀'.repeat(120)}`)
    const epc = fc.constantFrom(
      'https://id.gs1.org/01/09506000134352/21/A1',
      'https://id.gs1.org/00/095060001343520000',
      'urn:epc:id:sgtin:9506000.013435.A1',
      'bondmark:line:["x"]',
    )
    const odd = fc.oneof(long, epc, fc.array(epc, { maxLength: 3 }), fc.jsonValue({ maxDepth: 3 }))
    const field = fc.constantFrom(
      ...[
        'type',
        'action',
        'bizStep',
        'disposition',
        'epcList',
        'childEPCs',
        'parentID',
        'eventID',
        'station',
      ],
      ...['quantityList', 'errorDeclaration', '@context', 'kind', 'serial', 'gtin', 'asn', 'line', 'planned'],
    )
    const changed = fc
      .array(fc.tuple(field, odd), { maxLength: 5 })
      .map((fields) => ({ 'bm:station': issuer, ...Object.fromEntries(fields) }))
    const payload = fc.oneof(
      odd,
      changed,
      changed.map((fields) => ({ ...receiving, ...fields })),
      changed.map((fields) => ({ ...closing, ...fields })),
    )
    const type = fc.constantFrom(
      contentTypes.event,
      lineClosed,
      contentTypes.record('void-before-commissioning'),
      contentTypes.record('plan-accepted'),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(payload, type), { minLength: 1, maxLength: 10 }), (statements) => {
        const from = store.size()
        for (const [said, contentType] of statements) {
          try {
            state(said, contentType)
          } catch {
            // The station itself cannot sign what canonical JSON cannot say; the next one takes its place.
            seq -= 1
          }
        }
        judgeAll()
        for (let place = from; place < store.size(); place++) expect(verdictOf(place).leaf).toBe(place)
      }),
      { numRuns: 60 },
    )
  })

  it('is judged anew when the standing at hand is of another log', () => {
    state(closing, lineClosed)
    judgeAll()
    standing.close()
    const other = openLogStore(join(folder, 'other.sqlite'))
    standing = openStandingOf(other, join(folder, 'standing.sqlite'))
    expect(standing.size()).toBe(0)
    other.close()
  })
})

describe('a bug that a logged statement brings out', () => {
  it('ends judging and says so; what was judged before stays, and nothing is thrown at the ledger', async () => {
    state(receiving, contentTypes.event)
    state(receiving, contentTypes.event)
    judgeEntries(store, standing, log, 0, 1)
    const broken = {
      latestCheckpoint: () => ({ size: 2, note: '' }),
      entries: () => {
        throw new TypeError('a bug')
      },
    }
    const judge = startLogJudge(broken, standing, log, createLogger({ name: 'test', level: 'silent' }))
    await judge.idle()
    expect(judge.hasStopped()).toBe(true)
    expect(standing.size()).toBe(1)
    await judge.idle()
    await judge.close()
  })
})

describe('a disk that is full for a while', () => {
  it('puts judging off, and it goes on by itself', async () => {
    state(receiving, contentTypes.event)
    let isFull = true
    const full = {
      ...standing,
      transaction(work: () => void) {
        if (isFull) throw new BondmarkError('disk-full', { file: 'standing.sqlite', message: 'full' })
        standing.transaction(work)
      },
    }
    const later: (() => void)[] = []
    const after = (_: number, fire: () => void) => {
      later.push(fire)
      return () => undefined
    }
    const published = { ...store, latestCheckpoint: () => ({ size: 1, note: '' }) }
    const logger = createLogger({ name: 'test', level: 'silent' })
    const judge = startLogJudge(published, full, log, logger, undefined, false, { after })
    await judge.idle()
    expect([standing.size(), judge.hasStopped(), later.length]).toEqual([0, false, 1])
    isFull = false
    later[0]?.()
    await judge.idle()
    expect(standing.size()).toBe(1)
    await judge.close()
  })
})
