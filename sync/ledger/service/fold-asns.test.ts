import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commissioningEvent } from '../../../core/epcis/commissioning.ts'
import type { EventBasis } from '../../../core/epcis/event-basis.ts'
import { holdingEvent } from '../../../core/epcis/holding.ts'
import { receivingEvent } from '../../../core/epcis/receiving.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { contentTypes, type RecordName } from '../../../core/statement/content-types.ts'
import { readStatement, signStatement, ZERO_PREV } from '../../../core/statement/statement.ts'
import { systemTimers } from '../../../platform/clock/timers.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { type FollowedAsns, followAsns } from './follow-asns.ts'
import { ledgerSource } from './ledger-source.ts'

const station = 'https://id.bondmark.example/org/ningbo-bonded/station/LBL07'
const t = '2026-11-26T09:00:00.000+08:00'
const asn = 'ASN-7'
const gtin = '09506000110011'
const hash = (digit: string) => digit.repeat(64)
const reference = { gln: '9506000140445', number: asn }
const basis: EventBasis = {
  ...{ eventTime: t, readPoint: 'https://id.gs1.org/414/9506000140445/254/LBL07', operator: 'op-1', station },
  ...{ decision: hash('a'), ruleSet: hash('b') },
}

/** Statements of a log that nobody signed: the fold leaves signatures to entry. */
class SampleLog {
  readonly all: Uint8Array[] = []
  readonly log = {
    entries: (from: number, count: number) => this.all.slice(from, from + count),
    latestCheckpoint: () => ({ size: this.all.length, note: '' }) as never,
  }

  add(contentType: string, payload: object, issuer = station): string {
    const said = {
      contentType,
      kid: hash('c'),
      issuer,
      subject: 'x',
      iat: 1,
      seq: this.all.length + 1,
      prev: ZERO_PREV,
    }
    const bytes = signStatement({ ...said, payload: canonicalBytes(payload) }, () => new Uint8Array(64))
    this.all.push(bytes)
    return readStatement(bytes, sha256Native).id
  }

  event = (event: object) => this.add(contentTypes.event, event)
  record = (name: RecordName, more: object, by = station) =>
    this.add(contentTypes.record(name), { station: by, t, asn, ...more }, by)
}

let folder: string
let opened: FollowedAsns[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-asns-'))
  opened = []
})
afterEach(async () => {
  for (const each of opened) await each.close()
  rmSync(folder, { recursive: true })
})

async function follow({ log }: SampleLog, file = 'asns.sqlite'): Promise<FollowedAsns> {
  const logger = createLogger({ name: 'test', level: 'silent' })
  const followed = followAsns(join(folder, file), log, { logger, timers: systemTimers })
  opened.push(followed)
  await followed.caughtUp()
  return followed
}
const stateOf = (followed: FollowedAsns) =>
  ledgerSource(followed, { standing: () => 'valid' }, { rules: null, catalogue: null }, () => t).asn(
    asn,
    'en',
  )

/** A notice of one line: received, labeled, held, decided anew, and released. */
function wholeNotice(sample: SampleLog): void {
  sample.record('plan-accepted', {
    revision: 2,
    plan: hash('d'),
    ruleSet: hash('b'),
    lines: 1,
    operator: 'op-1',
  })
  const goods = { gtin, lot: 'L1', quantity: 4 }
  const scan = sample.event(
    receivingEvent(basis, { goods, asn: reference, customsEntry: '4', entryItem: '1' }),
  )
  for (const serial of ['A', 'B'])
    sample.event(
      commissioningEvent(basis, {
        ...{ gtin, serial, lot: 'L1', expiry: null, origin: 'AU', labelTemplate: 'unit-60x40@1' },
        ...{ pinCommitment: 'x', bindingScan: scan },
      }),
    )
  const bizTransactions = [{ type: 'desadv', bizTransaction: `urn:epcglobal:cbv:bt:9506000140445:${asn}` }]
  sample.event(holdingEvent(basis, { goods, reason: 'ingredient-inspection', bizTransactions }))
}

const decidedAnew = {
  line: '1',
  lot: 'L1',
  before: hash('a'),
  decision: 'label',
  decisionHash: hash('e'),
  ruleSet: hash('b'),
}
const released = {
  revision: 2,
  plan: hash('d'),
  release: 1,
  lines: [],
  count: 1,
  linesHash: hash('f'),
  kept: 0,
}

