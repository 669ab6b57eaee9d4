import { usCharacter } from './us-layout.ts'
import type { Stroke } from './wedge.ts'

/** What a scanner in keyboard mode does to the keyboard: a key goes down, or Alt comes up. */
export type Sent =
  | { readonly kind: 'down'; readonly at: number; readonly stroke: Stroke }
  | { readonly kind: 'alt-up'; readonly at: number }

type Special = { readonly code: string } | { readonly hold: 'alt' | 'none' }

const specials = (codes: Readonly<Record<number, string>>): Readonly<Record<number, Special>> =>
  Object.fromEntries(
    Object.entries(codes).map(([value, code]) => [
      value,
      code === 'alt+' ? { hold: 'alt' } : code === 'alt-' ? { hold: 'none' } : { code },
    ]),
  )

/**
 * Which keys makers send for control characters when their scanners are set to special keys, as their manuals list them: no two
 * agree, and F9, Escape, arrows and a held Alt are among them.
 */
export const vendorKeys = {
  /** Honeywell Xenon and its kin, keyboard function relationships. */
  functionKeys: specials({
    1: 'NumpadEnter',
    3: 'alt+',
    4: 'alt-',
    7: 'Enter',
    9: 'Tab',
    11: 'Tab',
    12: 'Delete',
    13: 'Enter',
    14: 'Insert',
    15: 'Escape',
    16: 'F11',
    17: 'Home',
    18: 'PrintScreen',
    19: 'Backspace',
    21: 'F12',
    22: 'F1',
    23: 'F2',
    24: 'F3',
    25: 'F4',
    26: 'F5',
    27: 'F6',
    28: 'F7',
    29: 'F8',
    30: 'F9',
    31: 'F10',
  }),
  /** Worth Data: RS holds Alt down and US lets it go. */
  heldAlt: specials({
    1: 'F1',
    2: 'F2',
    3: 'F3',
    4: 'F4',
    5: 'F5',
    6: 'F6',
    7: 'F7',
    9: 'Tab',
    13: 'Enter',
    14: 'F8',
    15: 'F9',
    16: 'F10',
    17: 'Delete',
    18: 'Insert',
    19: 'ArrowLeft',
    20: 'ArrowRight',
    21: 'ArrowDown',
    22: 'ArrowUp',
    23: 'Home',
    24: 'End',
    30: 'alt+',
    31: 'alt-',
  }),
  /** Hand Held Products ValueTeam: GS and RS are arrows. */
  arrows: specials({
    6: 'Escape',
    7: 'F1',
    9: 'Tab',
    10: 'F2',
    11: 'F3',
    12: 'F4',
    13: 'Enter',
    14: 'F5',
    15: 'F6',
    16: 'F7',
    17: 'F8',
    18: 'F9',
    19: 'F10',
    22: 'Insert',
    23: 'Delete',
    24: 'Home',
    25: 'End',
    26: 'PageUp',
    27: 'PageDown',
    28: 'ArrowUp',
    29: 'ArrowDown',
    30: 'ArrowLeft',
    31: 'ArrowRight',
  }),
} as const

export interface Manner {
  /** Milliseconds from key to key. */
  readonly pace: number
  readonly paceOf: (key: number) => number
  readonly suffix: 'Enter' | 'NumpadEnter' | 'Tab' | 'Ctrl+M' | null
  /** An extra wait before the suffix. */
  readonly suffixPause: number
  /** How control characters are sent. */
  readonly controls: 'ctrl' | 'alt' | keyof typeof vendorKeys
  /** `alt`: every character by its number on the numeric pad, so that no layout matters. */
  readonly everything: 'alt' | 'keys'
  readonly inField: boolean
  readonly start: number
}

export const pressed = (code: string, at: number): Stroke => ({
  code,
  at,
  shift: false,
  ctrl: false,
  alt: false,
  altGraph: false,
  meta: false,
  repeat: false,
  inField: false,
})

const codes = [
  ...Array.from({ length: 26 }, (_, i) => `Key${String.fromCharCode(65 + i)}`),
  ...Array.from({ length: 10 }, (_, i) => `Digit${i}`),
  ...[
    'Space',
    'Minus',
    'Equal',
    'BracketLeft',
    'BracketRight',
    'Backslash',
    'Semicolon',
    'Quote',
    'Backquote',
    'Comma',
    'Period',
    'Slash',
  ],
]

/** Which keys a scanner with the US layout presses for a character. */
const keysFor = new Map<string, { code: string; shift: boolean; ctrl: boolean }>()
for (const ctrl of [true, false])
  for (const shift of [true, false])
    for (const code of codes) {
      const character = usCharacter(code, { shift, ctrl })
      if (character !== null) keysFor.set(character, { code, shift, ctrl })
    }

/** The keys that a scanner in keyboard mode presses for a symbol's text. */
export function keyboardScanner(text: string, manner: Partial<Manner> = {}): Sent[] {
  const {
    pace = 5,
    suffix = 'Enter',
    suffixPause = 0,
    controls = 'ctrl',
    everything = 'keys',
    inField = false,
  } = manner
  const sent: Sent[] = []
  let at = manner.start ?? 0
  let isAltHeld = false
  let keys = 0
  const down = (code: string, more: Partial<Stroke> = {}) => {
    at += manner.paceOf?.(keys++) ?? pace
    sent.push({ kind: 'down', at, stroke: { ...pressed(code, at), alt: isAltHeld, inField, ...more } })
  }
  const byNumber = (character: string) => {
    for (const digit of `0${character.charCodeAt(0)}`) down(`Numpad${digit}`, { alt: true })
    sent.push({ kind: 'alt-up', at })
  }
  for (const character of text) {
    const isControl = character < ' '
    const special =
      isControl && controls !== 'ctrl' && controls !== 'alt'
        ? vendorKeys[controls][character.charCodeAt(0)]
        : undefined
    const key = keysFor.get(character)
    if (special !== undefined && 'hold' in special) isAltHeld = special.hold === 'alt'
    else if (special !== undefined) down(special.code)
    else if (everything === 'alt' || (isControl && controls === 'alt')) byNumber(character)
    else if (key) {
      if (key.shift) down('ShiftLeft')
      down(key.code, { shift: key.shift, ctrl: key.ctrl })
    }
  }
  isAltHeld = false
  at += suffixPause
  if (suffix === 'Ctrl+M') down('KeyM', { ctrl: true })
  else if (suffix !== null) down(suffix)
  return sent
}
