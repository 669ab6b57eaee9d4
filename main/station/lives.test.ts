import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { isRefused } from '../../core/lifecycle/transition.ts'
import { nextUnitState, type UnitEvent, type UnitState } from '../../core/lifecycle/unit-life.ts'
import { BenchStation } from './bench-station.stub.ts'
import { lookUp } from './look-up.ts'
import type { Outcome } from './outcome.ts'
import { WatchedLives } from './watched-lives.stub.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const formulaLine = { asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' }
const honey = ']d20109506000110035172905311' + '0MH250+26/05'

let bench: BenchStation
afterEach(() => bench.close())

/** Lives as a person who only hears the station's answers would know them. */
interface Heard {
  readonly units: Map<string, UnitState>
  /** Every text that was ever on a label, oldest first. */
  readonly labels: string[]
}

class Act implements fc.AsyncCommand<Heard, BenchStation> {
  readonly name: string
  readonly act: (station: BenchStation, heard: Heard) => Promise<Outcome | null>

  constructor(name: string, act: Act['act']) {
    this.name = name
    this.act = act
  }

  check(): boolean {
    return true
  }

  /** Whatever the station accepts must be possible by the table, from what it has said before. */
  async run(heard: Heard, station: BenchStation): Promise<void> {
    const answer = await this.act(station, heard).catch((error: unknown) => {
      if (error instanceof BondmarkError) return null
      throw error
    })
    await station.station.printed()
    const newest = station.store.labels.newest(1)[0]
    if (newest && newest.state === 'printed') {
      const text = await station.newestLabel()
      if (!heard.labels.includes(text)) heard.labels.push(text)
    }
    // What came out of a case that was taken apart is not named one by one: it is whatever is in none now.
    if (answer?.sentence.code === 'case-unpacked')
      for (const [serial, state] of heard.units) {
        const job = station.store.labels.bySerial(serial)
        if (state === 'packed' && job && !station.store.cases.caseOf(job.job))
          heard.units.set(serial, 'commissioned')
      }
    const serial = String(answer?.sentence.detail.serial ?? '')
    for (const event of accepted[answer?.sentence.code ?? ''] ?? []) {
      const state = heard.units.get(serial) ?? 'unborn'
      const isOver = event === 'commission' && state !== 'unborn'
      const next = isOver ? state : nextUnitState(state, event, { serial })
      expect(isRefused(next), `${serial} ${state} ${event}`).toBe(false)
      if (!isRefused(next)) heard.units.set(serial, next)
    }
  }

  toString(): string {
    return this.name
  }
}

/** What the station's words say has happened to a unit. Scanning a verified label again packs it. */
const accepted: Readonly<Record<string, UnitEvent[]>> = {
  'label-verified': ['commission'],
  'unit-packed': ['commission', 'pack'],
  'unit-taken-out': ['unpack'],
  'unit-taken-out-repack': ['unpack'],
}

const label = (n: number) =>
  new Act(`scan label ${n}`, async (station, { labels }) => {
    const text = labels.at(-1 - (n % Math.max(1, labels.length)))
    return text === undefined ? null : station.scan(text)
  })

const act = (name: string, work: (station: BenchStation) => Promise<Outcome>) =>
  fc.constant(new Act(name, work))

const serialOf = (text: string) => /\/21\/([^?]+)/.exec(text)?.[1]

const acts = [
  act('scan formula', (station) => station.scan(formula)),
  act('scan formula', (station) => station.scan(formula)),
  act('scan honey', (station) => station.scan(honey)),
  fc.nat(6).map(label),
  fc.nat(2).map(label),
  fc.constant(label(0)),
  fc.constant(label(0)),
  // Where nothing is stopped it answers what the screen says already: that is no news of a unit.
  fc.constant(
    new Act('ack', async (station) => {
      await station.press('ack')
      return null
    }),
  ),
  act('open case', (station) => station.press('open-case', formulaLine)),
  act('close case', (station) => station.press('close-case')),
  act('open mixed case', (station) => station.press('open-case', { ...formulaLine, mixed: 'entry' })),
  act('open pallet', (station) => station.press('open-pallet')),
  act('close pallet', (station) => station.press('close-pallet')),
  act('take out last', (station) => station.press('take-out', { last: 'case', reason: 'inspection' })),
  act('take off last', (station) => station.press('take-out', { last: 'pallet', reason: 'inspection' })),
  act('unpack last case', (station) => station.press('unpack', { last: 'case', reason: 'wet' })),
  act('unpack last pallet', (station) => station.press('unpack', { last: 'pallet', reason: 'wet' })),
  act('take out by scan', (station) => station.press('take-out', { reason: 'inspection' })),
  act('unpack by scan', (station) => station.press('unpack', { reason: 'wet' })),
  act('void the newest', (station) => station.press('void', { reason: 'torn' })),
  act('give up the newest', (station) => station.press('void', { reason: 'damaged' })),
  act('hold', (station) => station.press('hold', { ...formulaLine, reason: 'wet' })),
  act('short', (station) => station.press('short', { ...formulaLine, quantity: 1, reason: 'missing' })),
  act('close line', (station) => station.press('close-line', formulaLine)),
  fc.nat(4).map(
    (n) =>
      new Act(`void label ${n}`, async (station, { labels, units }) => {
        const serial = serialOf(labels.at(-1 - (n % Math.max(1, labels.length))) ?? '')
        if (serial === undefined) return null
        const answer = await station.press('void', { serial, reason: 'torn' })
        const lived = units.get(serial)
        units.set(serial, lived === undefined ? 'voided' : 'decommissioned')
        return answer
      }),
  ),
]

