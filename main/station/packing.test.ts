import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ssccEpc } from '../../core/gs1/epc.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { reEnrol } from '../restore/re-enrol.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { BenchStation } from './bench-station.stub.ts'
import { lookUp } from './look-up.ts'
import { recoverLabels } from './recover.ts'
import { PendingPins } from './reserve-label.ts'
import { WatchedLives } from './watched-lives.stub.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const toddler = ']d20109506000110028' + '1728012010KM2-2607C'
const honey = ']d20109506000110035' + '1729053110MH250+26/05'
const serum = ']d20109506000211053' + '1729103110SL6K14'
const formulaLine = { asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' }

let bench: BenchStation
let lives: WatchedLives
beforeEach(async () => {
  bench = await BenchStation.open()
  lives = new WatchedLives(bench.store, bench.station.ctx.identity.issuer).watch()
})
afterEach(() => bench.close())

/** A unit received, labeled and scanned back: its label's text. */
async function unit(goods: string): Promise<string> {
  await bench.scan(goods)
  const label = await bench.newestSymbol()
  await bench.scan(label)
  return label
}

/** A closed case of so many units: its SSCC label's text, scanned back. */
async function closedCase(units: number): Promise<string> {
  await bench.press('open-case', formulaLine)
  for (let n = 0; n < units; n++) await unit(formula)
  await bench.press('close-case')
  const label = await bench.newestSymbol()
  expect(await bench.scan(label)).toMatchObject({ kind: 'accepted' })
  return label
}

const ssccOf = (text: string) => /00(\d{18})/.exec(text)?.[1] ?? ''
const serialOf = (text: string) => /\/21\/([^?]+)/.exec(text)?.[1] ?? ''

/** What was stated last, as JSON. */
function lastEvent(): Record<string, unknown> {
  const head = bench.store.statements.head(bench.station.ctx.identity.kid)
  const statement = bench.store.statements.get(head?.seq ?? 0)
  if (!statement) throw new Error('nothing was stated')
  return parseCanonical(readStatement(statement.bytes).payload) as Record<string, unknown>
}

const problems = async () => (await checkWorkspace(bench.folder)).problems

describe('a case', () => {
  it('gives back the unit that was put in last, by the key and a scan, and nothing was ever stated of it', async () => {
    await bench.press('open-case', formulaLine)
    const first = await unit(formula)
    const second = await unit(formula)
    const stated = bench.store.counts().statements
    await bench.press('take-out')
    await bench.press('lock')
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    expect(bench.station.view().taking).toBeNull()
    expect(await bench.press('take-out')).toMatchObject({
      kind: 'ready',
      sentence: { code: 'take-out-armed' },
    })
    expect(bench.station.view()).toMatchObject({
      taking: 'take-out',
      openCase: { units: 2, last: serialOf(second) },
    })
    expect(await bench.scan(second)).toMatchObject({
      sentence: { code: 'unit-taken-out', detail: { units: 1 } },
    })
    expect(bench.station.view()).toMatchObject({
      taking: null,
      openCase: { units: 1, last: serialOf(first) },
    })
    expect(bench.store.counts().statements).toBe(stated)
    expect(await bench.scan(second)).toMatchObject({ sentence: { code: 'unit-packed' } })
    // Goods that were refused meanwhile are in hand: a label that was out before them is not theirs.
    await bench.scan(formula)
    const out = await bench.newestSymbol()
    await bench.press('take-out')
    expect(await bench.scan(toddler)).toMatchObject({ sentence: { code: 'taking-other-label' } })
    // Two windows may take the key back at once, and a reason may come after it.
    await bench.press('unpack', { reason: 'wet' })
    for (let window = 0; window < 2; window++) await bench.press('take-out', { over: true })
    expect(bench.station.view().taking).toBeNull()
    expect(await bench.scan(out)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'label-other-product', detail: { binding: '09506000110028' } },
    })
  })

  it('that is mixed takes goods of its own customs entry, names them all, and cites each line once', async () => {
    await bench.press('open-case', { ...formulaLine, mixed: 'entry', capacity: 4 })
    await unit(formula)
    await unit(toddler)
    await unit(honey)
    const foreign = await unit(serum)
    expect(await bench.scan(foreign)).toMatchObject({
      kind: 'stop',
      sentence: {
        code: 'case-other-entry',
        detail: { entry: '422720261000481205', of: '422720261000481398' },
      },
    })
    await bench.press('ack')
    expect(bench.station.view().openCase?.goods).toMatchObject([
      { gtin: '09506000110011', units: 1 },
      { gtin: '09506000110028', units: 1 },
      { gtin: '09506000110035', units: 1, expiry: '2029-05-31' },
    ])
    await bench.press('close-case')
    const label = await bench.newestSymbol()
    expect(await bench.scan(label)).toMatchObject({ sentence: { code: 'case-closed', detail: { units: 3 } } })
    const event = lastEvent()
    expect(event.childEPCs).toHaveLength(3)
    expect(event['bm:decision']).toHaveLength(3)
    expect(event['bm:ruleSet']).toMatch(/^[0-9a-f]{64}$/)
    // Customs gives one of the lines another entry afterwards: what was packed stays right.
    const plan = readFileSync(repositoryFile('fixtures', 'plans', 'day-1.csv'), 'utf8')
    const revised = plan.replaceAll('-01,2,422720261000481205', '-01,2,422720261000481206')
    await bench.station.importPlan(Buffer.from(revised), 'day-1.csv')
    expect(bench.store.plans.newest('ASN-2026-1122-01')?.revision).toBe(2)
    expect(await problems()).toEqual([])
  })

  it('holds goods of several entries only when a supervisor opened it for that, and the statement says who', async () => {
    await expect(bench.press('open-case', { ...formulaLine, mixed: 'any' })).rejects.toMatchObject({
      code: 'mixed-needs-supervisor',
    })
    const supervisor = { badge: 'SUP-0001', passcode: '135790' }
    await bench.press('open-case', { ...formulaLine, mixed: 'any', ...supervisor })
    await unit(formula)
    await unit(serum)
    await bench.press('close-case')
    await bench.scan(await bench.newestSymbol())
    expect(lastEvent()['bm:allowedBy']).toBe(bench.store.people.get('SUP-0001')?.pseudonym)
    expect(await problems()).toEqual([])
  })

  it('that is closed goes on under a new SSCC when one unit is taken out, and its old label is worth nothing', async () => {
    await bench.press('open-case', formulaLine)
    const units = [await unit(formula), await unit(formula), await unit(formula)]
    await bench.press('close-case')
    const old = await bench.newestSymbol()
    await bench.scan(old)
    await expect(bench.press('take-out', { serial: serialOf(units[1] ?? '') })).rejects.toMatchObject({
      code: 'unpack-needs-reason',
    })
    await bench.press('take-out', { reason: 'customer-order' })
    expect(await bench.scan(units[1] ?? '')).toMatchObject({
      sentence: { code: 'unit-taken-out-repack', detail: { sscc: ssccOf(old), units: 2 } },
      next: { code: 'next-destroy-old-then-close' },
    })
    expect(lastEvent()).toMatchObject({
      type: 'AggregationEvent',
      action: 'DELETE',
      bizStep: 'unpacking',
      disposition: 'in_progress',
      parentID: ssccEpc(ssccOf(old)),
      'bm:reason': 'customer-order',
    })
    expect(lastEvent().childEPCs).toHaveLength(3)
    expect(await bench.scan(old)).toMatchObject({ kind: 'stop', sentence: { code: 'case-emptied' } })
    await bench.press('ack')
    await bench.press('close-case')
    const fresh = await bench.newestSymbol()
    expect(ssccOf(fresh)).not.toBe(ssccOf(old))
    expect(await bench.scan(fresh)).toMatchObject({ sentence: { code: 'case-closed', detail: { units: 2 } } })
    expect(lookUp(bench.station.ctx, units[0] ?? '')).toMatchObject({ case: ssccEpc(ssccOf(fresh)) })
    expect(lookUp(bench.station.ctx, units[1] ?? '')).toMatchObject({ standing: 'commissioned', case: null })
    expect(lookUp(bench.station.ctx, ssccOf(old))).toMatchObject({ standing: 'emptied', contents: [] })
    expect(await problems()).toEqual([])
  })
})

