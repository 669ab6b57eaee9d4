import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaultOptions, PrinterFault } from '../../drivers/simulators/machine/printer-fault.ts'
import { machineRows } from './machine-rows.ts'
import { Person } from './person.ts'
import { type MachineRow, type PrinterSpec, PrintingStation } from './printing-station.ts'
import { goods } from './sample-goods.ts'

const row = machineRows['ZPL that counts nothing'] as MachineRow

let at: PrintingStation
let person: Person
beforeEach(async () => {
  at = await PrintingStation.open()
  person = new Person(at)
})
afterEach(() => at.remove())

const labels = () => at.station.view().outstanding
const doubts = () => labels().flatMap(({ doubt }) => doubt?.code ?? [])
const states = () => labels().map(({ state }) => state)
const count = () => ({
  reserved: at.store.labels.newest(1)[0]?.job ?? 0,
  verified: at.store.labels.count('unit', 'verified'),
  voided: at.store.labels.count('unit', 'voided'),
})
const voidIt = (serial: string | undefined, reason = 'not-printed') =>
  at.time.until(at.station.press({ key: 'void', serial: serial ?? '', reason }))

/** A unit whose label suffers this; answers what the station said of it a while later. */
async function printWith(fault: PrinterFault, options: FaultOptions = {}, spec: Partial<PrinterSpec> = {}) {
  await at.standUp({ ...row, ...spec })
  at.place.machine.inject(fault, options)
  await person.scan(goods.unit)
  await at.time.pass(45_000)
  return labels()[0]
}

/** Everything is settled from what the view offers; nothing that must not be has been. */
async function settles(expected: Partial<ReturnType<typeof count>>) {
  expect(await person.settle()).toBeNull()
  expect(at.wrong).toEqual([])
  expect(count()).toMatchObject(expected)
  expect(count().reserved).toBe(count().verified + count().voided)
}

describe('a run of labels', () => {
  it('stands still at its first doubt, says so, and goes on after a roll change and one new serial', async () => {
    await at.standUp(row)
    await person.scan(goods.carton)
    at.place.machine.inject('media-out', { at: { midLabel: 0.5 } })
    await at.time.pass(20_000)
    expect(doubts()).toEqual(['label-doubt-media-out'])
    at.place.machine.changeRoll()
    await at.time.pass(20_000)
    // The printer is well again; the line still waits for a person.
    expect(states().filter((state) => state === 'reserved').length).toBeGreaterThan(2)
    expect(labels().at(-1)?.waits).toMatchObject({ code: 'label-waits-doubt' })
    expect(at.station.view().state.next.code).toBe('next-settle-doubt')
    await settles({ verified: 6, voided: 1 })
  })

  it.each<[string, PrinterFault]>([
    ['the head is opened', 'head-open'],
    ['the paper jams', 'jam'],
    ['the ribbon ends', 'ribbon-out'],
  ])('costs one serial when %s in it', async (_what, fault) => {
    await at.standUp(row)
    await person.scan(goods.carton)
    await at.time.pass(1500)
    at.place.machine.inject(fault, { at: { midLabel: 0.6 } })
    await at.time.pass(20_000)
    expect(doubts()).toEqual([`label-doubt-${fault}`])
    await settles({ verified: 6, voided: 1 })
  })
})

