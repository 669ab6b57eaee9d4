import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { JumpingClock } from '../../platform/clock/jumping-clock.stub.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { BenchStation } from './bench-station.stub.ts'
import { lookUp } from './look-up.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const formulaLine = { asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' }
const SUPERVISOR = { badge: 'SUP-0001', passcode: '135790' }
const SECOND = 1_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

let clock: JumpingClock
let bench: BenchStation
const open = async () => {
  clock = new JumpingClock('2026-11-25T09:00:00.000+08:00')
  bench = await BenchStation.open('day-1.csv', clock)
}
afterEach(() => bench.close())

interface Link {
  readonly t: string
  readonly record: string
  readonly payload: Readonly<Record<string, unknown>>
}
/** The station's chain, in its order. */
const chain = (): Link[] =>
  bench.store.batches
    .all()
    .flatMap(({ n }) => bench.store.statementsOf(n))
    .filter(({ seq }) => seq !== null)
    .map(({ bytes, contentType, t }) => ({
      t,
      record: contentType,
      payload: parseCanonical(readStatement(bytes).payload) as Record<string, unknown>,
    }))
const isJump = ({ record }: Link) => record === contentTypes.record('clock-jumped')
const jumps = () =>
  chain()
    .filter(isJump)
    .map(({ payload }) => payload)

const scan = (text: string, device = 'hid-1') =>
  bench.station.scan({ device, aim: text.slice(0, 3), text: text.slice(3) })
const press = (key: string, rest = {}) =>
  bench.station.press({ key, ...rest } as Parameters<typeof bench.station.press>[0])
const told = () => bench.station.view().clock
async function restart() {
  await bench.workspace.close()
  await bench.reopen()
}

describe('a clock that is set back while the station runs', () => {
  it('is told in the chain before the first statement under the new time, and on the screen until acknowledged', async () => {
    await open()
    clock.pass(60 * SECOND)
    await scan(formula)
    clock.pass(60 * SECOND)
    clock.jump(-HOUR)
    expect(await scan(formula)).toMatchObject({ kind: 'accepted' })
    const last = chain().slice(-3)
    expect(last.map(({ payload }) => payload.bizStep ?? payload.format)).toEqual([
      'receiving',
      'bondmark/clock-jumped/1',
      'receiving',
    ])
    expect(last[1]?.payload).toMatchObject({
      from: '2026-11-25T09:01:00.000+08:00',
      t: '2026-11-25T08:02:00.000+08:00',
      byMs: -HOUR,
      elapsedMs: 60 * SECOND,
      confirmedBy: null,
    })
    // The time is stated as it was read, and never set right in silence.
    expect(last[2]?.t).toBe('2026-11-25T08:02:00.000+08:00')
    expect(told()).toMatchObject({
      kind: 'jumped',
      sentence: { code: 'clock-went-back', detail: { by: '1:00:00' } },
    })
    await restart()
    expect(told()).toMatchObject({ kind: 'jumped' })
    await press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    await press('ack-clock')
    expect(told()).toBeNull()
    expect(jumps()).toHaveLength(1)
  })

  it('is told although nobody scans, and stated when somebody acknowledges it', async () => {
    await open()
    clock.jump(-10 * SECOND)
    await bench.station.lookAtClock()
    expect(told()).toMatchObject({ kind: 'jumped' })
    expect(jumps()).toEqual([])
    await press('ack-clock')
    expect([told(), jumps().length]).toEqual([null, 1])
  })

  it('and put right again before anything was stated has not jumped', async () => {
    await open()
    clock.jump(-HOUR)
    await bench.station.lookAtClock()
    clock.jump(HOUR)
    await scan(formula)
    expect([told(), jumps()]).toEqual([null, []])
  })

  it('by a second at a time is slewed, not jumping, until it adds up', async () => {
    await open()
    clock.jump(-SECOND)
    await scan(formula)
    expect(jumps()).toEqual([])
    for (let step = 0; step < 3; step++) {
      clock.pass(SECOND)
      clock.jump(-SECOND)
      await scan(formula)
    }
    expect(jumps()).toHaveLength(1)
  })

  it('counts trigger pulls by the steady clock, whatever the wall clock says', async () => {
    await open()
    await scan(formula)
    clock.pass(100)
    clock.jump(-HOUR)
    expect(await scan(formula)).toMatchObject({ kind: 'duplicate' })
    clock.pass(301)
    clock.jump(HOUR - 301)
    expect(await scan(formula)).toMatchObject({ kind: 'accepted' })
    expect(bench.store.plans.line(formulaLine)?.received).toBe(2)
  })

  it('in a transaction that is undone is told in the next one', async () => {
    await open()
    clock.jump(-HOUR)
    await expect(
      bench.station.scan({ device: 'hid-1', aim: ']d2', text: formula.slice(3) }, () => {
        throw new TypeError('undone')
      }),
    ).rejects.toThrow('undone')
    expect(jumps()).toEqual([])
    clock.pass(SECOND)
    await scan(formula)
    expect(jumps()).toHaveLength(1)
    clock.pass(SECOND)
    await scan(formula)
    expect(jumps()).toHaveLength(1)
  })
})