describe('a pallet', () => {
  it('is built of closed cases by scanning them, closed by its own label, and taken apart again', async () => {
    const [one, two] = [await closedCase(1), await closedCase(2)]
    expect(await bench.press('open-pallet', { capacity: 2 })).toMatchObject({
      sentence: { code: 'pallet-opened' },
    })
    expect(await bench.scan(one)).toMatchObject({ sentence: { code: 'case-stacked', detail: { cases: 1 } } })
    expect(await bench.scan(one)).toMatchObject({
      kind: 'duplicate',
      sentence: { code: 'case-on-this-pallet' },
    })
    expect(await bench.scan(two)).toMatchObject({ next: { code: 'next-close-pallet' } })
    await expect(bench.press('unpack', { sscc: ssccOf(one), reason: 'wet' })).rejects.toMatchObject({
      code: 'case-on-pallet',
    })
    await expect(bench.press('close-shift')).rejects.toMatchObject({ code: 'pallet-is-open' })
    await bench.press('close-pallet')
    const pallet = await bench.newestSymbol()
    expect(await bench.scan(pallet)).toMatchObject({
      sentence: { code: 'pallet-closed', detail: { cases: 2 } },
    })
    expect(lastEvent()).toMatchObject({
      action: 'ADD',
      bizStep: 'packing',
      disposition: 'container_closed',
      parentID: ssccEpc(ssccOf(pallet)),
      childEPCs: [ssccEpc(ssccOf(one)), ssccEpc(ssccOf(two))],
    })
    expect(await bench.scan(pallet)).toMatchObject({
      kind: 'duplicate',
      sentence: { code: 'duplicate-pallet' },
    })
    expect(lookUp(bench.station.ctx, ssccOf(pallet))).toMatchObject({
      standing: 'pallet-closed',
      contents: [ssccEpc(ssccOf(one)), ssccEpc(ssccOf(two))],
      goods: [{ lot: 'KM1-2608A', units: 3 }],
    })
    expect(lookUp(bench.station.ctx, ssccOf(one))).toMatchObject({ pallet: ssccEpc(ssccOf(pallet)) })
    expect(await problems()).toEqual([])

    await bench.press('unpack', { reason: 'damaged' })
    expect(await bench.scan(pallet)).toMatchObject({
      sentence: { code: 'pallet-unpacked', detail: { cases: 2 } },
    })
    expect(lastEvent()).toMatchObject({ action: 'DELETE', bizStep: 'unpacking', 'bm:reason': 'damaged' })
    expect(await bench.scan(pallet)).toMatchObject({ kind: 'stop', sentence: { code: 'pallet-emptied' } })
    await bench.press('ack')
    expect(await bench.press('unpack', { sscc: ssccOf(one), reason: 'damaged' })).toMatchObject({
      sentence: { code: 'case-unpacked', detail: { units: 1 } },
    })
    expect(await problems()).toEqual([])
    expect(lives.judged).toBeGreaterThan(10)
  })

  it('takes a case that is closed beside it in the same scan, and gives one back under a new SSCC', async () => {
    await bench.press('open-pallet')
    const one = await closedCase(1)
    const two = await closedCase(1)
    expect(bench.station.view().openPallet).toMatchObject({ cases: 2, last: ssccOf(two) })
    await bench.press('close-pallet')
    const old = await bench.newestSymbol()
    await bench.scan(old)
    expect(await bench.press('take-out', { serial: ssccOf(one), reason: 'inspection' })).toMatchObject({
      sentence: { code: 'case-taken-off-repack', detail: { from: ssccOf(old), cases: 1 } },
    })
    await bench.press('close-pallet')
    const fresh = await bench.newestSymbol()
    expect(await bench.scan(fresh)).toMatchObject({
      sentence: { code: 'pallet-closed', detail: { cases: 1 } },
    })
    expect(bench.store.pallets.all()).toMatchObject([{ state: 'emptied' }, { state: 'closed', repacks: 1 }])
    expect(await problems()).toEqual([])
  })

  it('whose label is given up gets another SSCC, and the old paper is void', async () => {
    await bench.press('open-pallet')
    await closedCase(1)
    await bench.press('close-pallet')
    const torn = await bench.newestSymbol()
    await bench.press('void', { serial: ssccOf(torn), reason: 'torn' })
    const fresh = await bench.newestSymbol()
    expect(ssccOf(fresh)).not.toBe(ssccOf(torn))
    expect(await bench.scan(torn)).toMatchObject({ kind: 'stop', sentence: { code: 'label-voided' } })
    await bench.press('ack')
    expect(await bench.scan(fresh)).toMatchObject({ sentence: { code: 'pallet-closed' } })
    expect(await problems()).toEqual([])
  })

  it('refuses a case that is open, held, opened for its labels, not yet here or of another station', async () => {
    // A pallet whose label nobody could print is not begun.
    const { ctx } = bench.station
    const { stock } = ctx
    Object.assign(ctx, { stock: () => '40x30' })
    await expect(bench.press('open-pallet')).rejects.toMatchObject({ code: 'template-missing' })
    Object.assign(ctx, { stock })
    await bench.press('open-pallet')
    const closed = await closedCase(1)
    await bench.press('take-out', { serial: ssccOf(closed) })
    await bench.press('hold', { ...formulaLine, reason: 'wet' })
    expect(await bench.scan(closed)).toMatchObject({ kind: 'stop', sentence: { code: 'goods-on-hold' } })
    await bench.press('ack')
    const announced = '195060000412003175'
    await bench.scan(`]C100${announced}`)
    expect(bench.store.plans.sscc(announced)?.received).not.toBeNull()
    expect(await bench.scan(`]C100${announced}`)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'case-opened-for-labels' },
    })
    await bench.press('ack')
    const block = bench.station.ctx.profile.ssccBlock
    const other = `${block.extension}${block.companyPrefix}`.padEnd(17, '9')
    const check =
      (10 - ([...other].reduce((sum, d, i) => sum + Number(d) * (i % 2 === 0 ? 3 : 1), 0) % 10)) % 10
    expect(await bench.scan(`]C100${other}${check}`)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'sscc-of-another-station' },
    })
    expect(bench.station.view().openPallet).toMatchObject({ cases: 0 })
  })
})