describe('a label', () => {
  it.each<[string, PrinterFault, FaultOptions, string, Partial<PrinterSpec>?]>([
    ['the power goes in the middle of it', 'power-off', { at: { midLabel: 0.4 } }, 'label-doubt-silent'],
    [
      'the cable is pulled while it is written',
      'wire-cut',
      { at: { onBytes: 900 } },
      'label-doubt-wire-cut',
      { like: 'serial' },
    ],
    ['the cutter jams', 'cutter', { at: 'after-print' }, 'label-doubt-cutter'],
    ['the head gets too hot', 'hot', { at: { midLabel: 0.2 } }, 'label-doubt-hot'],
    ['the printer is paused', 'paused', { at: { onBytes: 900 } }, 'label-doubt-paused'],
    ['the printer never answers again', 'silent', { at: { onBytes: 900 } }, 'label-doubt-silent'],
    ['the answers come too late', 'late', { at: { onBytes: 900 }, lateMs: 9000 }, 'label-doubt-silent'],
    ['the answers are rubbish', 'garbled', { at: { onBytes: 900 } }, 'label-doubt-silent'],
    ['the printer stops taking bytes', 'stalled', { at: { onBytes: 900 } }, 'label-doubt-busy'],
  ])(
    'is in doubt when %s, and the screen says why and what to do',
    async (_what, fault, options, code, spec = {}) => {
      const label = await printWith(fault, options, spec)
      expect(label).toMatchObject({ state: 'uncertain', doubt: { code }, mayVoid: 'yes' })
      expect(at.station.view().state.next.code).toBe('next-settle-doubt')
      await settles({ verified: 1 })
    },
  )

  it('that somebody cancels at the printer is a spoiled paper, and its unit gets a new serial', async () => {
    await at.standUp(row)
    await person.scan(goods.unit)
    await at.time.pass(250)
    at.place.machine.pressCancel()
    await at.time.pass(45_000)
    expect(at.place.tray.map(({ whole }) => whole)).toEqual([false])
    await settles({ verified: 1, voided: 1 })
  })

  it('that the firmware prints again after a fault counts once, and the broken paper is destroyed', async () => {
    const label = await printWith(
      'media-out',
      { at: { midLabel: 0.7 } },
      { quirks: { reprintsRegardless: true } },
    )
    expect(label).toMatchObject({ state: 'uncertain', mayComeOut: true })
    at.place.machine.changeRoll()
    await at.time.pass(5000)
    expect(at.place.tray.map(({ whole, reprinted }) => [whole, reprinted])).toEqual([
      [false, false],
      [true, true],
    ])
    await settles({ verified: 1, voided: 0 })
    expect(person.destroyed).toBe(1)
  })

  it('of which two whole papers came out after a doubt counts once: the second is a STOP', async () => {
    await printWith('silent', { at: { onBytes: 900 } }, { quirks: { printsTwo: true } })
    const [first, second] = at.place.tray.splice(0)
    expect([first?.whole, second?.whole]).toEqual([true, true])
    expect(await person.scan(at.textOf(first?.job ?? ''))).toMatchObject({ kind: 'accepted' })
    expect(await person.scan(at.textOf(second?.job ?? ''))).toMatchObject({
      kind: 'stop',
      sentence: { code: 'label-seen-before' },
      next: { code: 'next-destroy-second' },
    })
    expect(count()).toMatchObject({ verified: 1 })
  })

  it('is thrown away by the printer before it is voided', async () => {
    const label = await printWith('paused', { at: { onBytes: 900 } })
    expect(label?.mayComeOut).toBe(true)
    await voidIt(label?.serial)
    at.place.machine.mend()
    await settles({ reserved: 2, verified: 1, voided: 1 })
    expect(at.papers).toBe(1)
  })

  it('that comes out although it was voided is refused, and people were told so', async () => {
    const label = await printWith('paused', { at: { onBytes: 900 } })
    at.place.machine.inject('wire-cut')
    // The cable is out: nobody can tell the printer to throw it away.
    at.place.machine.inject('silent')
    const printer = at.place.printer
    await printer.close()
    expect(await voidIt(label?.serial)).toMatchObject({ next: { code: 'next-destroy-when-it-comes' } })
    expect(at.station.newestLabels(2)[1]).toMatchObject({ state: 'voided', mayComeOut: true })
    at.place.machine.mend()
    await at.time.pass(3000)
    expect(at.place.tray.map(({ whole }) => whole)).toEqual([true])
    expect(await person.scan(at.textOf(label?.serial ?? ''))).toMatchObject({
      kind: 'stop',
      sentence: { code: 'label-voided' },
      next: { code: 'next-destroy-label' },
    })
  })

  it('of which surely no byte went out is not spent: it goes out later, once', async () => {
    const label = await printWith('stalled')
    expect(label?.state).toBe('reserved')
    at.place.machine.mend()
    await settles({ reserved: 1, verified: 1, voided: 0 })
  })

  it('is settled wherever in it the wire was cut', async () => {
    await at.standUp(row)
    for (let bytes = 1; bytes < 7000; bytes += 311) {
      at.place.machine.inject('wire-cut', { at: { onBytes: bytes } })
      await person.scan(goods.unit)
      expect(await person.settle(), `after ${bytes} bytes`).toBeNull()
      at.place.machine.mend()
    }
    await settles({})
  })
})

