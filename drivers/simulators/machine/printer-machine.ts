import { realTimer, type Timer } from '../../../platform/clock/timer.ts'
import { FaultPlan } from './fault-plan.ts'
import type { PrinterCondition, PrinterOrder, Received } from './language.ts'
import { Listeners } from './listeners.ts'
import type { PrinterMachineOptions } from './machine-options.ts'
import type { Loss, Paper, Problem } from './paper.ts'
import { type Pace, PrintSide } from './print-side.ts'
import {
  breaksOff,
  type FaultOptions,
  isStopping,
  noQuirks,
  type PrinterFault,
  type PrinterQuirks,
  type StoppingFault,
} from './printer-fault.ts'
import { type FlowControl, ReceiveSide } from './receive-side.ts'
import { seededRandom } from './seeded-random.ts'
import { Voice } from './voice.ts'

const problemsMax = 100
const xon = Uint8Array.of(0x11)
const xoff = Uint8Array.of(0x13)

/**
 * A label printer that behaves like one: bytes go into a buffer that fills, documents are read by a strict interpreter,
 * labels come out from top to bottom at the speed of the paper, and everything that can go wrong does when it is told to.
 * It knows no wire: `receive` takes bytes, `onSend` gives them.
 */
export class PrinterMachine {
  readonly timer: Timer
  readonly flow: FlowControl
  readonly problems: Problem[] = []
  readonly #options: PrinterMachineOptions
  readonly #quirks: PrinterQuirks
  readonly #intake
  readonly #reader
  readonly #receiving: ReceiveSide
  readonly #printing: PrintSide
  readonly #voice: Voice
  readonly #plan = new FaultPlan()
  readonly #stops = new Set<StoppingFault>()
  readonly #onPaper = new Listeners<Paper>()
  readonly #onLoss = new Listeners<Loss>()
  readonly #onRoom = new Listeners<void>()
  readonly #onCut = new Listeners<void>()
  readonly #onPower = new Listeners<boolean>()
  /** Each returns the function that ends the subscription. */
  readonly onSend = (listener: (bytes: Uint8Array) => void) => this.#voice.onSend(listener)
  readonly onPaper = (listener: (paper: Paper) => void) => this.#onPaper.add(listener)
  readonly onLoss = (listener: (loss: Loss) => void) => this.#onLoss.add(listener)
  /** There may be room again for bytes that were not taken. */
  readonly onRoom = (listener: () => void) => this.#onRoom.add(listener)
  readonly onCut = (listener: () => void) => this.#onCut.add(listener)
  readonly onPower = (listener: (on: boolean) => void) => this.#onPower.add(listener)
  #isOn = true
  #isCut = false
  #reprints: boolean
  #labelWaiting = false
  #lostBytes = 0
  #lateMs = 5000
  #isReceiving = false

