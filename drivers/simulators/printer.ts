import type { Paper, Problem } from './machine/paper.ts'
import type { StoppingFault } from './machine/printer-fault.ts'
import { createPrinterMachine, type PrinterMachine } from './machine/printer-machine.ts'
import { openPrintedFiles } from './printed-files.ts'
import { attachTcp } from './wires/tcp.ts'
import { zplLanguage } from './zpl/zpl-language.ts'

export interface PrinterSimulatorOptions {
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  /** Each printed job becomes a file here, on disk before the status says that it was printed. */
  readonly outDir?: string
  /** Paper speed, milliseconds a label. */
  readonly labelMs?: number
  readonly onLabel?: (paper: Paper) => void
}

export interface PrinterSimulator {
  readonly host: string
  readonly port: number
  readonly machine: PrinterMachine
  /** Labels that came out whole in this run. */
  readonly printed: number
  /** What a strict printer had to refuse. It pauses on the first. */
  readonly problems: readonly Problem[]
  /** null mends the printer; what is queued is then printed. */
  setTrouble(trouble: StoppingFault | null): void
  /** A silent printer takes bytes and prints, and answers nothing. */
  setSilent(silent: boolean): void
  /** Cuts the connection after this many more bytes; the rest is lost. */
  cutAfter(bytes: number): void
  setLabelMs(ms: number): void
  close(): Promise<void>
}

/** A ZPL printer behind TCP 9100, for training and for tests that want no more than that. */
export async function startPrinterSimulator(
  options: PrinterSimulatorOptions = {},
): Promise<PrinterSimulator> {
  const { outDir, onLabel, labelMs = 0, host = '127.0.0.1', port = 0 } = options
  const files = outDir === undefined ? undefined : openPrintedFiles(outDir, zplLanguage.extension)
  const machine = createPrinterMachine({
    language: zplLanguage,
    labelMs,
    ...(files === undefined ? {} : { keep: files.save }),
  })
  if (onLabel !== undefined) machine.onPaper(onLabel)
  const wire = await attachTcp(machine, { host, port })
  return {
    host: wire.host,
    port: wire.port,
    machine,
    get printed() {
      return machine.printed
    },
    problems: machine.problems,
    setTrouble: (trouble) => {
      if (trouble === null) machine.mend()
      else machine.inject(trouble)
    },
    setSilent: (silent) => {
      if (silent) machine.inject('silent')
      else machine.mend()
    },
    cutAfter: (bytes) => machine.inject('wire-cut', { at: { onBytes: bytes } }),
    setLabelMs: (ms) => machine.setPace({ imagingMs: 0, mmPerSecond: 100, labelMs: ms }),
    close: () => wire.close(),
  }
}
