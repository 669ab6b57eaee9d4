/** Key codes of the HID Usage Tables' Keyboard/Keypad page (0x07) that stand for no character of their own. */
export const key = {
  enter: 0x28,
  tab: 0x2b,
  keypadEnter: 0x58,
  keypad1: 0x59,
  keypad0: 0x62,
  leftControl: 0xe0,
  leftShift: 0xe1,
  leftAlt: 0xe2,
  leftGui: 0xe3,
  rightControl: 0xe4,
  rightShift: 0xe5,
  rightAlt: 0xe6,
  rightGui: 0xe7,
} as const

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** The other keys of a US keyboard (ANSI), each with its plain and its shifted character. */
const symbols: readonly (readonly [number, string])[] = [
  [0x1e, '1!'],
  [0x1f, '2@'],
  [0x20, '3#'],
  [0x21, '4$'],
  [0x22, '5%'],
  [0x23, '6^'],
  [0x24, '7&'],
  [0x25, '8*'],
  [0x26, '9('],
  [0x27, '0)'],
  [0x2c, '  '],
  [0x2d, '-_'],
  [0x2e, '=+'],
  [0x2f, '[{'],
  [0x30, ']}'],
  [0x31, '\\|'],
  [0x33, ';:'],
  [0x34, `'"`],
  [0x35, '`~'],
  [0x36, ',<'],
  [0x37, '.>'],
  [0x38, '/?'],
  [0x54, '//'],
  [0x55, '**'],
  [0x56, '--'],
  [0x57, '++'],
  [0x59, '11'],
  [0x5a, '22'],
  [0x5b, '33'],
  [0x5c, '44'],
  [0x5d, '55'],
  [0x5e, '66'],
  [0x5f, '77'],
  [0x60, '88'],
  [0x61, '99'],
  [0x62, '00'],
  [0x63, '..'],
]

const characters: ReadonlyMap<number, string> = new Map([
  ...[...letters].map((letter, at): [number, string] => [0x04 + at, letter + letter.toUpperCase()]),
  ...symbols,
])

/** The character of a key on a US keyboard; undefined for keys that have none. */
export function usCharacter(code: number, isShifted: boolean): string | undefined {
  return characters.get(code)?.[isShifted ? 1 : 0]
}

/** The control byte that Ctrl and a key stand for: the low five bits of `@` to `_`, so Ctrl+] is GS. Shift does not matter. */
export function controlByte(code: number): number | undefined {
  for (const isShifted of [false, true]) {
    const character = usCharacter(code, isShifted)?.toUpperCase().charCodeAt(0)
    if (character !== undefined && character >= 0x40 && character <= 0x5f) return character & 0x1f
  }
  return undefined
}
