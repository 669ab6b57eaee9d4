import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHidKeyboardDevice } from '../../simulators/scanners/hid-keyboard-device.ts'
import { symbolBytesMax } from '../framed.ts'
import { readReportDescriptor } from '../hid/report-descriptor.ts'
import type { SerialFraming } from '../serial/serial-framing.ts'
import { type HidKeyboardModel, hidKeyboardModels } from './hid-keyboard-models.ts'
import { createKeyboardFramer } from './keyboard-framer.ts'
import { keyboardReports } from './keyboard-reports.ts'

const [enter, , silence, downIsGs] = hidKeyboardModels as HidKeyboardModel[]
const boot = createHidKeyboardDevice()
const reports = keyboardReports(readReportDescriptor(boot.reportDescriptor ?? new Uint8Array()), 'Typing')
const framerOf = (model = enter as HidKeyboardModel, framing?: SerialFraming) =>
  createKeyboardFramer(reports, model, framing)

/** A boot report: modifiers, then keys. */
const report = (modifiers: number, ...keys: number[]) =>
  Uint8Array.from([modifiers, 0, ...Array.from({ length: 6 }, (_, at) => keys[at] ?? 0)])
const up = report(0)
const [a, b, c, ret] = [4, 5, 6, 40] as const
const taps = (...keys: number[]) => keys.flatMap((key) => [report(0, key), up])
const typed = (framer: ReturnType<typeof framerOf>, ...sent: Uint8Array[]) =>
  sent.flatMap((one) => framer.push(one))
const symbol = (text: string) => ({ ok: true, aim: null, text })