describe('the numbers of cases and pallets', () => {
  it('are told to run out in time, and are never given twice: the last closes nothing more', async () => {
    const { store, profile } = bench.station.ctx
    expect(bench.station.view().ssccs).toMatchObject({
      left: profile.ssccBlock.to - profile.ssccBlock.from + 1,
      isLow: false,
    })
    store.settings.set('sscc-next', profile.ssccBlock.to)
    expect(bench.station.view().ssccs).toEqual({ left: 1, isLow: true })
    await closedCase(1)
    await bench.press('open-case', formulaLine)
    await unit(formula)
    await expect(bench.press('close-case')).rejects.toMatchObject({ code: 'sscc-block-used-up' })
    expect(bench.station.view()).toMatchObject({ ssccs: { left: 0 }, openCase: { units: 1, state: 'open' } })
  })

  it('that are used up keep no station from starting again: the label that waits goes out under the last one', async () => {
    const { store, profile } = bench.station.ctx
    await bench.press('open-case', formulaLine)
    await unit(formula)
    store.settings.set('sscc-next', profile.ssccBlock.to)
    await bench.press('close-case')
    await bench.station.printed()
    const job = store.labels.newest(1)[0]
    if (!job) throw new Error('there is no case label')
    await expect(bench.press('void', { serial: job.serial, reason: 'lost' })).rejects.toMatchObject({
      code: 'sscc-block-used-up',
    })
    // As a kill before the first byte has left it.
    const step = { at: job.reservedAt, reason: null, recovery: false, shift: null, doubt: null, by: 'test' }
    store.labels.move(job.job, { from: 'printed', to: 'reserved', ...step })
    await recoverLabels(bench.station.ctx, new PendingPins())
    expect(store.labels.get(job.job)?.state).toBe('reserved')
    store.labels.move(job.job, { from: 'reserved', to: 'printed', ...step })
  })
})

