import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usCharacter } from './us-layout.ts'
import { GAP_MS_MAX, type Stroke, Wedge } from './wedge.ts'

const codes = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').map((c) => `Key${c}`),
  ...'0123456789'.split('').map((c) => `Digit${c}`),
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
const keysFor = new Map<string, { code: string; shift: boolean; ctrl: boolean }>([
  ['\u001d', { code: 'BracketRight', shift: false, ctrl: true }],
])
for (const shift of [true, false])
  for (const code of codes)
    keysFor.set(usCharacter(code, { shift, ctrl: false }) ?? '', { code, shift, ctrl: false })

const stroke = (code: string, at: number, more: Partial<Stroke> = {}): Stroke => ({
  code,
  at,
  shift: false,
  ctrl: false,
  alt: false,
  meta: false,
  repeat: false,
  ...more,
})

/** Sends a text as a scanner would, every `pace` ms, and answers what came out of the last stroke. */
function send(wedge: Wedge, text: string, pace: number, start = 0) {
  let at = start
  const heard = [...text].map((c) => {
    const keys = keysFor.get(c)
    if (!keys) throw new Error(`no key for ${c}`)
    at += pace
    if (keys.shift) wedge.hear(stroke('ShiftLeft', at))
    return wedge.hear(stroke(keys.code, at, keys))
  })
  return { heard, end: wedge.hear(stroke('Enter', at + pace)), at: at + pace }
}

const text = (bytes: Uint8Array | undefined) => String.fromCharCode(...(bytes ?? []))

describe('the keyboard wedge', () => {
  it('gives what a scanner sent as bytes ended by CR, and keeps every stroke of it from the page', () => {
    const { heard, end } = send(new Wedge(), ']C1010950600013435217271231\u001d10L2609A', 5)
    expect(heard.every((h) => h.kind === 'kept')).toBe(true)
    expect(end.kind).toBe('scan')
    expect(text(end.bytes)).toBe(']C1010950600013435217271231\u001d10L2609A\r')
  })

  it('gives back any printable text that a scanner can send, exactly', () => {
    const characters = fc.constantFrom(...keysFor.keys())
    fc.assert(
      fc.property(
        fc.array(characters, { minLength: 4, maxLength: 200 }),
        fc.integer({ min: 0, max: GAP_MS_MAX }),
        (chars, pace) => {
          fc.pre(chars[0] !== ' ')
          const { end } = send(new Wedge(), chars.join(''), pace)
          expect(text(end.bytes)).toBe(`${chars.join('')}\r`)
        },
      ),
    )
  })

  it('leaves the keys of a person to the page, in order, once the pause shows that it was a person', () => {
    const wedge = new Wedge()
    expect(wedge.hear(stroke('Digit3', 0)).kind).toBe('kept')
    expect(wedge.settle(10)).toBeNull()
    expect(wedge.settle(GAP_MS_MAX + 1)).toEqual({ kind: 'typed', typed: [stroke('Digit3', 0)] })
    expect(wedge.hear(stroke('Enter', 500))).toEqual({ kind: 'passed', typed: [] })
  })

  it('hands the kept key over first when a quick person presses Enter right after it', () => {
    const wedge = new Wedge()
    wedge.hear(stroke('Digit2', 0))
    expect(wedge.hear(stroke('Enter', 30))).toEqual({ kind: 'passed', typed: [stroke('Digit2', 0)] })
  })

  it('does not take slow typing for a scan, however long it is', () => {
    const wedge = new Wedge()
    const { end } = send(wedge, '9506000134352', GAP_MS_MAX + 20)
    expect(end.kind).toBe('passed')
  })

  it('does not take a key that is held down for a scan', () => {
    const wedge = new Wedge()
    for (let at = 0; at < 300; at += 30) wedge.hear(stroke('Digit1', at, { repeat: at > 0 }))
    expect(wedge.hear(stroke('Enter', 310)).kind).toBe('passed')
  })

  it('says that a scan had no end when the scanner sends no Enter', () => {
    const wedge = new Wedge()
    for (const [i, c] of [...'95060001'].entries()) wedge.hear(stroke(`Digit${c}`, i * 4))
    expect(wedge.settle(500)).toEqual({ kind: 'unended', characters: 8 })
    expect(wedge.settle(900)).toBeNull()
  })

  it('leaves function keys, Escape, Alt and the space bar to the page', () => {
    const wedge = new Wedge()
    for (const code of ['F1', 'Escape', 'Tab', 'ArrowDown', 'Space'])
      expect(wedge.hear(stroke(code, 0)).kind).toBe('passed')
    expect(wedge.hear(stroke('Digit1', 0, { alt: true })).kind).toBe('passed')
  })

  it('is bounded: an endless stream is cut off and said', () => {
    const wedge = new Wedge()
    const kinds = new Set(Array.from({ length: 5_000 }, (_, i) => wedge.hear(stroke('KeyA', i)).kind))
    expect(kinds).toEqual(new Set(['kept', 'overlong']))
  })
})