describe('a station', () => {
  it('that is killed after any of its transactions loses no label and sends none again', async () => {
    await at.standUp(row)
    for (let writes = 0; writes < 9; writes++) {
      at.dieAfter(writes)
      await person.scan(goods.unit).catch(() => undefined)
      await at.time.pass(writes * 400)
      await at.killAndReopen()
      expect(await person.settle(), `killed after ${writes}`).toBeNull()
    }
    await settles({})
  })

  it('whose disk is full at any transition keeps what it knows, and writes it down when there is room', async () => {
    await at.standUp(row)
    for (let writes = 1; writes < 7; writes++) {
      at.fillDisk(writes, 5)
      const taken = await person.scan(goods.unit).catch(() => null)
      await at.time.pass(10_000)
      expect(states(), `full after ${writes}`).not.toContain('sent')
      at.fillDisk(Number.POSITIVE_INFINITY, 0)
      if (taken) expect(await person.settle(), `full after ${writes}`).toBeNull()
    }
    await settles({ voided: 0 })
  })

  it('that is closed while a label prints waits for the answer', async () => {
    await at.standUp(row)
    await person.scan(goods.unit)
    await at.time.pass(200)
    expect(states()).toEqual(['sent'])
    await at.close()
    await at.reopen()
    expect(states()).toEqual(['printed'])
    await settles({ verified: 1, voided: 0 })
  })

  it('that is closed while no answer comes leaves the doubt on record', async () => {
    await at.standUp({ ...row, model: { ...row.model, answerMs: 60_000 } })
    at.place.machine.inject('silent', { at: { onBytes: 900 } })
    await person.scan(goods.unit)
    await at.time.pass(2000)
    expect(states()).toEqual(['sent'])
    await at.close()
    await at.reopen()
    expect(doubts()).toEqual(['label-doubt-closing'])
    await settles({ verified: 1 })
  })

  it('without a printer for its labels keeps them, and says so', async () => {
    await person.scan(goods.unit)
    expect(labels()[0]).toMatchObject({ state: 'reserved', waits: { code: 'label-waits-no-printer' } })
    expect(at.station.view().state.next.code).toBe('next-set-up-printer')
    await at.standUp(row)
    await settles({ verified: 1, voided: 0 })
  })

  it('whose printer stays busy with nothing of ours says so', async () => {
    await at.standUp({ ...row, like: 'serial' })
    at.place.machine.inject('buffer-full')
    await person.scan(goods.unit)
    await at.time.pass(8000)
    expect(labels()[0]).toMatchObject({
      state: 'reserved',
      waits: { code: 'label-waits-printer', detail: { state: 'busy' } },
    })
    await settles({ verified: 1, voided: 0 })
  })

  it('goes on with another printer that takes the place of one that is broken', async () => {
    await at.standUp(row)
    at.place.machine.inject('silent')
    await person.scan(goods.carton)
    await at.time.pass(5000)
    expect(states()).toEqual(Array.from({ length: 6 }, () => 'reserved'))
    await at.standUp(row)
    await settles({ verified: 6, voided: 0 })
  })

  it('sends nothing to a printer while what went out over its former connection has no answer', async () => {
    at.mayCarryPins = false
    await at.standUp(row)
    await person.scan(goods.unit)
    await person.scan(goods.unit)
    const [first, second] = labels()
    const { id, name, model } = at.place.printer
    const sha256 = new Uint8Array(32)
    const way = { printer: id, name, model: model.id, bytes: 1, sha256 }
    const sent = { job: second?.job ?? 0, at: 'before', operator: 'station', ...way }
    const attempt = at.store.attempts.begin(sent)
    at.mayCarryPins = true
    await at.time.pass(20_000)
    expect(at.store.labels.get(first?.job ?? 0)?.state).toBe('reserved')
    at.store.attempts.end(attempt, { at: 'now', answer: 'not-sent', said: null, buffered: false })
    await settles({ reserved: 2, verified: 2, voided: 0 })
  })

  it('sends no PIN over a way that keeps it, until that is allowed', async () => {
    at.mayCarryPins = false
    await at.standUp(row)
    await person.scan(goods.unit)
    await at.time.pass(10_000)
    expect(labels()[0]).toMatchObject({ state: 'reserved', waits: { code: 'label-waits-pins' } })
    expect(at.papers).toBe(0)
    at.mayCarryPins = true
    await settles({ verified: 1, voided: 0 })
  })

  it('lets labels that were reserved for other stock wait for it, and keeps no others waiting for them', async () => {
    at.mayCarryPins = false
    await at.standUp(row)
    await person.scan(goods.unit)
    at.unitStock = '40x30'
    at.mayCarryPins = true
    await person.scan(goods.unit)
    await at.time.pass(10_000)
    const [first, second] = labels()
    expect(first).toMatchObject({ state: 'reserved', waits: { code: 'label-waits-stock' } })
    expect(second?.state).toBe('printed')
    const templateOf = (label: typeof first) => at.store.labels.get(label?.job ?? 0)?.template
    expect([templateOf(first), templateOf(second)]).toEqual(['unit-60x40/1', 'unit-40x30/1'])
    at.unitStock = '60x40'
    await settles({ verified: 2, voided: 0 })
  })

  it('that starts again gives labels that waited for other stock successors on that stock, whatever its printers hold by then', async () => {
    at.mayCarryPins = false
    at.unitStock = '40x30'
    await at.standUp(row)
    await person.scan(goods.unit)
    await at.close()
    at.unitStock = '60x40'
    await at.reopen()
    expect(labels()[0]).toMatchObject({ state: 'reserved' })
    at.mayCarryPins = true
    await at.time.pass(10_000)
    expect(labels()[0]?.waits?.code).toBe('label-waits-stock')
    at.unitStock = '40x30'
    await settles({ verified: 1, voided: 1 })
  })

  it('with a printer for units and another for cases lets neither wait for the other', async () => {
    await at.standUp({ ...row, kinds: ['unit'] })
    const cases = await at.standUp({ ...row, kinds: ['case'] })
    await person.scan(goods.unit)
    expect(await person.settle()).toBeNull()
    const line = { asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' }
    await at.station.press({ key: 'open-case', ...line })
    const [serial] = person.applied
    await person.scan(at.textOf(serial ?? ''))
    at.place.machine.inject('media-out')
    await person.scan(goods.unit)
    await at.station.press({ key: 'close-case' })
    await at.time.pass(20_000)
    expect(labels().map(({ kind, state }) => [kind, state])).toEqual([
      ['unit', 'reserved'],
      ['case', 'printed'],
    ])
    expect(cases.tray.map(({ whole }) => whole)).toEqual([true])
  })
})
