import type { SerialFraming } from '../serial/serial-framing.ts'
import { key } from './us-keys.ts'

/** How a scanner that types sends what it reads. All type as a US keyboard does: a scanner is set to a country. */
export interface HidKeyboardModel {
  readonly id: string
  readonly name: string
  /** Enter types CR, Tab types HT: a terminator is one of them, or silence. */
  readonly framing: SerialFraming
  /** Keys that stand for a byte beside those of a US keyboard. */
  readonly bytesOfKeys: ReadonlyMap<number, number>
}

const CR = 0x0d
const HT = 0x09
const GS = 0x1d
const none: ReadonlyMap<number, number> = new Map()
/** Handheld scanners of Honeywell (Hand Held Products) whose keyboard function codes are on type Down for GS. */
const downIsGs = new Map([[0x51, GS]])

/** Scanners in keyboard mode. Every row reads Ctrl chords (Ctrl+] is GS) and Alt with the keypad (Alt 029 is GS). */
export const hidKeyboardModels: readonly HidKeyboardModel[] = [
  {
    id: 'hid-keyboard-enter',
    name: 'Keyboard scanner, Enter at the end',
    framing: { suffix: [CR] },
    bytesOfKeys: none,
  },
  {
    id: 'hid-keyboard-tab',
    name: 'Keyboard scanner, Tab at the end',
    framing: { suffix: [HT] },
    bytesOfKeys: none,
  },
  {
    id: 'hid-keyboard-silence',
    name: 'Keyboard scanner, nothing at the end',
    framing: { suffix: [] },
    bytesOfKeys: none,
  },
  {
    id: 'hid-keyboard-down-gs',
    name: 'Keyboard scanner, Enter at the end, Down for GS',
    framing: { suffix: [CR] },
    bytesOfKeys: downIsGs,
  },
]

/** Keys that type a byte on every keyboard. */
export const typedBytes: ReadonlyMap<number, number> = new Map([
  [key.enter, CR],
  [key.keypadEnter, CR],
  [key.tab, HT],
])
