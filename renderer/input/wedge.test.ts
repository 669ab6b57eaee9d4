import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOfKey } from './commands.ts'
import { keyboardScanner, type Manner, pressed, type Sent, vendorKeys } from './keyboard-scanner.stub.ts'
import { isEnd, type Outcome, QUICK_MS_MAX, REST_MS_MAX, SLOW_MS_MAX, type Stroke, Wedge } from './wedge.ts'

const stroke = (code: string, at: number, more: Partial<Stroke> = {}): Stroke => ({
  ...pressed(code, at),
  ...more,
})

interface Heard {
  readonly outcomes: readonly Outcome[]
  /** Keys that the page got to see, Shift left out. */
  readonly passed: readonly Stroke[]
}

/** Lets a wedge hear it all, settling as the keyboard does when it has been quiet for long enough. */
function hear(sent: readonly Sent[], options?: { wedge?: Wedge; numbers?: boolean; left?: boolean }): Heard {
  const { wedge = new Wedge(), numbers = false, left = false } = options ?? {}
  const outcomes: Outcome[] = []
  const passed: Stroke[] = []
  let last = Number.NEGATIVE_INFINITY
  const quiet = (until: number) => {
    const { waitMs } = wedge
    if (waitMs !== null && until - last > waitMs) outcomes.push(...wedge.settle())
  }
  for (const one of sent) {
    quiet(one.at)
    last = one.at
    if (one.kind === 'alt-up') outcomes.push(...wedge.releaseAlt(one.at))
    else {
      const heard = wedge.hear(one.stroke, { numbers })
      outcomes.push(...heard.outcomes)
      if (!heard.kept && !one.stroke.code.startsWith('Shift')) passed.push(one.stroke)
    }
  }
  if (!left) quiet(Number.POSITIVE_INFINITY)
  return { outcomes, passed }
}

const keys = (...strokes: readonly Stroke[]): Sent[] =>
  strokes.map((one) => ({ kind: 'down', at: one.at, stroke: one }))
const scanner = (text: string, manner: Partial<Manner> = {}) => keyboardScanner(text, manner)
const commandsOf = ({ outcomes }: Heard) =>
  outcomes
    .flatMap((outcome) => (outcome.kind === 'typed' ? outcome.strokes : []))
    .filter(({ code, alt }) => kindOfKey(`${alt ? 'Alt+' : ''}${code}`) === 'command')
const scan = (text: string) => ({ kind: 'scan', text, inField: false })
const broken = (why: string) => ({ kind: 'broken', why, inField: false })

const GS1 = ']C1010950600013435217271231\u001d10L2609A'

