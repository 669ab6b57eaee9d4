import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { isRefused } from '../../core/lifecycle/transition.ts'
import { nextUnitState, type UnitEvent, type UnitState } from '../../core/lifecycle/unit-life.ts'
import { BenchStation } from './bench-station.stub.ts'
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
  act('ack', (station) => station.press('ack')),
  act('open case', (station) => station.press('open-case', formulaLine)),
  act('close case', (station) => station.press('close-case')),
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
      }),
      { numRuns: 12 },
    )
    expect(statements).toBeGreaterThan(60)
  }, 240_000)
})
