import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'
import {
  labelJob,
  type PrinterRig,
  printerCases,
  runPrinterCase,
} from '../../drivers/printers/printer.acceptance.ts'
import { createPrinterMachine } from '../../drivers/simulators/machine/printer-machine.ts'
import { attachTcp } from '../../drivers/simulators/wires/tcp.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import { openTransport } from '../../drivers/transports/open-transport.ts'
import { realTimer } from '../../platform/clock/timer.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable } from './serial-cable.ts'

/** Real time is short: so are the model's patience and the machine's labels. */
const model: PrinterModel = {
  ...printerModels['zpl-203'],
  answerMs: 1500,
  pollMs: 15,
  settleMs: 40,
  startMs: 400,
  heartbeatMs: 60_000,
}
const machineOf = () => createPrinterMachine({ language: zplLanguage, seed: 4, imagingMs: 30, labelMs: 150 })
const brief = { timer: realTimer, wait: <T>(work: Promise<T>) => work, pass: (ms: number) => wait(ms / 10) }

async function overTcp(): Promise<PrinterRig> {
  const machine = machineOf()
  const { host, port, close } = await attachTcp(machine)
  const connect = () => openTransport({ kind: 'tcp', host, port })
  return { ...brief, machine, printer: createPrinter({ id: 'p', name: 'P', model, connect }), dispose: close }
}

async function overPty(): Promise<PrinterRig> {
  const machine = machineOf()
  const cable = await laySerialCable()
  cable.onData((bytes) => machine.receiveAll(bytes))
  machine.onSend((bytes) => cable.write(bytes))
  const connect = () =>
    openTransport({
      kind: 'serial',
      path: cable.path,
      baudRate: 115_200,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      flow: 'none',
    })
  return {
    ...brief,
    machine,
    printer: createPrinter({ id: 'p', name: 'P', model, connect }),
    dispose: cable.dispose,
  }
}

const quick = printerCases.filter(({ isSlow }) => !isSlow)

describe.concurrent('a printer over real TCP', () => {
  it.each(quick)('$title', (which) => runPrinterCase(which, overTcp))
})

const missing = missingPrograms(['socat'])

describe
  .skipIf(missing.length > 0)
  .concurrent(suiteName('a printer on a real serial port (pty)', missing), () => {
    it.each(quick.filter(({ cutsWire }) => !cutsWire))('$title', (which) => runPrinterCase(which, overPty))
  })

describe('a printer behind a folder', () => {
  it('is handed the job once, and never says that it was printed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jobs-'))
    const printer = createPrinter({
      id: 'p',
      name: 'P',
      model,
      connect: () => openTransport({ kind: 'file', folder }),
    })
    try {
      expect(await printer.print(labelJob(printer, 'ST1AAAAAAAAAAAA'))).toMatchObject({
        end: 'uncertain',
        why: { code: 'printer-cannot-answer' },
      })
      expect(readdirSync(folder)).toHaveLength(1)
    } finally {
      await printer.close()
      rmSync(folder, { recursive: true })
    }
  })
})
