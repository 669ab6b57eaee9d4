import type {
  FaultMomentName,
  PracticePrinter,
  PrinterActName,
  PrinterFaultName,
  ScannerFaultName,
} from '../../core/contract/devices.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { createSerialDevice } from '../../drivers/simulators/scanners/serial-device.ts'
import { planOf, remaining } from '../station/planned-line.ts'
import type { Station } from '../station/station.ts'
import type { StoredLine } from '../store/plans.ts'
import { readPrinted } from './label-eye.ts'
import type { PrinterTray } from './printer-tray.ts'

/** A code on a sample box, as bytes of a scanner. */
export interface SampleGoods {
  readonly title: string
  readonly titleZh: string
  readonly note: string
  readonly bytes: string
}

const SAMPLES_MAX = 9

/** The simulated printer, as hands can get at it. */
export interface PrinterInHand {
  inject(fault: PrinterFaultName, at: FaultMomentName): Promise<void>
  act(act: PrinterActName): Promise<void>
  now(): PracticePrinter
}

/** What a person at a training station can do without hardware: hold sample goods and printed labels to the scanner. */
export class TrainingHands {
  readonly #station
  readonly #tray
  readonly #printer
  /** What reads the sample goods: it sends their bytes, with the fault that it has. */
  readonly #scanner = createSerialDevice()
  #scannerFault: ScannerFaultName = 'none'

  constructor(station: Station, tray: PrinterTray, printer: PrinterInHand) {
    this.#station = station
    this.#tray = tray
    this.#printer = printer
  }

  /** Codes to scan: lines that still expect goods, one of each kind of decision first, then a mistake or two. */
  goods(): SampleGoods[] {
    const open = this.#station.ctx.store.plans.lines().filter((line) => !line.closedAt && remaining(line) > 0)
    const kinds = ['label', 'label', 'label', 'exempt', 'whitelisted', 'hold', 'refuse'] as const
    const chosen: StoredLine[] = []
    for (const kind of kinds) {
      const line = open.find(
        (candidate) => candidate.verdict === kind && !chosen.some((c) => c.gtin === candidate.gtin),
      )
      if (line) chosen.push(line)
    }
    const goods = chosen.slice(0, SAMPLES_MAX - 2).map((line, at) => this.#sample(line, at % 2 === 0))
    return [
      ...goods,
      {
        title: 'Goods in no plan',
        titleZh: '计划外货物',
        note: 'EAN-13',
        bytes: this.#read(']E0', '9506000199993'),
      },
      {
        title: 'Damaged code',
        titleZh: '破损条码',
        note: '?',
        bytes: this.#read(']d2', '0109506\x02?'),
      },
    ]
  }

  /** Holds a printed label to the scanner. */
  async scanLabel(job: number): Promise<string> {
    const label = this.#station.ctx.store.labels.get(job)
    if (!label) throw new BondmarkError('label-not-found', { serial: String(job) })
    const symbol = await readPrinted(this.#tray, label, 'hid-1')
    await this.#station.scan(symbol)
    return symbol.text
  }

  async printerFault(fault: PrinterFaultName, at: FaultMomentName = 'now'): Promise<void> {
    await this.#printer.inject(fault, at)
    this.#station.changed()
  }

  /** Presses a key of the printer, or opens and closes it. */
  async printerAct(act: PrinterActName): Promise<void> {
    await this.#printer.act(act)
    this.#station.changed()
  }

  printerNow(): PracticePrinter {
    return this.#printer.now()
  }

  /** Sample goods are read with this fault from now on. */
  scannerFault(fault: ScannerFaultName): void {
    this.#scannerFault = fault
    this.#scanner.mend()
    if (fault === 'cut') this.#scanner.inject({ fault, pieces: 1 })
    else if (fault !== 'none') this.#scanner.inject({ fault })
    this.#station.changed()
  }

  scannerNow(): ScannerFaultName {
    return this.#scannerFault
  }

  #sample(line: StoredLine, withLot: boolean): SampleGoods {
    const plan = planOf(line)
    const expiry = plan.expiry.slice(2).replaceAll('-', '')
    return {
      title: plan.nameEn,
      titleZh: plan.nameZh,
      note: withLot ? `DataMatrix · ${line.lot}` : 'EAN-13',
      // The lot stands before the expiry, so that a scanner that swallows separators shows.
      bytes: withLot
        ? this.#read(']d2', `01${line.gtin}10${line.lot}\x1d17${expiry}`)
        : this.#read(']E0', line.gtin.slice(1)),
    }
  }

  #read(aim: string, text: string): string {
    return toBase64Url(Buffer.concat(this.#scanner.piecesNow({ aim, text })))
  }
}
