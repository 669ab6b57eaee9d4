import { describe, it } from 'vitest'
import { createPrinterMachine } from '../simulators/machine/printer-machine.ts'
import { tsplLanguage } from '../simulators/tspl/tspl-language.ts'
import { VirtualTime } from '../simulators/virtual-time.ts'
import { memoryWire } from '../simulators/wires/memory-wire.ts'
import { zplLanguage } from '../simulators/zpl/zpl-language.ts'
import { createPrinter } from './create-printer.ts'
import { type PrinterModel, printerModels } from './models.ts'
import { type PrinterRig, printerCases, runPrinterCase } from './printer.acceptance.ts'

async function rig(model: PrinterModel, like: 'tcp' | 'serial'): Promise<PrinterRig> {
  const timer = new VirtualTime()
  const machine = createPrinterMachine({
    language: model.language === 'zpl' ? zplLanguage : tsplLanguage,
    dotsPerMm: model.dotsPerMm,
    timer,
    seed: 4,
    imagingMs: 80,
    labelMs: 300,
  })
  const connect = async () => memoryWire(machine, { like })
  const printer = createPrinter({ id: 'printer-1', name: 'P1', model, connect, timer })
  return {
    printer,
    machine,
    timer,
    wait: (work) => timer.until(work),
    pass: (ms) => timer.pass(ms),
    dispose: async () => undefined,
  }
}

describe.each([
  ['zpl-203', 'tcp'],
  ['zpl-203', 'serial'],
  ['zebra-203', 'tcp'],
  ['zebra-203', 'serial'],
  ['tspl2-203', 'tcp'],
  ['tspl2-300', 'serial'],
  ['tspl-203', 'serial'],
] as const)('a %s in memory, like %s', (id, like) => {
  it.each(printerCases)('$title', (which) => runPrinterCase(which, () => rig(printerModels[id], like)))
})
