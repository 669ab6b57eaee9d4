import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DrawOp } from './draw-ops.ts'
import { unitMedia } from './draw-ops.ts'
import { fontZeroWidth } from './font-zero.ts'
import { unitLabel } from './label-content.stub.ts'
import { layOutUnitLabel } from './unit-layout.ts'

function extent(op: DrawOp) {
  if (op.op === 'text') return { width: fontZeroWidth(op.text, op.height), height: op.height }
  return op.op === 'bitmap' ? op.bitmap : op
}

const refusal = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe('a unit label', () => {
  it('holds the QR code with its quiet zone of four modules, always of the same size', () => {
    for (const host of ['a.example', 'verify.bondmark.example', 'verify.some-consortium.example.org']) {
      const link = unitLabel.link.replace('verify.bondmark.example', host)
      const ops = layOutUnitLabel({ ...unitLabel, link })
      const qr = ops.find((op) => op.element === 'qr')
      expect(qr).toMatchObject({ x: 16, y: 16, bitmap: { width: 212, height: 212 } })
      const others = ops.filter((op) => op.element !== 'qr')
      expect(others.every((op) => op.x >= 244 || op.y >= 244)).toBe(true)
    }
  })

  it('keeps everything on the stock and nothing on top of anything else, for any serial, lot and names', () => {
    const letters = (pattern: RegExp) => fc.stringMatching(pattern)
    const content = fc.record({
      serial: letters(/^[0-9A-HJKMNP-TV-Z]{15}$/),
      lot: letters(/^[A-Z0-9-]{1,14}$/),
      nameEn: letters(/^[A-Za-z][A-Za-z ]{0,120}$/),
      nameZh: letters(/^[一-龥]{1,60}$/),
      pin: letters(/^[0-9A-HJKMNP-TV-Z]{10}$/),
      training: fc.boolean(),
    })
    fc.assert(
      fc.property(content, (fields) => {
        const ops = layOutUnitLabel({ ...unitLabel, ...fields })
        for (const op of ops) {
          const { width, height } = extent(op)
          expect(op.x + width).toBeLessThanOrEqual(unitMedia.widthDots - 8)
          expect(op.y + height).toBeLessThanOrEqual(unitMedia.heightDots - 8)
        }
        const boxes = ops.filter((op) => op.element !== 'pin').map((op) => ({ ...op, ...extent(op) }))
        for (const [index, a] of boxes.entries()) {
          for (const b of boxes.slice(index + 1)) {
            const apart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
            expect(apart, `${a.element} on ${b.element}`).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('shows the PIN as two fives, and the covered panel when there is none', () => {
    const pin = (value: string | null) =>
      layOutUnitLabel({ ...unitLabel, pin: value }).filter((op) => op.element === 'pin')
    expect(pin('5XK2M9RTQW')).toMatchObject([{ text: '5XK2M-9RTQW' }])
    expect(pin(null)).toEqual([])
  })

  it('says TRAINING in training only', () => {
    const elements = (training: boolean) =>
      layOutUnitLabel({ ...unitLabel, training }).map((op) => op.element)
    expect(elements(true)).toContain('training')
    expect(elements(false)).not.toContain('training')
  })

  it('has room for any serial, also one of wide letters alone', () => {
    const serial = 'WMWMWMWMWMWMWMW'
    expect(layOutUnitLabel({ ...unitLabel, serial })).toContainEqual(
      expect.objectContaining({ element: 'serial', text: serial }),
    )
  })

  it('refuses a lot that does not fit rather than shortening it', () => {
    const error = refusal(() => layOutUnitLabel({ ...unitLabel, lot: 'W'.repeat(20) }))
    expect(error).toMatchObject({ code: 'label-does-not-fit', detail: { element: 'lot' } })
  })

  it('refuses a link too long for the QR version of the template', () => {
    const error = refusal(() => layOutUnitLabel({ ...unitLabel, link: `${unitLabel.link}${'x'.repeat(40)}` }))
    expect(error).toMatchObject({ code: 'label-does-not-fit', detail: { element: 'link' } })
  })

  it.each([
    ['gtin', { gtin: '9506000134352' }],
    ['lot', { lot: 'two words' }],
    ['pin', { pin: '123' }],
    ['nameZh', { nameZh: 'ข้าวหอมมะลิ' }],
    ['nameEn', { nameEn: 'Milk 🥛' }],
  ])('refuses a %s that cannot be printed as it is', (element, wrong) => {
    const error = refusal(() => layOutUnitLabel({ ...unitLabel, ...wrong }))
    expect(error).toMatchObject({ code: 'label-content-invalid', detail: { element } })
  })
})
