import { realTimer, type Timer } from '../../../platform/clock/timer.ts'

/** What a scanner is held in front of. */
export interface Target {
  /** AIM symbology id (ISO/IEC 15424), as `]C1`. */
  readonly aim: string
  /** With GS (0x1d) where the symbol has FNC1 as separator. */
  readonly text: string
}

/**
 * What can be wrong with a scanner: it sends each symbol twice; a key of it stays down; noise comes before each symbol; it
 * swallows separators; it is set to send no AIM id; it breaks off after so many pieces and says nothing more of it.
 */
export type ScannerFault =
  | { readonly fault: 'double-trigger' | 'stuck-key' | 'garbage' | 'lost-gs' | 'no-aim' }
  | { readonly fault: 'cut'; readonly pieces: number }

/** A scanner as it is at its end of the cable. */
export interface ScannerDevice {
  /** What it says of its reports (HID alone). */
  readonly reportDescriptor?: Uint8Array
  /** A symbol as it goes out: HID reports, or bytes in the pieces in which a serial line gives them. */
  piecesOf(target: Target): Uint8Array[]
  /** The same with the faults that it has now. */
  piecesNow(target: Target): Uint8Array[]
  /** Noise as it comes over this kind of cable; each call another. */
  noise(): Uint8Array[]
  /** The trigger is pulled: what was read goes out at the device's pace, after what is still going out. */
  pull(target: Target): void
  inject(fault: ScannerFault): void
  mend(): void
  /** Listens to what goes out. Returns the function that ends it. */
  onSend(listener: (piece: Uint8Array) => void): () => void
  /** Its power goes: what has not gone out yet is gone. */
  unplug(): void
  replug(): void
}

/** What tells one kind of scanner from another. */
export interface ScannerDeviceParts {
  readonly reportDescriptor?: Uint8Array
  piecesOf(target: Target, hasAim: boolean): Uint8Array[]
  /** Noise as it comes over this kind of cable, in pieces. */
  garbage(): Uint8Array[]
  /** What goes out of a symbol while a key stays down. Kinds without keys have none. */
  stuck?(pieces: readonly Uint8Array[]): Uint8Array[]
  /** What it sends when that key comes up at last. */
  letGo?(): Uint8Array[]
  /** How long a piece takes on the cable. */
  msOf(piece: Uint8Array): number
  readonly timer?: Timer
}

/** A scanner of any kind: its pace, its faults, its plug. */
export function createScannerDevice(parts: ScannerDeviceParts): ScannerDevice {
  const { timer = realTimer, msOf, reportDescriptor } = parts
  const listeners = new Set<(piece: Uint8Array) => void>()
  const waiting: Uint8Array[] = []
  const faults = new Map<ScannerFault['fault'], ScannerFault>()
  let cancel: (() => void) | undefined
  let isPlugged = true

  const sendNext = () => {
    const [piece] = waiting
    if (piece === undefined || cancel !== undefined) return
    cancel = timer.after(msOf(piece), () => {
      cancel = undefined
      waiting.shift()
      for (const listener of [...listeners]) listener(piece)
      sendNext()
    })
  }

  const readAs = ({ aim, text }: Target): Uint8Array[] => {
    const seen = faults.has('lost-gs') ? text.replaceAll('\x1d', '') : text
    const pieces = parts.piecesOf({ aim, text: seen }, !faults.has('no-aim'))
    const twice = faults.has('double-trigger') ? [...pieces, ...pieces] : pieces
    const held = faults.has('stuck-key') && parts.stuck ? parts.stuck(twice) : twice
    const all = faults.has('garbage') ? [...parts.garbage(), ...held] : held
    const cut = faults.get('cut')
    return cut?.fault === 'cut' ? all.slice(0, cut.pieces) : all
  }

  return {
    ...(reportDescriptor && { reportDescriptor }),
    piecesOf: (target) => parts.piecesOf(target, true),
    piecesNow: readAs,
    noise: parts.garbage,
    pull: (target) => {
      if (!isPlugged) return
      waiting.push(...readAs(target))
      sendNext()
    },
    inject: (fault) => {
      faults.set(fault.fault, fault)
    },
    mend: () => {
      if (faults.has('stuck-key') && parts.letGo) waiting.push(...parts.letGo())
      faults.clear()
      sendNext()
    },
    onSend: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    unplug: () => {
      isPlugged = false
      cancel?.()
      cancel = undefined
      waiting.length = 0
    },
    replug: () => {
      isPlugged = true
    },
  }
}

/** Noise that is the same for the same seed (mulberry32). */
export function noise(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const noiseBytes = (random: () => number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => Math.floor(random() * 256))