describe('the keyboard wedge', () => {
  it('tells a key that begins anew from one that goes on, also before the pause was settled', () => {
    const wedge = new Wedge()
    expect(wedge.begins(0)).toBe(true)
    wedge.hear(stroke('KeyO', 0, { inField: true }))
    expect(wedge.begins(SLOW_MS_MAX)).toBe(false)
    expect(wedge.begins(SLOW_MS_MAX + 1)).toBe(true)
  })

  it.each<Partial<Manner>>([
    { pace: 2 },
    { pace: 60 },
    { pace: 120 },
    { pace: 5, suffix: 'Tab' },
    { pace: 5, suffix: 'NumpadEnter' },
    { pace: 5, suffix: 'Ctrl+M' },
    { pace: 5, controls: 'alt' },
    { pace: 5, everything: 'alt' },
    { pace: 5, suffixPause: 120 },
  ])('gives what a scanner sent, its separators kept, and leaves nothing of it to the page: %j', (manner) => {
    const heard = hear(scanner(GS1, manner))
    expect(heard).toEqual({ outcomes: [scan(GS1)], passed: [] })
  })

  it('gives back any printable text that a scanner can send, exactly, at any pace', () => {
    const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(
        fc.array(character, { minLength: 4, maxLength: 120 }),
        fc.integer({ min: 1, max: SLOW_MS_MAX - 5 }),
        (characters, pace) => {
          expect(hear(scanner(characters.join(''), { pace })).outcomes).toEqual([scan(characters.join(''))])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('keeps a scan whole whose USB is polled late in the middle', () => {
    const [head, tail] = [scanner(GS1.slice(0, 20), { suffix: null }), scanner(GS1.slice(20), { start: 0 })]
    const later = tail.map((one) => shifted(one, (head.at(-1)?.at ?? 0) + REST_MS_MAX - 20))
    expect(hear([...head, ...later]).outcomes).toEqual([scan(GS1)])
  })

  it('takes two scans one after the other, and 300 of them', () => {
    const wedge = new Wedge()
    const texts = Array.from({ length: 300 }, (_, i) => `SERIAL-${i}`)
    const sent = texts.flatMap((text, i) => scanner(text, { start: i * 100, pace: 4 }))
    expect(hear(sent, { wedge }).outcomes).toEqual(texts.map(scan))
  })

  it('hears a scanner that sends no end by time, and swallows an Enter that comes late after all', () => {
    const wedge = new Wedge()
    const first = hear(scanner('9506000134352', { suffix: null }), { wedge })
    expect(first.outcomes).toEqual([scan('9506000134352')])
    expect(hear(keys(stroke('Enter', 1000)), { wedge })).toEqual({ outcomes: [], passed: [] })
  })

  it('takes nothing of a scan without an end from a scanner that is known to send one', () => {
    const wedge = new Wedge()
    hear(scanner('9506000134352'), { wedge })
    expect(hear(scanner('95060001', { suffix: null, start: 5000 }), { wedge }).outcomes).toEqual([
      broken('unended'),
    ])
    // The rest of it is too short for a scan; its Enter presses nothing either.
    expect(hear(keys(stroke('Enter', 5600)), { wedge }).passed).toEqual([])
  })

  it('swallows what else a scanner sends behind its end', () => {
    const wedge = new Wedge()
    hear(scanner('9506000134352', { pace: 5 }), { wedge })
    const at = 5 * 14 + 10
    expect(hear(keys(stroke('KeyJ', at, { ctrl: true }), stroke('Tab', at + 5)), { wedge }).passed).toEqual(
      [],
    )
  })

  it('says that the window lost the keyboard in the middle of a scan, and takes nothing of it', () => {
    const wedge = new Wedge()
    hear(scanner('95060001', { suffix: null }), { wedge, left: true })
    expect(wedge.cut()).toEqual([broken('cut')])
    expect(wedge.waitMs).toBeNull()
    hear(keys(stroke('F9', 9000)), { wedge, left: true })
    expect(wedge.cut()).toEqual([])
  })

  it('is bounded: an endless stream is told once and nothing of it is taken', () => {
    const endless = Array.from({ length: 50_000 }, (_, i) => stroke(i % 2 ? 'KeyA' : 'KeyB', i * 2))
    expect(hear(keys(...endless, stroke('Enter', 100_001)))).toEqual({
      outcomes: [broken('overlong')],
      passed: [],
    })
  })

  it('says that a key hangs, once, however it hangs', () => {
    const repeated = Array.from({ length: 500 }, (_, i) => stroke('Digit1', i * 30, { repeat: i > 0 }))
    expect(hear(keys(...repeated)).outcomes.filter(({ kind }) => kind !== 'typed')).toEqual([broken('stuck')])
    const enters = Array.from({ length: 500 }, (_, i) => stroke('Enter', i * 30, { repeat: i > 0 }))
    expect(hear(keys(...enters))).toEqual({ outcomes: [broken('stuck')], passed: [enters[0]] })
    const pressedAgain = Array.from({ length: 5000 }, (_, i) => stroke('KeyA', i * 5))
    expect(hear(keys(...pressedAgain)).outcomes).toEqual([broken('stuck')])
    const within = [
      ...scanner('950600', { suffix: null, pace: 5 }),
      ...keys(...repeated.slice(1).map((one) => ({ ...one, at: one.at + 40 }))),
    ]
    expect(hear(within).outcomes).toEqual([broken('stuck')])
  })

  it.each([
    ['a key that US keyboards lack', stroke('IntlBackslash', 25)],
    ['a key without a name', stroke('', 25)],
    ['a character by AltGr', stroke('KeyQ', 25, { altGraph: true, ctrl: true, alt: true })],
    ['a function key', stroke('F8', 25)],
    ['an arrow', stroke('ArrowDown', 25)],
    ['a digit while Alt is held', stroke('Digit1', 25, { alt: true })],
  ])('breaks a scan in which there is %s: nothing is guessed', (_, strange) => {
    const sent = [
      ...scanner('95060', { suffix: null, pace: 5 }),
      ...keys(strange),
      ...scanner('00134352', { start: 30, pace: 5 }),
    ]
    expect(hear(sent)).toEqual({ outcomes: [broken('garbled')], passed: [] })
  })
})

describe('a person at the keys', () => {
  it('has their keys, in order, once the pause shows that it was a person', () => {
    const three = stroke('Digit3', 0)
    expect(hear(keys(three, stroke('Enter', 500)))).toEqual({
      outcomes: [{ kind: 'typed', strokes: [three] }],
      passed: [stroke('Enter', 500)],
    })
    expect(hear(keys(stroke('Digit2', 0), stroke('Enter', 30)))).toEqual({
      outcomes: [{ kind: 'typed', strokes: [stroke('Digit2', 0)] }],
      passed: [stroke('Enter', 30)],
    })
  })

  it('gives commands, quickly one after the other too', () => {
    const commands = [stroke('F4', 0), stroke('KeyB', 20, { alt: true })]
    expect(hear(keys(...commands)).outcomes).toEqual([{ kind: 'typed', strokes: commands }])
  })

  it('types a quantity as quickly as a slow scanner, where a number is asked for', () => {
    const typed = [...'1200'].map((d, i) => stroke(`Numpad${d}`, i * 90))
    const enter = stroke('NumpadEnter', 360)
    expect(hear(keys(...typed, enter), { numbers: true })).toEqual({
      outcomes: [{ kind: 'typed', strokes: typed }],
      passed: [enter],
    })
    expect(hear(scanner('9506000134352', { pace: 90 }), { numbers: true }).outcomes).toEqual([
      scan('9506000134352'),
    ])
  })

  it('types what they like into a text field, and Enter is theirs', () => {
    const text = [...'quick brown fox'].map((_, i) => stroke('KeyQ', i * 60, { inField: true }))
    const enter = stroke('Enter', 900, { inField: true })
    const heard = hear(keys(...text, enter))
    expect(heard.outcomes).toEqual([])
    expect(heard.passed).toEqual([enter])
    const held = Array.from({ length: 100 }, (_, i) =>
      stroke('KeyA', 1000 + i * 30, { inField: true, repeat: i > 0 }),
    )
    expect(hear(keys(...held)).outcomes).toEqual([])
  })

  it('loses a scan in a text field to nobody: it is a scan there too', () => {
    expect(hear(scanner('9506000134352', { pace: 5, inField: true }))).toEqual({
      outcomes: [{ kind: 'scan', text: '9506000134352', inField: true }],
      passed: [],
    })
  })

  it('keeps what the browser does with Ctrl, and moves with arrows and Tab', () => {
    const natives = [
      stroke('KeyC', 0, { ctrl: true }),
      stroke('ArrowDown', 400),
      stroke('ArrowDown', 430, { repeat: true }),
      stroke('Tab', 800),
      stroke('Tab', 1200, { shift: true }),
      stroke('KeyV', 1600, { ctrl: true }),
    ]
    expect(hear(keys(...natives))).toEqual({ outcomes: [], passed: natives })
  })
})

describe('no scan is a command', () => {
  const character = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x01, max: 0x1f }) },
    { weight: 1, arbitrary: fc.constantFrom(0x1d, 0x1e, 0x04, 0x1b, 0x0d, 0x09) },
  )
  const ends = [0x01, 0x07, 0x09, 0x0a, 0x0b, 0x0d]
  /** Its first line has at least four printable characters. */
  const symbol = fc.array(character, { minLength: 4, maxLength: 60 }).filter((codes) => {
    const line = codes.slice(0, codes.findIndex((code) => ends.includes(code)) >>> 0)
    return line.filter((code) => code >= 0x20).length >= 4
  })
  const manner = fc.record({
    controls: fc.constantFrom<Manner['controls']>(
      'ctrl',
      'alt',
      ...(Object.keys(vendorKeys) as (keyof typeof vendorKeys)[]),
    ),
    suffix: fc.constantFrom<Manner['suffix']>('Enter', 'Tab', null),
    paces: fc.constantFrom([1, 20], [60, 120], [1, 120]),
    seed: fc.integer(),
  })

  /** Any symbol of four printable characters or more, by any table of control characters, at scanner's and at slow pace. */
  it('whatever bytes it holds, however it is sent', () => {
    fc.assert(
      fc.property(symbol, manner, (codes, { paces, seed, ...how }) => {
        const random = fc.sample(fc.integer({ min: paces[0], max: paces[1] }), { seed, numRuns: 200 })
        const sent = scanner(String.fromCharCode(...codes), {
          ...how,
          paceOf: (i) => random[i % random.length] ?? 5,
        })
        const heard = hear(sent)
        expect(commandsOf(heard)).toEqual([])
        expect(heard.outcomes.length).toBeGreaterThan(0)
        return true
      }),
      { numRuns: 1500 },
    )
  })

  it('nor does one of its ends press a button', () => {
    fc.assert(
      fc.property(symbol, manner, (codes, { paces, seed, ...how }) => {
        const random = fc.sample(fc.integer({ min: paces[0], max: paces[1] }), { seed, numRuns: 200 })
        const sent = scanner(String.fromCharCode(...codes), {
          ...how,
          paceOf: (i) => random[i % random.length] ?? 5,
        })
        expect(hear(sent).passed.filter((one) => isEnd(one) || one.code === 'Space')).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })
})

describe('the paces', () => {
  it('stand in their order', () => {
    expect(QUICK_MS_MAX).toBeLessThan(SLOW_MS_MAX)
    expect(SLOW_MS_MAX).toBeLessThan(REST_MS_MAX)
  })
})

const shifted = (one: Sent, by: number): Sent =>
  one.kind === 'down'
    ? { ...one, at: one.at + by, stroke: { ...one.stroke, at: one.at + by } }
    : { ...one, at: one.at + by }
