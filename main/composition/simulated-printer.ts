import type { PrinterFaultName } from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import { printerModels } from '../../drivers/printers/models.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import { type PrinterSimulator, startPrinterSimulator } from '../../drivers/simulators/printer.ts'
import { openTcp } from '../../drivers/transports/tcp.ts'
import { inTurn } from '../devices/in-turn.ts'

/** The pretend printer of a training workspace, spoken to over TCP 9100's way like a real one. */
export interface SimulatedPrinter {
  readonly printer: Printer
  /** Mends it first; `none` only mends it. Throws `fault-not-simulated`. */
  inject(fault: PrinterFaultName): void
  close(): Promise<void>
}

const troubles = ['media-out', 'ribbon-out', 'head-open', 'hot', 'cutter', 'paused'] as const
/** Bytes that still come through: less than any label has. */
const CUT_AFTER = 400

function inject(simulator: PrinterSimulator, fault: PrinterFaultName): void {
  const trouble = troubles.find((name) => name === fault) ?? null
  if (!trouble && fault !== 'none' && fault !== 'silent' && fault !== 'wire-cut')
    throw new BondmarkError('fault-not-simulated', { fault })
  simulator.setSilent(fault === 'silent')
  simulator.setTrouble(trouble)
  if (fault === 'wire-cut') simulator.cutAfter(CUT_AFTER)
}

/** Starts the simulator on loopback and connects the real driver to it. Its jobs become files in `folder`. */
export async function startSimulatedPrinter(folder: string, labelMs: number): Promise<SimulatedPrinter> {
  const simulator = await startPrinterSimulator({ outDir: folder, labelMs })
  const { host, port } = simulator
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
    inject: (fault) => inject(simulator, fault),
    close: async () => {
      await printer.close()
      await simulator.close()
    },
  }
}
