import type { Timer } from '../../../platform/clock/timer.ts'
import { type Bitmap, newBitmap } from '../../render/bitmap.ts'
import { jobNameIn } from './job-name.ts'
import type { Reading, ReadLabel } from './language.ts'
import type { Loss, LossReason, Paper, Problem } from './paper.ts'

interface Accepted {
  readonly document: number
  readonly bytes: Uint8Array
}

interface Imaged extends Accepted {
  readonly job: string
  readonly label: ReadLabel
  copiesLeft: number
  copy: number
  /** It was broken off, and is to be printed once more. */
  again: boolean
}

interface Moving {
  readonly image: Imaged
  readonly startMs: number
  readonly durationMs: number
  cancel: () => void
}

export interface Pace {
  /** From the last byte of a document to its picture. */
  readonly imagingMs: number
  readonly mmPerSecond: number
  /** A label takes this long, whatever its length. */
  readonly labelMs?: number
}

export interface PrintSideOptions {
  readonly timer: Timer
  readonly read: (document: Uint8Array) => Reading
  readonly dotsPerMm: number
  readonly pace: Pace
  readonly printsTwo: boolean
  /** Keeps a document that is on paper, and answers where. What it throws makes the label not printed. */
  readonly keep: ((job: string, bytes: Uint8Array, whole: boolean) => string) | undefined
  /** No label may be begun. */
  readonly isStopped: () => boolean
  /** How far into this label an armed fault strikes (0 to 1), else null. */
  readonly begun: () => number | null
  readonly struck: () => void
  /** After each whole label, before anybody can ask. */
  readonly printed: () => void
  readonly paper: (paper: Paper) => void
  readonly loss: (loss: Loss) => void
  readonly refuse: (problems: readonly Problem[]) => void
  /** A document has left the receive buffer. */
  readonly room: () => void
}

/** Labels pictured at a time: the one being printed, and the next. */
const imagesMax = 2

/** The half of a printer that turns documents into paper: read, picture, print from top to bottom, label out. */
export class PrintSide {
  pace: Pace
  papers = 0
  wholePapers = 0
  lastHeightDots = 0
  fedMm = 0
  readonly #options: PrintSideOptions
  readonly #waiting: Accepted[] = []
  readonly #images: Imaged[] = []
  #accepted = 0
  #waitingBytes = 0
  #imaging: (() => void) | null = null
  #moving: Moving | null = null

  constructor(options: PrintSideOptions) {
    this.#options = options
    this.pace = options.pace
  }

  /** Bytes of whole documents that nobody has read yet. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  get unread(): number {
    return this.#waiting.length
  }

  get unprinted(): number {
    return this.#waiting.length + this.#images.length
  }

  /** Labels still to come, copies included, of what was read. */
  get labelsLeft(): number {
    return this.#images.reduce((sum, image) => sum + image.copiesLeft, 0)
  }

  get isImaging(): boolean {
    return this.#imaging !== null
  }

  get isPrinting(): boolean {
    return this.#moving !== null
  }

  accept(bytes: Uint8Array): void {
    this.#waiting.push({ document: ++this.#accepted, bytes })
    this.#waitingBytes += bytes.length
    this.advance()
  }