  constructor(options: PrinterMachineOptions) {
    const { language, timer = realTimer, dotsPerMm = 8, flow = 'none' } = options
    const { imagingMs = 0, mmPerSecond = 100, labelMs } = options
    this.timer = timer
    this.flow = flow
    this.#options = options
    this.#quirks = { ...noQuirks, ...options.quirks }
    this.#reprints = options.reprintsAfterError ?? true
    this.#intake = language.createIntake(this.#quirks)
    this.#reader = language.createReader({ dotsPerMm, quirks: this.#quirks })
    this.#voice = new Voice(timer, seededRandom(options.seed ?? 1))
    this.#printing = new PrintSide({
      timer,
      read: (document) => {
        const reading = this.#reader.read(document)
        if (reading.ok) this.#reprints = reading.reprintsAfterError ?? this.#reprints
        return reading
      },
      dotsPerMm,
      pace: labelMs === undefined ? { imagingMs, mmPerSecond } : { imagingMs, mmPerSecond, labelMs },
      printsTwo: this.#quirks.printsTwo,
      keep: options.keep,
      isStopped: () => !this.#isOn || this.#stops.size > 0 || this.#labelWaiting,
      begun: () => this.#plan.midLabel,
      struck: () => this.#strikeMidLabel(),
      printed: () => this.#labelOut(),
      paper: (paper) => this.#onPaper.tell(paper),
      loss: (loss) => this.#onLoss.tell(loss),
      refuse: (problems) => this.#refuse(problems),
      room: () => this.#madeRoom(),
    })
    this.#receiving = new ReceiveSide({
      intake: this.#intake,
      bufferBytes: options.bufferBytes ?? 65_536,
      flow,
      waitingBytes: () => this.#printing.waitingBytes,
      tellSender: (clear) => {
        if (flow === 'xon-xoff') this.#voice.raw(clear ? xon : xoff)
      },
    })
  }

  /** Labels that came out whole since it was made. */
  get printed(): number {
    return this.#printing.wholePapers
  }

  /** What stops it, if anything does. */
  get stops(): ReadonlySet<StoppingFault> {
    return this.#stops
  }

  get isOn(): boolean {
    return this.#isOn
  }

  /** Nothing received waits to be printed, and no paper moves. */
  get isIdle(): boolean {
    return this.#printing.unprinted === 0
  }

  /** RTS/CTS as far as a machine without a wire knows it: whether it lets the other side send. */
  get isClearToSend(): boolean {
    return this.#receiving.isClear
  }

  /** Bytes that came while there was no room for them, as a wire without flow control loses them. */
  get lostBytes(): number {
    return this.#lostBytes
  }

  /** Answers how many of the bytes were taken; a wire keeps or loses the rest, as wires of its kind do. */
  receive(bytes: Uint8Array): number {
    this.#isReceiving = true
    const taken = this.#take(bytes)
    this.#isReceiving = false
    this.#receiving.look()
    return taken
  }

  /** As on a wire without flow control: what there is no room for is lost. */
  receiveAll(bytes: Uint8Array): void {
    this.#lostBytes += bytes.length - this.receive(bytes)
  }

  /** Lets a fault happen, now or at its moment. */
  inject(fault: PrinterFault, options: FaultOptions = {}): void {
    const { at = 'now' } = options
    if (at === 'now') this.#strike(fault, options)
    else {
      if (options.lateMs !== undefined) this.#lateMs = options.lateMs
      this.#plan.arm(fault, at)
    }
  }

  /** Everything is put right that is wrong or was going to be, and the printer goes on. */
  mend(): void {
    const stopped = [...this.#stops].some((fault) => fault !== 'paused')
    this.#plan.clear()
    this.#voice.mend()
    this.#receiving.reset()
    this.#stops.clear()
    if (stopped && this.#quirks.staysPausedAfterFault) this.#stops.add('paused')
    this.#isCut = false
    if (!this.#isOn) this.powerOn()
    this.#goOn()
  }

  setPace(pace: Pace): void {
    this.#printing.pace = pace
  }

  openHead(): void {
    this.#strike('head-open', {})
  }

  closeHead(): void {
    this.#mendStops('head-open')
  }

  /** Opens the head, puts in a new roll and a new ribbon, closes it. */
  changeRoll(): void {
    this.#strike('head-open', {})
    this.#mendStops('media-out', 'ribbon-out', 'jam', 'head-open')
  }

  /** The PAUSE button. */
  pressPause(): void {
    if (this.#stops.has('paused')) this.#mendStops('paused')
    else this.#stops.add('paused')
  }

  /** The CANCEL button throws away the label that is being printed, or else the next document. */
  pressCancel(): void {
    this.#printing.cancelOne()
  }

  /** The FEED button: an empty label. */
  pressFeed(): void {
    this.#printing.fedMm += this.#printing.lastHeightDots / (this.#options.dotsPerMm ?? 8)
  }

  /** Takes the label out of the peeler. */
  takeLabel(): void {
    this.#labelWaiting = false
    this.#printing.advance()
  }

  powerOff(): void {
    if (!this.#isOn) return
    this.#printing.breakOff(false)
    this.#isOn = false
    this.#forget('power-off')
    // A roll that is out stays out.
    this.#stops.delete('paused')
    this.#voice.hush()
    this.#onPower.tell(false)
  }

  /** With everything set as it was when it left the factory. */
  powerOn(): void {
    if (this.#isOn) return
    this.#isOn = true
    this.#receiving.reset()
    this.#receiving.look()
    this.#onPower.tell(true)
  }

  /** The connection is over, and the printer noticed: what was begun is never ended. */
  disconnected(): void {
    this.#isCut = false
    this.#cutOff(this.#intake.clear())
  }

  get condition(): PrinterCondition {
    const printing = this.#printing
    return {
      model: this.#options.model ?? 'SIM-1',
      dotsPerMm: this.#options.dotsPerMm ?? 8,
      stops: this.#stops,
      formats: this.#quirks.forgetsReadFormats ? printing.unread : printing.unprinted,
      partial: this.#intake.held > 0,
      bufferFull: this.#receiving.isFull,
      labelsLeft: printing.labelsLeft,
      isImaging: printing.isImaging,
      isPrinting: printing.isPrinting,
      labelWaiting: this.#labelWaiting,
      heightDots: printing.lastHeightDots,
      labelsPrinted: printing.papers,
      fedMm: printing.fedMm,
      quirks: this.#quirks,
    }
  }

  #take(bytes: Uint8Array): number {
    let taken = 0
    while (taken < bytes.length) {
      if (!this.#isOn || this.#isCut) return bytes.length
      const rest = bytes.subarray(taken)
      const count = Math.min(this.#receiving.roomFor(rest), this.#plan.bytesUntilNext)
      if (count === 0) break
      for (const received of this.#intake.push(rest.subarray(0, count))) this.#handle(received)
      taken += count
      const due = this.#plan.countBytes(count)
      for (const fault of due) this.#strike(fault, {})
      // What was still on its way never arrives.
      if (due.includes('wire-cut')) return bytes.length
    }
    return taken
  }

  #handle(received: Received): void {
    switch (received.kind) {
      case 'document':
        this.#printing.accept(received.bytes)
        return
      case 'question':
        if (this.#quirks.silentWhilePrinting && this.#printing.isPrinting) return
        this.#voice.answer(this.#options.language.answer(received.question, this.condition))
        return
      case 'order':
        this.#obey(received.order)
        return
      case 'cut-off':
        this.#cutOff(received.bytes)
        return
      case 'stray':
        this.#refuse([{ at: 0, command: received.text.slice(0, 3), reason: 'no command that it knows' }])
    }
  }

  #obey(order: PrinterOrder): void {
    switch (order) {
      case 'pause':
        this.#stops.add('paused')
        return
      case 'resume':
        this.#mendStops('paused')
        return
      case 'cancel':
        this.#printing.clear('cancelled')
        return
      case 'restart':
        this.powerOff()
        this.powerOn()
        return
      case 'feed':
        this.pressFeed()
    }
  }

  #strike(fault: PrinterFault, { lateMs }: FaultOptions): void {
    if (isStopping(fault)) {
      this.#stops.add(fault)
      if (breaksOff(fault)) this.#printing.breakOff(this.#printsAgain)
      return
    }
    if (this.#voice.strike(fault, lateMs ?? this.#lateMs) || this.#receiving.strike(fault)) return
    if (fault === 'power-off') this.powerOff()
    if (fault !== 'wire-cut') return
    this.#isCut = true
    this.#onCut.tell()
  }

  get #printsAgain(): boolean {
    return this.#reprints || this.#quirks.reprintsRegardless
  }

  #strikeMidLabel(): void {
    const fraction = this.#plan.midLabel
    for (const fault of this.#plan.takeMidLabel()) {
      // Exactly there, whatever the timer's grain.
      if (fault === 'power-off') this.#printing.breakOff(false, fraction ?? undefined)
      else if (breaksOff(fault)) this.#printing.breakOff(this.#printsAgain, fraction ?? undefined)
      this.#strike(fault, {})
    }
    this.#printing.resume()
  }

  #labelOut(): void {
    if (this.#quirks.peels) this.#labelWaiting = true
    for (const fault of this.#plan.takeAfterPrint()) this.#strike(fault, {})
  }

  #mendStops(...faults: StoppingFault[]): void {
    const others = faults.filter((fault) => fault !== 'paused' && this.#stops.has(fault))
    for (const fault of faults) this.#stops.delete(fault)
    if (others.length > 0 && this.#quirks.staysPausedAfterFault) this.#stops.add('paused')
    this.#goOn()
  }

  #goOn(): void {
    this.#printing.advance()
    this.#madeRoom()
  }

  #madeRoom(): void {
    this.#receiving.look()
    // While it takes bytes it looks for room itself.
    if (!this.#isReceiving) this.#onRoom.tell()
  }

  #forget(why: Loss['why']): void {
    const begun = this.#intake.clear()
    if (begun.length > 0) this.#onLoss.tell({ document: 0, job: '', bytes: begun, why })
    this.#printing.clear(why)
    this.#reader.reset()
    this.#labelWaiting = false
    this.#reprints = this.#options.reprintsAfterError ?? true
  }

  #cutOff(begun: Uint8Array): void {
    if (begun.length > 0) this.#onLoss.tell({ document: 0, job: '', bytes: begun, why: 'cut-off' })
  }

  #refuse(problems: readonly Problem[]): void {
    this.problems.push(...problems.slice(0, problemsMax - this.problems.length))
    this.#stops.add('paused')
  }
}

export function createPrinterMachine(options: PrinterMachineOptions): PrinterMachine {
  return new PrinterMachine(options)
}
