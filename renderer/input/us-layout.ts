/**
 * What a keyboard with the US layout means by a physical key. Scanners in keyboard mode are set to that layout; reading
 * `event.code` keeps their data whole under any layout or input method of the person at the desk.
 */
const plain: Readonly<Record<string, string>> = {
  Space: ' ',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadMultiply: '*',
  NumpadDivide: '/',
  NumpadDecimal: '.',
}

const shifted: Readonly<Record<string, string>> = {
  Space: ' ',
  Minus: '_',
  Equal: '+',
  BracketLeft: '{',
  BracketRight: '}',
  Backslash: '|',
  Semicolon: ':',
  Quote: '"',
  Backquote: '~',
  Comma: '<',
  Period: '>',
  Slash: '?',
}

const overDigits = ')!@#$%^&*('

/** Control characters that scanners send as Ctrl with a key that is no letter: GS (FNC1 in data) is Ctrl and `]`. */
const controls: Readonly<Record<string, string>> = {
  BracketLeft: '\u001b',
  Backslash: '\u001c',
  BracketRight: '\u001d',
  Digit6: '\u001e',
  Minus: '\u001f',
}

/** The character of a physical key, or null when the key writes none. */
export function usCharacter(code: string, keys: { shift: boolean; ctrl: boolean }): string | null {
  if (keys.ctrl) {
    const letter = /^Key([A-Z])$/.exec(code)?.[1]
    return letter ? String.fromCharCode(letter.charCodeAt(0) - 64) : (controls[code] ?? null)
  }
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return keys.shift ? letter : letter.toLowerCase()
  const digit = /^(Digit|Numpad)([0-9])$/.exec(code)
  if (digit) {
    const [, row, value = ''] = digit
    return keys.shift && row === 'Digit' ? (overDigits[Number(value)] ?? null) : value
  }
  return (keys.shift ? shifted[code] : undefined) ?? plain[code] ?? null
}
