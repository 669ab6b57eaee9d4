import type { PrinterFaultName } from '../../core/contract/devices.ts'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import { printerModels } from '../../drivers/printers/models.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import type { FaultOptions } from '../../drivers/simulators/machine/printer-fault.ts'
import { createPrinterMachine } from '../../drivers/simulators/machine/printer-machine.ts'
import { openPrintedFiles } from '../../drivers/simulators/printed-files.ts'
import { attachTcp } from '../../drivers/simulators/wires/tcp.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import { openTcp } from '../../drivers/transports/tcp.ts'
import { inTurn } from '../devices/in-turn.ts'

/** The pretend printer of a training workspace, spoken to over TCP 9100's way like a real one. */
export interface SimulatedPrinter {
  readonly printer: Printer
  /** Mends it first; `none` only mends it. */
  inject(fault: PrinterFaultName): void
  close(): Promise<void>
}

/** Faults that teach nothing while no label is at work: they strike in the middle of the next one. */
const inTheMiddle: Partial<Record<PrinterFaultName, FaultOptions>> = {
  'power-off': { at: { midLabel: 0.5 } },
  'wire-cut': { at: { onBytes: 400 } },
}

/** Starts the machine on loopback and connects the real driver to it. Its jobs become files in `folder`. */
export async function startSimulatedPrinter(folder: string, labelMs: number): Promise<SimulatedPrinter> {
  const files = openPrintedFiles(folder, 'zpl')
  const machine = createPrinterMachine({
    language: zplLanguage,
    model: 'ZD421',
    labelMs,
    keep: (job, bytes, whole) => files.save(job, bytes, whole),
  })
  const { host, port, close } = await attachTcp(machine)
  const printer = inTurn(
    createPrinter({
      id: 'printer-1',
      name: 'ZD421',
      model: printerModels.simulated,
      connect: () => openTcp({ host, port }),
    }),
  )
  return {
    printer,
    inject: (fault) => {
      machine.mend()
      if (fault !== 'none') machine.inject(fault, inTheMiddle[fault])
    },
    close: async () => {
      await printer.close()
      await close()
    },
  }
}