describe('what a log says of a notice', () => {
  it('adds up what was received and labeled, and tells that goods are held', async () => {
    const sample = new SampleLog()
    wholeNotice(sample)
    expect(stateOf(await follow(sample))).toMatchObject({
      ...{ state: 'held', revision: 2, plan: hash('d'), release: null },
      lines: [
        {
          ...{ gtin, lot: 'L1', received: 4, labeled: 2, state: 'held' },
          holds: [{ by: 'station', words: expect.stringContaining('ingredient-inspection') }],
        },
      ],
      stations: [{ station, statements: 5, standing: { valid: 5 } }],
    })
  })

  it('tells how a line was decided anew, and that the notice was released', async () => {
    const sample = new SampleLog()
    wholeNotice(sample)
    sample.record('line-decided', { ...decidedAnew, because: { kind: 'conclusion', id: 'T1' } })
    sample.record('line-closed', { line: '1', lot: 'L1', received: 4, commissioned: 2 })
    sample.record('asn-released', released)
    const followed = await follow(sample)
    expect(stateOf(followed)).toMatchObject({
      ...{ state: 'released', release: { at: t, body: { asn, release: 1 } } },
      lines: [
        {
          line: '1',
          lot: 'L1',
          closed: true,
          received: 4,
          decision: 'label',
          decisionHash: hash('e'),
          holds: [],
        },
      ],
    })
    const kinds = followed.store.newsAfter(0, 100).map(({ kind }) => kind)
    expect(kinds).toEqual(['plan-accepted', 'goods-held', 'line-decided', 'line-closed', 'asn-released'])
    sample.event(
      holdingEvent(basis, {
        goods: { gtin, lot: 'L1', quantity: 1 },
        reason: 'damaged',
        bizTransactions: [{ type: 'desadv', bizTransaction: `urn:epcglobal:cbv:bt:9506000140445:${asn}` }],
      }),
    )
    await followed.caughtUp()
    expect(stateOf(followed)).toMatchObject({ state: 'held', release: null })
  })

  it('is held while a station holds goods, whatever another one says of its own', async () => {
    const sample = new SampleLog()
    wholeNotice(sample)
    sample.record('asn-released', released, `${station}B`)
    const because = { kind: 'hold-lifted', id: null }
    sample.record('line-decided', { ...decidedAnew, because }, `${station}B`)
    const followed = await follow(sample)
    expect(stateOf(followed)?.state).toBe('held')
    sample.record('asn-released', { ...released, kept: 1 })
    await followed.caughtUp()
    expect(stateOf(followed)?.state).toBe('released')
  })

  it('is held where a line is that is not shown any more', async () => {
    const sample = new SampleLog()
    for (let line = 1; line <= 2_005; line++)
      sample.record('line-closed', { line: String(line), lot: `L${line}` })
    wholeNotice(sample)
    const state = stateOf(await follow(sample))
    expect(state).toMatchObject({ state: 'held', more: 6 })
    expect(state?.lines.some((line) => line.state === 'held')).toBe(false)
  })

  it('is the same entry by entry, all at once, and after a restart', async () => {
    const sample = new SampleLog()
    wholeNotice(sample)
    sample.record('line-decided', { ...decidedAnew, because: { kind: 'hold-lifted', id: null } })
    const whole = stateOf(await follow(sample, 'whole.sqlite'))
    const slow = new SampleLog()
    let followed = await follow(slow, 'slow.sqlite')
    for (const bytes of sample.all) {
      slow.all.push(bytes)
      await followed.caughtUp()
      await followed.close()
      opened.splice(opened.indexOf(followed), 1)
      followed = await follow(slow, 'slow.sqlite')
    }
    expect(stateOf(followed)).toEqual(whole)
    expect(whole).toMatchObject({ state: 'known', lines: [{ holds: [] }] })
  })

  it('is folded anew where the file is of another log', async () => {
    const other = new SampleLog()
    other.record('plan-accepted', { revision: 9, plan: hash('0'), ruleSet: hash('b') })
    const before = await follow(other)
    expect(stateOf(before)).toMatchObject({ revision: 9 })
    await before.close()
    opened.length = 0
    const sample = new SampleLog()
    wholeNotice(sample)
    expect(stateOf(await follow(sample))).toMatchObject({ revision: 2 })
  })

  it('believes no figures, times and names that cannot be', async () => {
    const sample = new SampleLog()
    const event = {
      bizStep: 'receiving',
      eventTime: 'soon',
      bizTransactionList: [{ type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:9506000140445:%E0%A4%A' }],
    }
    sample.event(event)
    sample.event({ ...event, bizTransactionList: 'all', quantityList: [{ quantity: 1e9 }, null, 4] })
    sample.event({ bizStep: 'commissioning', action: 'ADD', 'bm:bindingScan': hash('9'), epcList: [1, null] })
    sample.record('plan-accepted', { asn: 'x'.repeat(500) })
    sample.record('plan-accepted', { asn: 'ASN-8', t: 7, revision: 'two' })
    const followed = await follow(sample)
    expect(followed.store.folded().size).toBe(5)
    expect(stateOf(followed)).toBeNull()
    expect(followed.store.newsAfter(0, 10)).toEqual([])
    expect(followed.store.ofAsn('ASN-8')).toMatchObject([{ revision: null }])
  })
})
