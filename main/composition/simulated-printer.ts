import { createPrinter } from '../../drivers/printers/create-printer.ts'
import { printerModels } from '../../drivers/printers/models.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import { type PrinterSimulator, startPrinterSimulator } from '../../drivers/simulators/printer.ts'
import { openTcp } from '../../drivers/transports/tcp.ts'

/** The pretend printer of a training workspace, spoken to over TCP 9100's way like a real one. */
export interface SimulatedPrinter {
  readonly printer: Printer
  readonly simulator: PrinterSimulator
  close(): Promise<void>
}

/** Starts the simulator on loopback and connects the real driver to it. Its jobs become files in `folder`. */
export async function startSimulatedPrinter(folder: string, labelMs: number): Promise<SimulatedPrinter> {
  const simulator = await startPrinterSimulator({ outDir: folder, labelMs })
  const { host, port } = simulator
  const printer = createPrinter({
    id: 'printer-1',
    name: 'ZD421',
    model: printerModels.simulated,
    connect: () => openTcp({ host, port }),
  })
  return {
    printer,
    simulator,
    close: async () => {
      await printer.close()
      await simulator.close()
    },
  }
}
