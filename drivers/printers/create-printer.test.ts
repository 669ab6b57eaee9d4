import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { caseContent } from '../../core/label/template/content.stub.ts'
import { casePage, unitPage } from '../render/label-page.stub.ts'
import type { StoppingFault } from '../simulators/machine/printer-fault.ts'
import { type PrinterSimulator, startPrinterSimulator } from '../simulators/printer.ts'
import { openTcp } from '../transports/tcp.ts'
import { createPrinter } from './create-printer.ts'
import { encodeLabel } from './encode-label.ts'
import { printerModels } from './models.ts'
import type { Printer } from './printer.ts'

const job = (serial: string) => ({
  id: serial,
  bytes: encodeLabel(printerModels.simulated, serial, unitPage({ serial })),
})
const caseBytes = encodeLabel(printerModels.simulated, caseContent.sscc, casePage())
const printed = { end: 'printed', proof: 'idle' }
const uncertain = { end: 'uncertain' }
const first = job('ST1AAAAAAAAAAAA')
const second = job('ST1BBBBBBBBBBBB')

let outDir: string
let simulator: PrinterSimulator
let printer: Printer
let seen: string[]

beforeEach(async () => {
  outDir = mkdtempSync(join(tmpdir(), 'printed-'))
  simulator = await startPrinterSimulator({ outDir })
  const { host, port } = simulator
  printer = createPrinter({
    id: 'printer-1',
    name: 'P1',
    model: { ...printerModels.simulated, answerMs: 2_000 },
    connect: () => openTcp({ host, port }),
  })
  seen = []
  printer.subscribe({ state: (state) => seen.push(state), fault: (failure) => seen.push(failure.code) })
})

afterEach(async () => {
  await printer.close()
  await simulator.close()
  rmSync(outDir, { recursive: true })
})

/** The label is on its way through the printer. */
const untilAtWork = () => expect.poll(() => simulator.machine.condition.isPrinting).toBe(true)

describe('a ZPL printer over TCP 9100', () => {
  it('prints one label after another, each kept whole before it says so', async () => {
    expect(await printer.print(first)).toEqual(printed)
    expect(readdirSync(outDir)).toEqual(['000001-ST1AAAAAAAAAAAA.zpl'])
    expect(await printer.print(second)).toEqual(printed)
    expect(await printer.print({ id: caseContent.sscc, bytes: caseBytes })).toMatchObject(printed)
    const kept = readFileSync(join(outDir, '000002-ST1BBBBBBBBBBBB.zpl'), 'latin1')
    expect(kept).toBe(Buffer.from(second.bytes).toString('latin1').trim())
    expect(simulator.problems).toEqual([])
    expect(printer.state).toBe('ready')
  })

  it('waits for the paper', async () => {
    simulator.setLabelMs(80)
    const printing = printer.print(first)
    await expect(printer.print(second)).rejects.toMatchObject({ code: 'printer-job-running' })
    expect(await printing).toEqual(printed)
    expect(seen).toEqual(['ready', 'printing', 'ready'])
  })

  it.each<StoppingFault>(['media-out', 'ribbon-out', 'head-open', 'hot', 'cutter', 'paused'])(
    'sends nothing while %s, and prints once that is mended',
    async (trouble) => {
      simulator.setTrouble(trouble)
      await expect(printer.print(first)).rejects.toMatchObject({
        code: 'printer-not-ready',
        detail: { state: trouble },
      })
      expect(printer.state).toBe(trouble)
      simulator.setTrouble(null)
      expect(await printer.print(first)).toEqual(printed)
      expect(simulator.printed).toBe(1)
    },
  )

  it('calls a label uncertain when the media run out under it, and never sends it again', async () => {
    simulator.setLabelMs(3_000)
    const printing = printer.print(first)
    await untilAtWork()
    simulator.setTrouble('media-out')
    expect(await printing).toMatchObject(uncertain)
    expect(seen).toContain('printer-fault')
    await expect.poll(() => readdirSync(outDir)).toEqual(['000001-ST1AAAAAAAAAAAA.cut.zpl'])
    simulator.setLabelMs(0)
    simulator.setTrouble(null)
    expect(await printer.print(second)).toEqual(printed)
    // The job said ^JZN: what was broken off stays broken off.
    expect(readdirSync(outDir)).toEqual(['000001-ST1AAAAAAAAAAAA.cut.zpl', '000002-ST1BBBBBBBBBBBB.zpl'])
  })

  it('calls a label uncertain when the printer falls silent, though it did print', async () => {
    simulator.setLabelMs(3_000)
    const printing = printer.print(first)
    await untilAtWork()
    simulator.setSilent(true)
    expect(await printing).toMatchObject(uncertain)
    expect(printer.state).toBe('silent')
    await expect.poll(() => readdirSync(outDir)).toHaveLength(1)
  })

  it('calls a label uncertain when the cable is cut in the middle of it, and nothing of it is printed', async () => {
    expect(await printer.refresh()).toBe('ready')
    simulator.cutAfter(500)
    expect(await printer.print(first)).toMatchObject(uncertain)
    expect(await printer.print(second)).toEqual(printed)
    expect(readdirSync(outDir)).toEqual(['000001-ST1BBBBBBBBBBBB.zpl'])
  })

  it('calls a label uncertain that the printer does not understand', async () => {
    expect(await printer.print({ id: 'x', bytes: Buffer.from('^XA^PW480^LL320^SN1,1,Y^XZ') })).toMatchObject(
      uncertain,
    )
    expect(simulator.problems).toMatchObject([{ command: '^SN', reason: 'unknown command' }])
  })

  it('stops waiting when it is told to', async () => {
    simulator.setLabelMs(10_000)
    const enough = new AbortController()
    const printing = printer.print(first, enough.signal)
    await untilAtWork()
    enough.abort()
    expect(await printing).toMatchObject(uncertain)
  })

  it('says that nothing was sent when nobody is there', async () => {
    await simulator.close()
    await expect(printer.print(first)).rejects.toMatchObject({ code: 'transport-open-failed' })
    expect(printer.state).toBe('silent')
    simulator = await startPrinterSimulator()
  })

  it('numbers on after a restart', async () => {
    await printer.print(first)
    await simulator.close()
    simulator = await startPrinterSimulator({ outDir, port: simulator.port })
    expect(await printer.print(second)).toEqual(printed)
    expect(readdirSync(outDir)).toEqual(['000001-ST1AAAAAAAAAAAA.zpl', '000002-ST1BBBBBBBBBBBB.zpl'])
  })
})