describe('a scanner that types', () => {
  it.each(['boot', 'with-id', 'bitmap'] as const)('gives back any text of a US keyboard (%s)', (how) => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
          minLength: 1,
        }),
        fc.constantFrom('ctrl', 'alt-keypad'),
        (text, separator) => {
          const device = createHidKeyboardDevice({ reports: how, separator })
          const own = keyboardReports(
            readReportDescriptor(device.reportDescriptor ?? new Uint8Array()),
            'Typing',
          )
          const framer = createKeyboardFramer(own, enter as HidKeyboardModel)
          const full = `${text}\x1d${text}`
          const sent = device.piecesOf({ aim: ']C1', text: full })
          expect(sent.flatMap((one) => framer.push(one))).toEqual([{ ok: true, aim: ']C1', text: full }])
          expect(framer.pendingBytes).toBe(0)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('may press the next key before it lets go of the last', () => {
    expect(
      typed(
        framerOf(),
        report(0, a),
        report(0, a, b),
        report(0, b),
        report(0, b, c),
        report(0, c),
        up,
        ...taps(ret),
      ),
    ).toEqual([symbol('abc')])
  })

  it('may press several keys in one report, in their order, as fast modes do', () => {
    expect(typed(framerOf(), report(2, c, a, b), up, report(0, a, ret), up)).toEqual([symbol('CABa')])
  })

  it('may type any ASCII control character by Ctrl or by Alt and the keypad, and Latin-1 by a leading zero', () => {
    const ctrlRightBracket = report(1, 48)
    const altZero233 = [report(4), ...[98, 90, 91, 91].flatMap((key) => [report(4, key), report(4)]), up]
    expect(typed(framerOf(), ...taps(a), ctrlRightBracket, up, ...altZero233, ...taps(ret))).toEqual([
      symbol('a\x1dé'),
    ])
    // Ctrl+C is ETX, which no symbol holds.
    expect(typed(framerOf(), report(1, 6), up, ...taps(ret))).toMatchObject([
      { ok: false, code: 'scan-control-byte' },
    ])
  })

  it('may be set to end with Tab, with the keypad’s Enter, with Ctrl+M, or with nothing', () => {
    expect(typed(framerOf(enter, { suffix: [9] }), ...taps(a, 43))).toEqual([symbol('a')])
    expect(typed(framerOf(), ...taps(a, 88))).toEqual([symbol('a')])
    expect(typed(framerOf(), ...taps(a), report(1, 16), up)).toEqual([symbol('a')])
    const framer = framerOf(silence)
    expect(typed(framer, ...taps(a, b))).toEqual([])
    expect(framer.idle()).toEqual([symbol('ab')])
  })

  it('may have keys of its own for separators, by its row', () => {
    expect(typed(framerOf(downIsGs), ...taps(a, 0x51, b, ret))).toEqual([symbol('a\x1db')])
    expect(typed(framerOf(), ...taps(a, 0x51, b, ret))).toEqual([
      { ok: false, code: 'scan-key-unknown', detail: { key: '0x51' } },
    ])
  })

  it('is refused where its keyboard could not tell what was down, and read on', () => {
    const phantom = report(0, 1, 1, 1, 1, 1, 1)
    const framer = framerOf()
    expect(typed(framer, ...taps(a), phantom, up, ...taps(b, ret))).toMatchObject([
      { ok: false, code: 'scan-keys-lost' },
    ])
    expect(typed(framer, ...taps(a, ret))).toEqual([symbol('a')])
  })

  it('is refused where a bitmap has two keys at once, which have no order', () => {
    const device = createHidKeyboardDevice({ reports: 'bitmap' })
    const own = keyboardReports(readReportDescriptor(device.reportDescriptor ?? new Uint8Array()), 'Typing')
    const framer = createKeyboardFramer(own, enter as HidKeyboardModel)
    const [down = new Uint8Array(), released = down] = device.piecesOf({ aim: '', text: 'a' })
    const both = down.map((byte, at) => (at === 2 ? byte | 0x20 : byte))
    const end = device.piecesOf({ aim: '', text: '' })
    expect([both, released, ...end].flatMap((one) => framer.push(one))).toMatchObject([
      { code: 'scan-keys-lost' },
    ])
  })

  it('may have a key that stays down: one fault, nothing read while it does, and read on after a pause', () => {
    const framer = framerOf()
    expect(typed(framer, ...taps(b), report(0, a))).toEqual([])
    expect(framer.idle()).toEqual([{ ok: false, code: 'scan-key-stuck', detail: { key: '0x04' } }])
    expect([framer.idle(), framer.idle(), framer.pendingBytes]).toEqual([[], [], 0])
    expect(typed(framer, report(0, a, b), report(0, a), report(0, a, ret), report(0, a))).toMatchObject([
      { ok: false, code: 'scan-keys-lost' },
    ])
    expect(typed(framer, up)).toEqual([])
    expect(framer.idle()).toEqual([])
    expect(typed(framer, ...taps(a, b, ret))).toEqual([symbol('ab')])
  })

  it('may have a key stuck while others go on: that symbol is one fault', () => {
    const framer = framerOf()
    const held = (...keys: number[]) => keys.flatMap((key) => [report(0, a, key), report(0, a)])
    expect(typed(framer, report(0, a), ...held(5, 6, 7, 8, 9, 10, 11, 12, ret))).toEqual([
      { ok: false, code: 'scan-key-stuck', detail: { key: '0x04' } },
    ])
  })

  it('may have its Shift stuck, which makes other characters of all that come', () => {
    const framer = framerOf()
    expect(typed(framer, report(2, a), report(2), report(2, ret), report(2))).toMatchObject([
      { code: 'scan-keys-lost' },
    ])
    expect(framer.idle()).toMatchObject([{ code: 'scan-key-stuck', detail: { key: '0xe1' } }])
  })

  it('forgets what was down when it is unplugged', () => {
    const framer = framerOf()
    typed(framer, ...taps(a), report(0, b))
    expect(framer.flush()).toEqual([{ ok: false, code: 'scan-incomplete', detail: { bytes: 2 } }])
    expect(typed(framer, ...taps(b, ret))).toEqual([symbol('b')])
  })

  it('never types an endless symbol', () => {
    const framer = framerOf()
    const codes = new Set<string>()
    for (let turn = 0; turn < 20_000; turn++)
      for (const one of typed(framer, ...taps(a))) codes.add(one.ok ? 'symbol' : one.code)
    expect(codes).toEqual(new Set(['scan-too-long']))
    expect(framer.pendingBytes).toBeLessThanOrEqual(symbolBytesMax + 1)
  })

  it('refuses reports that its descriptor does not declare, whatever comes', () => {
    expect(framerOf().push(new Uint8Array(7))).toMatchObject([{ ok: false, code: 'scan-report-malformed' }])
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 7, maxLength: 9 }), { maxLength: 60 }), (sent) => {
        const framer = framerOf()
        for (const one of sent) framer.push(one)
        framer.idle()
        framer.idle()
        expect(framer.pendingBytes).toBe(0)
      }),
    )
  })

  it.each([
    ['a mouse', '0501 0902 A101 7508 9503 0930 8102 C0', 'no keyboard (usage 01:06)'],
    [
      'no keys',
      '0501 0906 A101 0508 7508 9501 0901 8102 C0',
      'a keyboard without a report of keys (usage page 07)',
    ],
    ['keys of 32 bits', '0501 0906 A101 0507 7520 9501 1900 2965 8100 C0', 'a report of 1 keys of 32 bits'],
  ])('is refused when its descriptor has %s', (_, hex, found) => {
    const descriptor = readReportDescriptor(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')))
    expect(() => keyboardReports(descriptor, 'Typing')).toThrow(
      expect.objectContaining({ code: 'scanner-layout-unknown', detail: { device: 'Typing', found } }),
    )
  })
})