describe('a real station, whatever people do', () => {
  it('states nothing impossible, and its tables agree with its statements after every transaction', async () => {
    bench = await BenchStation.open()
    let statements = 0
    await fc.assert(
      fc.asyncProperty(fc.commands(acts, { maxCommands: 30, size: '+1' }), async (commands) => {
        await bench.close()
        bench = await BenchStation.open()
        const lives = new WatchedLives(bench.store, bench.station.ctx.identity.issuer).watch()
        // Voids are bounded by a person's role; a supervisor may go on.
        await bench.press('sign-in', { badge: 'SUP-0001', passcode: '135790' })
        await fc.asyncModelRun(() => ({ model: { units: new Map(), labels: [] }, real: bench }), commands)
        statements += lives.judged
        // Every number that a case or pallet ever got is its own, voided ones and spent ones included.
        const given = bench.store.labels.newest(1000).filter(({ kind }) => kind !== 'unit')
        expect(new Set(given.map(({ serial }) => serial)).size).toBe(given.length)
        const { from, to } = bench.station.ctx.profile.ssccBlock
        expect(bench.station.view().ssccs.left).toBe(to - from + 1 - given.length)
      }),
      { numRuns: 12 },
    )
    // The walk is drawn anew each time: enough was stated for the question to mean something.
    expect(statements).toBeGreaterThan(20)
  }, 240_000)
})

describe('the station, asked for what cannot be', () => {
  const move = {
    at: '2026-11-22T09:00:00.000+08:00',
    reason: 'by hand',
    recovery: false,
    by: 'station',
    shift: null,
    doubt: null,
  }

  it('packs no unit whose life is over, and says why', async () => {
    bench = await BenchStation.open()
    await bench.press('open-case', formulaLine)
    await bench.scan(formula)
    const unit = await bench.newestLabel()
    expect(await bench.scan(unit)).toMatchObject({ sentence: { code: 'unit-packed' } })
    await bench.press('close-case')
    const box = await bench.newestLabel()
    // No key does this: a unit in a case that is being closed is given up behind the station's back.
    const { store } = bench
    const job = store.labels.newest(10).find((label) => label.kind === 'unit')
    if (!job) throw new Error('there is no unit')
    store.labels.move(job.job, { ...move, from: 'verified', to: 'voided' })
    const before = store.statements.head(bench.station.ctx.identity.kid)?.seq
    expect(await bench.scan(box)).toMatchObject({ kind: 'stop', sentence: { code: 'unit-decommissioned' } })
    expect(store.statements.head(bench.station.ctx.identity.kid)?.seq).toBe(before)
    expect(store.labels.inState('verified').filter(({ kind }) => kind === 'case')).toEqual([])
  })

  it('commissions nothing of a line that is closed', async () => {
    bench = await BenchStation.open()
    await bench.scan(formula)
    const unit = await bench.newestLabel()
    bench.store.plans.close(formulaLine, move.at)
    expect(await bench.scan(unit)).toMatchObject({ kind: 'stop', sentence: { code: 'line-is-closed' } })
    expect(bench.store.labels.inState('verified')).toEqual([])
  })

  it('states no hold of a line that is closed, and still sends its goods to the inspection area', async () => {
    bench = await BenchStation.open()
    const line = bench.store.plans.lines().find(({ verdict }) => verdict === 'hold')
    if (!line) throw new Error('the plan has no line on hold')
    bench.store.plans.close(line, move.at)
    const count = () => bench.store.counts().statements
    const before = count()
    expect(await bench.scan(`]d201${line.gtin}10${line.lot}`)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'goods-on-hold' },
    })
    expect(count()).toBe(before)
  })

  it('looks a unit up as recorded, never as valid, and by what its statements tell', async () => {
    bench = await BenchStation.open()
    await bench.scan(formula)
    const unit = await bench.newestLabel()
    const look = () => lookUp(bench.station.ctx, unit)
    expect(look()).toMatchObject({ standing: 'label-outstanding', timeline: [{ standing: 'recorded' }] })
    await bench.scan(unit)
    expect(look()).toMatchObject({
      standing: 'commissioned',
      timeline: [
        { step: 'receiving', standing: 'recorded', receipt: 'pending' },
        { step: 'commissioning', standing: 'recorded', receipt: 'pending' },
      ],
    })
    await bench.press('void', { serial: serialOf(unit) ?? '', reason: 'torn' })
    expect(look()).toMatchObject({ standing: 'decommissioned' })
  })
})