describe('other changes of the time', () => {
  it('summer time or another zone moves no instant', async () => {
    await open()
    clock.offsetMin = 540
    await scan(formula)
    expect(chain().at(-1)?.t).toBe('2026-11-25T10:00:00.000+09:00')
    expect(jumps()).toEqual([])
  })

  it('a jump ahead is told like one back', async () => {
    await open()
    clock.jump(5 * HOUR)
    await scan(formula)
    expect(jumps()).toMatchObject([{ byMs: 5 * HOUR, elapsedMs: 0 }])
    expect(told()).toMatchObject({ sentence: { code: 'clock-went-ahead' } })
  })

  it('a clock that stands behind the last statement after a restart is told, one that went on is not', async () => {
    await open()
    await restart()
    clock.jump(12 * HOUR)
    await scan(formula)
    expect(jumps()).toHaveLength(1)
    await bench.workspace.close()
    clock.jump(-HOUR)
    await bench.reopen()
    await scan(formula)
    expect(jumps().at(-1)).toMatchObject({ byMs: -HOUR, elapsedMs: null })
    await bench.workspace.close()
    clock.jump(12 * HOUR)
    await bench.reopen()
    await scan(formula)
    expect(jumps()).toHaveLength(2)
  })
})

describe('a date that cannot be believed', () => {
  it('stops the hands, and nothing is stated or printed until the clock is right', async () => {
    await open()
    const before = chain().length
    clock.jump(-365 * DAY)
    expect(await scan(formula)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'clock-before-release' },
      next: { code: 'next-set-clock' },
    })
    expect(told()).toMatchObject({ kind: 'refused' })
    await press('ack')
    await expect(press('hold', { ...formulaLine, reason: 'wet' })).rejects.toMatchObject({
      code: 'clock-before-release',
    })
    expect(chain()).toHaveLength(before)
    expect(bench.store.plans.line(formulaLine)).toMatchObject({ received: 0, held: 0 })
    clock.jump(365 * DAY)
    await bench.station.lookAtClock()
    expect(told()).toBeNull()
    clock.pass(SECOND)
    expect(await scan(formula)).toMatchObject({ kind: 'accepted' })
    expect(jumps()).toEqual([])
  })

  it('refuses a seal and a plan as well', async () => {
    await open()
    await press('close-shift')
    clock.jump(30 * DAY)
    await expect(bench.station.seal(SUPERVISOR)).rejects.toMatchObject({ code: 'clock-day-ahead' })
    await expect(bench.station.importPlan(Buffer.from(next), 'next.json')).rejects.toMatchObject({
      code: 'clock-day-ahead',
    })
    expect(bench.store.plans.newest('ASN-9')).toBeNull()
  })

  it('counts when a supervisor has confirmed it, in their name', async () => {
    await open()
    clock.jump(30 * DAY)
    await expect(press('confirm-clock', { badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject({
      code: 'clock-needs-supervisor',
    })
    await expect(press('confirm-clock', { ...SUPERVISOR, passcode: 'no' })).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
    await press('confirm-clock', SUPERVISOR)
    expect(jumps()).toMatchObject([{ byMs: 30 * DAY, confirmedBy: expect.stringMatching(/^op-/) }])
    expect(told()).toBeNull()
    expect(await scan(formula)).toMatchObject({ kind: 'accepted' })
    await restart()
    expect(told()).toBeNull()
    await expect(press('confirm-clock', SUPERVISOR)).rejects.toMatchObject({ code: 'clock-is-believed' })
  })

  it('that is confirmed although it lies before the release still counts after a restart', async () => {
    await open()
    clock.jump(-400 * DAY)
    await press('confirm-clock', SUPERVISOR)
    clock.pass(HOUR)
    await restart()
    expect(await scan(formula)).toMatchObject({ kind: 'accepted' })
    expect(jumps()).toHaveLength(1)
  })

  it('is not believed because it was confirmed in a transaction that was undone', async () => {
    await open()
    clock.jump(30 * DAY)
    await expect(
      bench.station.press({ key: 'confirm-clock', ...SUPERVISOR }, () => {
        throw new TypeError('undone')
      }),
    ).rejects.toThrow('undone')
    expect(told()).toMatchObject({ kind: 'refused' })
    expect(jumps()).toEqual([])
    expect(await scan(formula)).toMatchObject({ kind: 'stop' })
  })

  it('is told as one jump with an earlier one that nothing was stated after', async () => {
    await open()
    clock.jump(HOUR)
    await bench.station.lookAtClock()
    clock.jump(30 * DAY)
    await expect(
      bench.station.press({ key: 'confirm-clock', ...SUPERVISOR }, () => {
        throw new TypeError('undone')
      }),
    ).rejects.toThrow('undone')
    await press('confirm-clock', SUPERVISOR)
    expect(jumps()).toMatchObject([{ from: '2026-11-25T09:00:00.000+08:00', byMs: 30 * DAY + HOUR }])
  })

  it('refuses every key that changes something, also one that is counted now and stated later', async () => {
    await open()
    clock.jump(30 * DAY)
    const short = { ...formulaLine, quantity: 1, reason: 'missing' }
    await expect(press('short', short)).rejects.toMatchObject({ code: 'clock-day-ahead' })
    await expect(press('open-case', formulaLine)).rejects.toMatchObject({ code: 'clock-day-ahead' })
    expect(bench.store.plans.line(formulaLine)?.short).toBe(0)
    expect(bench.store.cases.opened()).toBeNull()
  })

  it('lets a station open that has labels to recover, which waits', async () => {
    await open()
    await bench.workspace.hands.printerFault('media-out')
    await scan(formula)
    await bench.workspace.close()
    clock.jump(-3 * DAY)
    await bench.reopen()
    expect(told()).toMatchObject({ kind: 'refused' })
    expect(bench.store.labels.newest(1)[0]?.state).toBe('reserved')
    clock.jump(3 * DAY)
    await bench.station.lookAtClock()
    await bench.station.printed()
    expect(bench.store.labels.newest(2).map(({ state }) => state)).toEqual(['printed', 'voided'])
  })
})

const next = JSON.stringify({
  format: 'bondmark/plan/1',
  rows: [
    {
      asn: 'ASN-9',
      line: '1',
      customs_entry: '422720261000000009',
      entry_item: '1',
      supervision_mode: '1210',
      seller: 'Seller',
      brand: 'Brand',
      manufacturer: 'Maker',
      gtin: '9506000110011',
      name_zh: '奶粉',
      name_en: 'Milk powder',
      category: 'infant-formula',
      hs_code: '1901101000',
      origin: 'AU',
      lot: 'L1',
      expiry: '2028-02-29',
      quantity: 1,
      units_per_case: 1,
    },
  ],
})

it('whatever the clock does, every step back is told, order is the chain’s, and each scan counts once', async () => {
  const deed = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'scan' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('jump' as const),
        ms: fc.integer({ min: -2 * DAY, max: 2 * DAY }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('jump' as const), ms: fc.integer({ min: -5000, max: 5000 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'confirm' as const }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async (deeds) => {
      await open()
      let accepted = 0
      try {
        for (const done of deeds) {
          clock.pass(400)
          if (done.kind === 'jump') clock.jump(done.ms)
          else if (done.kind === 'restart') await restart()
          else if (done.kind === 'confirm') await press('confirm-clock', SUPERVISOR).catch(() => {})
          else if ((await scan(formula)).sentence.code === 'goods-accepted') accepted++
          if (bench.station.desk.state.kind === 'stop') await press('ack')
        }
        expect(bench.store.plans.line(formulaLine)?.received).toBe(accepted)
        const links = chain()
        for (const [at, link] of links.entries()) {
          const before = links[at - 1]
          const back = before ? Date.parse(before.t) - Date.parse(link.t) : 0
          if (back > 2_000) expect(isJump(link)).toBe(true)
        }
        const seen = lookUp(bench.station.ctx, formula).timeline.map(({ statement }) => statement)
        const order = links.map((_, at) => bench.store.statements.get(at + 1)?.id)
        expect(seen).toEqual(order.filter((id) => id && seen.includes(id)))
        expect((await checkWorkspace(bench.folder)).problems).toEqual([])
      } finally {
        await bench.close()
      }
    }),
    { numRuns: 8, endOnFailure: true },
  )
  await open()
})
