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

/** GS (FNC1 in data) as scanners in keyboard mode send it. */
const GS = '\u001d'

/** The character of a physical key, or null when the key writes none. */
export function usCharacter(code: string, keys: { shift: boolean; ctrl: boolean }): string | null {
  if (keys.ctrl) return code === 'BracketRight' ? GS : null
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return keys.shift ? letter : letter.toLowerCase()
  const digit = /^(Digit|Numpad)([0-9])$/.exec(code)
  if (digit) {
    const [, row, value = ''] = digit
    return keys.shift && row === 'Digit' ? (overDigits[Number(value)] ?? null) : value
  }
  return (keys.shift ? shifted[code] : undefined) ?? plain[code] ?? null
}