  /** Does what can be done now: the next picture, the next label. */
  advance(): void {
    while (this.#imaging === null && this.#waiting.length > 0 && this.#images.length < imagesMax) {
      if (this.pace.imagingMs === 0) this.#image()
      else
        this.#imaging = this.#options.timer.after(this.pace.imagingMs, () => {
          this.#imaging = null
          this.#image()
          this.advance()
        })
    }
    const image = this.#images[0]
    if (this.#moving === null && image !== undefined && !this.#options.isStopped()) this.#begin(image)
  }

  /** Breaks off the label that is being printed; `again` prints it once more when the printer goes on. */
  breakOff(again: boolean, fraction?: number): void {
    const moving = this.#moving
    if (moving === null) return
    moving.cancel()
    this.#moving = null
    const { image, startMs, durationMs } = moving
    const elapsed = durationMs === 0 ? 1 : (this.#options.timer.nowMs() - startMs) / durationMs
    const part = Math.min(1, Math.max(0, fraction ?? elapsed))
    const dots = Math.min(image.label.height - 1, Math.floor(image.label.height * part))
    // Not a dot of it is on paper: it has not been begun.
    if (dots === 0) return
    this.#putOut(image, dots)
    if (again) image.again = true
    else this.#copyDone(image)
  }

  /** The label that is being printed, or else the next document, is thrown away. */
  cancelOne(): void {
    if (this.#moving !== null) {
      this.#stopAsCancelled()
      return
    }
    const image = this.#images.shift()
    const next = image ?? this.#waiting.shift()
    if (next === undefined) return
    if (image === undefined) this.#waitingBytes -= next.bytes.length
    this.#lose(next, 'cancelled')
    this.#options.room()
    this.advance()
  }

  /** Throws away every document; the label that is being printed comes out whole. */
  clear(why: LossReason): void {
    this.#imaging?.()
    this.#imaging = null
    const kept = this.#moving?.image
    const lost: (Accepted | Imaged)[] = [...this.#images.filter((image) => image !== kept), ...this.#waiting]
    this.#images.length = 0
    this.#waiting.length = 0
    this.#waitingBytes = 0
    if (kept !== undefined) {
      kept.copiesLeft = 1
      this.#images.push(kept)
    }
    for (const document of lost) this.#lose(document, why)
    this.#options.room()
  }

  #stopAsCancelled(): void {
    const image = this.#moving?.image
    if (image === undefined) return
    image.copiesLeft = 1
    this.breakOff(false)
    const at = this.#images.indexOf(image)
    if (at >= 0) {
      this.#images.splice(at, 1)
      this.#lose(image, 'cancelled')
    }
    this.advance()
  }

  #image(): void {
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#waitingBytes -= next.bytes.length
    const reading = this.#options.read(next.bytes)
    if (reading.ok) {
      const copiesLeft = reading.copies * (this.#options.printsTwo ? 2 : 1)
      const job = jobNameIn(reading.comments)
      this.#images.push({ ...next, job, label: reading, copiesLeft, copy: 1, again: false })
    } else {
      this.#options.refuse(reading.problems)
      this.#lose(next, 'refused')
    }
    this.#options.room()
  }

  #begin(image: Imaged): void {
    const { timer, dotsPerMm } = this.#options
    const { labelMs, mmPerSecond } = this.pace
    const durationMs = labelMs ?? (image.label.height / dotsPerMm / mmPerSecond) * 1000
    const moving: Moving = { image, startMs: timer.nowMs(), durationMs, cancel: () => undefined }
    this.#moving = moving
    this.lastHeightDots = image.label.height
    const fraction = this.#options.begun()
    moving.cancel =
      fraction === null
        ? timer.after(durationMs, () => this.#finish())
        : timer.after(durationMs * fraction, () => this.#options.struck())
  }

  /** The fault that was to strike in the middle of it does not break it off: the rest of the label comes out. */
  resume(): void {
    const moving = this.#moving
    if (moving === null) return
    const leftMs = moving.startMs + moving.durationMs - this.#options.timer.nowMs()
    moving.cancel = this.#options.timer.after(Math.max(0, leftMs), () => this.#finish())
  }

  #finish(): void {
    const moving = this.#moving
    if (moving === null) return
    this.#moving = null
    this.#putOut(moving.image, moving.image.label.height)
    this.#copyDone(moving.image)
    this.#options.printed()
    this.advance()
  }

  #copyDone(image: Imaged): void {
    image.again = false
    image.copy++
    image.copiesLeft--
    if (image.copiesLeft > 0) return
    const at = this.#images.indexOf(image)
    if (at >= 0) this.#images.splice(at, 1)
  }

  /** Kept first: what cannot be kept was not printed. */
  #putOut(image: Imaged, printedDots: number): void {
    const { document, job, bytes, label, copy, again } = image
    const whole = printedDots === label.height
    let file: string | undefined
    try {
      file = this.#options.keep?.(job, bytes, whole)
    } catch (error) {
      const reason = `the job cannot be kept: ${(error as Error).message}`
      this.#options.refuse([{ at: 0, command: '', reason }])
      this.#lose(image, 'not-kept')
      return
    }
    this.papers++
    if (whole) this.wholePapers++
    this.fedMm += printedDots / this.#options.dotsPerMm
    let drawn: Bitmap | undefined
    this.#options.paper({
      index: this.papers,
      document,
      job,
      bytes,
      whole,
      heightDots: label.height,
      printedDots,
      reprinted: again,
      copy,
      atMs: this.#options.timer.nowMs(),
      ...(file === undefined ? {} : { file }),
      get bitmap() {
        drawn ??= topOf(label.draw(), printedDots)
        return drawn
      },
    })
  }

  #lose(lost: Accepted | Imaged, why: LossReason): void {
    const job = 'job' in lost ? lost.job : ''
    this.#options.loss({ document: lost.document, job, bytes: lost.bytes, why })
  }
}

function topOf(bitmap: Bitmap, rows: number): Bitmap {
  if (rows >= bitmap.height) return bitmap
  const top = newBitmap(bitmap.width, bitmap.height)
  top.data.set(bitmap.data.subarray(0, rows * bitmap.stride))
  return top
}
