import type { Timer } from '../../../platform/clock/timer.ts'
import { createScannerDevice, noise, noiseBytes, type ScannerDevice } from './scanner-device.ts'

/** How a scanner that types is set. */
export interface HidKeyboardDeviceSettings {
  /** Boot reports of eight bytes; the same behind a report id; or a bit for each key (no limit of keys at once). */
  readonly reports?: 'boot' | 'with-id' | 'bitmap'
  /** How it types GS. */
  readonly separator?: 'ctrl' | 'alt-keypad'
  readonly end?: 'enter' | 'tab' | 'none'
  /** Between two reports: the interrupt endpoint's interval. */
  readonly intervalMs?: number
  readonly timer?: Timer
  readonly seed?: number
}

const REPORT_ID = 1
/** Keys of a bitmap: usages 0 to 0x67. */
const BITMAP_KEYS = 0x68

/** HID 1.11, appendix E.6: the boot keyboard's report descriptor, the lights left out; with a report id where one is set. */
function bootDescriptor(id: readonly number[]): number[] {
  return [
    ...[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, ...id], // Generic Desktop: Keyboard
    ...[0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02], // modifiers
    ...[0x95, 0x01, 0x75, 0x08, 0x81, 0x01], // a reserved byte
    ...[0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xc0], // six keys
  ]
}

const bitmapDescriptor = [
  ...[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x85, REPORT_ID],
  ...[0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02],
  ...[0x19, 0x00, 0x29, BITMAP_KEYS - 1, 0x95, BITMAP_KEYS, 0x81, 0x02, 0xc0],
]

const control = 1
const shift = 2
const alt = 4

/** Runs of keys on a US keyboard: the first one's code, and their characters plain and shifted. */
const runs: readonly [number, string, string][] = [
  [4, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [30, '1234567890', '!@#$%^&*()'],
  [44, ' -=[]\\', ' _+{}|'],
  [51, ";'`,./", ':"~<>?'],
]

interface Stroke {
  readonly modifiers: number
  readonly key: number
}

function strokeOf(character: string): Stroke {
  for (const [first, plain, shifted] of runs) {
    const at = plain.indexOf(character)
    if (at >= 0) return { modifiers: 0, key: first + at }
    const shiftedAt = shifted.indexOf(character)
    if (shiftedAt >= 0) return { modifiers: shift, key: first + shiftedAt }
  }
  throw new RangeError(`a US keyboard has no ${JSON.stringify(character)}`)
}

/** A scanner in keyboard mode: a report for each key that goes down, and one for each that comes up. */
export function createHidKeyboardDevice(settings: HidKeyboardDeviceSettings = {}): ScannerDevice {
  const { reports = 'boot', separator = 'ctrl', end = 'enter', intervalMs = 1, timer, seed = 1 } = settings
  const random = noise(seed)

  const report = (modifiers: number, ...keys: readonly number[]): Uint8Array => {
    if (reports !== 'bitmap') {
      const boot = [modifiers, 0, ...Array.from({ length: 6 }, (_, at) => keys[at] ?? 0)]
      return Uint8Array.from(reports === 'with-id' ? [REPORT_ID, ...boot] : boot)
    }
    const map = new Uint8Array(2 + BITMAP_KEYS / 8)
    map.set([REPORT_ID, modifiers])
    for (const key of keys) map[2 + (key >> 3)] = (map[2 + (key >> 3)] ?? 0) | (1 << (key & 7))
    return map
  }
  const up = () => report(0)
  const tap = ({ modifiers, key }: Stroke) => [report(modifiers, key), up()]
  /** Keypad 1 to 9 are codes 89 to 97, keypad 0 is 98; the digits are typed while Alt is down. */
  const altCode = (digits: string) => [
    report(alt),
    ...[...digits].flatMap((digit) => [report(alt, digit === '0' ? 98 : 88 + Number(digit)), report(alt)]),
    up(),
  ]
  const gs = () =>
    separator === 'ctrl' ? tap({ modifiers: control, key: strokeOf(']').key }) : altCode('029')
  const endKey = { enter: 40, tab: 43, none: 0 }[end]

  const id = reports === 'with-id' ? [0x85, REPORT_ID] : []
  return createScannerDevice({
    reportDescriptor: Uint8Array.from(reports === 'bitmap' ? bitmapDescriptor : bootDescriptor(id)),
    ...(timer && { timer }),
    msOf: () => intervalMs,
    // Then everything comes up, and the line of characters that this may have typed ends.
    garbage: () => [
      ...Array.from({ length: 5 }, () => noiseBytes(random, up().length)),
      up(),
      ...(endKey === 0 ? [] : tap({ modifiers: 0, key: endKey })),
    ],
    letGo: () => [up()],
    // The first key that goes down stays down: its report is sent again and again, and nothing else is.
    stuck: (pieces) => Array.from({ length: 50 }, () => pieces[0] ?? up()),
    piecesOf: ({ aim, text }, hasAim) => [
      ...[...(hasAim ? aim : ''), ...text].flatMap((character) =>
        character === '\x1d' ? gs() : tap(strokeOf(character)),
      ),
      ...(endKey === 0 ? [] : tap({ modifiers: 0, key: endKey })),
    ],
  })
}
