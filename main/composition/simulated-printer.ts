import type {
  FaultMomentName,
  PracticePrinter,
  PrinterActName,
  PrinterFaultName,
} from '../../core/contract/devices.ts'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import { printerModels } from '../../drivers/printers/models.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import type { FaultMoment } from '../../drivers/simulators/machine/printer-fault.ts'
import {
  createPrinterMachine,
  type PrinterMachine,
} from '../../drivers/simulators/machine/printer-machine.ts'
import { openPrintedFiles } from '../../drivers/simulators/printed-files.ts'
import { attachTcp } from '../../drivers/simulators/wires/tcp.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import { openTcp } from '../../drivers/transports/tcp.ts'
import { inTurn } from '../devices/in-turn.ts'

/** The pretend printer of a training workspace, spoken to over TCP 9100's way like a real one. */
export interface SimulatedPrinter {
  readonly printer: Printer
  /** Mends it first; `none` only mends it. */
  inject(fault: PrinterFaultName, at: FaultMomentName): void
  act(act: PrinterActName): void
  now(): PracticePrinter
  close(): Promise<void>
}

/** Bytes that still come through a wire that is cut: less than any label has. */
const CUT_AFTER = 400
const MIDWAY = 0.5

function momentOf(fault: PrinterFaultName, at: FaultMomentName): FaultMoment {
  // A wire that is cut, or a power cut that is over, while no label is at work teaches nothing.
  if (fault === 'wire-cut') return { onBytes: CUT_AFTER }
  if (at === 'mid-label' || (fault === 'power-off' && at === 'now')) return { midLabel: MIDWAY }
  return at === 'after-label' ? 'after-print' : 'now'
}

const acts: Readonly<Record<PrinterActName, (machine: PrinterMachine) => void>> = {
  'open-head': (machine) => machine.openHead(),
  'close-head': (machine) => machine.closeHead(),
  'change-roll': (machine) => machine.changeRoll(),
  pause: (machine) => machine.pressPause(),
  cancel: (machine) => machine.pressCancel(),
  feed: (machine) => machine.pressFeed(),
  'power-off': (machine) => machine.powerOff(),
  'power-on': (machine) => machine.powerOn(),
}

/** What was chosen for a machine, and what it makes of it. */
class Practice {
  readonly #machine
  #chosen: Pick<PracticePrinter, 'fault' | 'at'> = { fault: 'none', at: 'now' }

  #struck = false

  constructor(machine: PrinterMachine) {
    this.#machine = machine
    const struck = () => {
      this.#struck = true
    }
    // With the next thing that happens to a label, to the wire or to the power, the moment has come.
    machine.onPaper(struck)
    machine.onLoss(struck)
    machine.onCut(struck)
    machine.onPower(struck)
  }

  inject(fault: PrinterFaultName, at: FaultMomentName): void {
    this.#machine.mend()
    this.#chosen = { fault, at }
    this.#struck = fault !== 'none' && momentOf(fault, at) === 'now'
    if (fault !== 'none') this.#machine.inject(fault, { at: momentOf(fault, at) })
  }

  act(act: PrinterActName): void {
    const struck = this.now()
    acts[act](this.#machine)
    const left = this.now()
    const isOver =
      (struck.stops.includes(this.#chosen.fault) && !left.stops.includes(this.#chosen.fault)) ||
      (this.#chosen.fault === 'power-off' && act === 'power-on')
    if (isOver) this.#chosen = { fault: 'none', at: 'now' }
  }

  now(): PracticePrinter {
    const { stops, isOn } = this.#machine
    return { ...this.#chosen, struck: this.#struck, stops: [...stops], isOn }
  }
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
  const practice = new Practice(machine)
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
    inject: (fault, at) => practice.inject(fault, at),
    act: (act) => practice.act(act),
    now: () => practice.now(),
    close: async () => {
      await printer.close()
      await close()
    },
  }
}