describe('a pallet of a station that was restored', () => {
  it('goes on with the cases that are on it, and its label and the next come out of the new block of numbers', async () => {
    const { ssccBlock: before } = bench.station.ctx.profile
    await bench.press('open-pallet', { capacity: 4 })
    const old = await closedCase(1)
    await bench.press('open-case', formulaLine)
    await unit(formula)
    await bench.workspace.close()
    const { profile } = await reEnrol(bench.folder, bench.clock.now(), bench.clock)
    await bench.reopen()
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    await bench.press('close-case')
    const fresh = await bench.newestSymbol()
    expect(await bench.scan(fresh)).toMatchObject({ kind: 'accepted' })
    expect(bench.station.view().openPallet).toMatchObject({ cases: 2 })
    await bench.press('close-pallet')
    const pallet = await bench.newestSymbol()
    expect(await bench.scan(pallet)).toMatchObject({ kind: 'accepted' })
    const referenceOf = (text: string) => {
      const { companyPrefix } = profile.ssccBlock
      const digits = ssccOf(text)
      expect(digits.slice(1, 1 + companyPrefix.length)).toBe(companyPrefix)
      return { extension: digits[0], serial: Number(digits.slice(1 + companyPrefix.length, 17)) }
    }
    const isIn = (text: string, { extension, from, to }: typeof before) => {
      const reference = referenceOf(text)
      return reference.extension === extension && reference.serial >= from && reference.serial <= to
    }
    expect([isIn(old, before), isIn(fresh, before), isIn(pallet, before)]).toEqual([true, false, false])
    expect([old, fresh, pallet].map((text) => isIn(text, profile.ssccBlock))).toEqual([false, true, true])
    const stated = bench.store.statements.about(ssccEpc(ssccOf(pallet))).at(-1)
    expect(parseCanonical(readStatement(stated?.bytes ?? new Uint8Array()).payload)).toMatchObject({
      parentID: ssccEpc(ssccOf(pallet)),
      childEPCs: [ssccEpc(ssccOf(old)), ssccEpc(ssccOf(fresh))],
    })
    // A case of before is taken off it: nobody asks under which key it was packed.
    expect(await bench.press('take-out', { serial: ssccOf(old), reason: 'inspection' })).toMatchObject({
      kind: 'accepted',
    })
    expect(await problems()).toEqual([])
  })
})
