import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { createHidKeyboardDevice } from '../../simulators/scanners/hid-keyboard-device.ts'
import { hidPosDescriptor, usualBuild } from '../../simulators/scanners/hid-pos-device.ts'
import { readReportDescriptor } from './report-descriptor.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'))

describe('a report descriptor', () => {
  it('says which reports a HID POS scanner sends, how long, and what is where', () => {
    const { applications, fields, reportBytes } = readReportDescriptor(hidPosDescriptor(usualBuild))
    expect(applications).toEqual([0x8c_0002])
    // The trigger report goes to the device: it is none that comes from it.
    expect([...reportBytes]).toEqual([[2, 64]])
    expect(fields.map(({ usages, bitAt, bits, count }) => [usages[0], bitAt / 8, bits, count])).toEqual([
      [0x01_003b, 1, 8, 1],
      [0x8c_00fb, 2, 8, 3],
      [0x8c_00fe, 5, 8, 56],
      [0xff66_0004, 61, 8, 2],
      [0x8c_00ff, 63, 1, 1],
    ])
    expect(
      fields.every(({ collections }) => collections[0] === 0x8c_0002 && collections[1] === 0x8c_0012),
    ).toBe(true)
  })

  it('says how a boot keyboard reports (HID 1.11, appendix E.6)', () => {
    const { fields, reportBytes } = readReportDescriptor(
      bytes(`
      0501 0906 A101 0507 19E0 29E7 1500 2501 7501 9508 8102 9501 7508 8101
      9505 7501 0508 1901 2905 9102 9501 7503 9101 9506 7508 1500 2565 0507 1900 2965 8100 C0`),
    )
    expect([...reportBytes]).toEqual([[0, 8]])
    expect(fields).toMatchObject([
      { reportId: 0, bitAt: 0, bits: 1, count: 8, isArray: false, usageRange: [0x07_00e0, 0x07_00e7] },
      {
        reportId: 0,
        bitAt: 16,
        bits: 8,
        count: 6,
        isArray: true,
        usageRange: [0x07_0000, 0x07_0065],
        logicalMax: 101,
      },
    ])
  })

  it('keeps globals over push and pop, takes a usage with its own page, and passes over long items', () => {
    const { fields } = readReportDescriptor(
      bytes('050C 0901 A101 FE02AA1122 A4 0507 7508 9501 0904 8102 B4 7501 9501 0BFE008C00 8102 C0'),
    )
    expect(fields.map(({ usages, bits }) => [usages[0], bits])).toEqual([
      [0x07_0004, 8],
      [0x8c_00fe, 1],
    ])
  })

  it.each([
    ['an item that is cut off', '05'],
    ['a collection without its end', '058C 0902 A101'],
    ['an end without its collection', 'C0'],
    ['a pop without a push', 'B4'],
    ['report id 0', '8500'],
    ['a report longer than any', '058C 0902 A101 7508 97FFFFFFFF 09FE 8102 C0'],
    ['collections without bound', 'A101'.repeat(40)],
    ['pushes without bound', 'A4'.repeat(40)],
    ['usages without bound', '0901'.repeat(1100)],
    ['an item of reserved type', '0D01'],
    ['more bytes than any', '0501'.repeat(3000)],
  ])('is refused for %s', (_, hex) => {
    expect(() => readReportDescriptor(bytes(hex))).toThrow(
      expect.objectContaining({ code: 'scanner-descriptor-malformed' }),
    )
  })

  it('is read or refused, whatever its bytes, in bounded time', () => {
    const known = ['boot', 'with-id', 'bitmap'] as const
    const corpus = [
      hidPosDescriptor(usualBuild),
      ...known.map((reports) => createHidKeyboardDevice({ reports }).reportDescriptor ?? new Uint8Array()),
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 8 }),
        fc.uint8Array({ maxLength: 40 }),
        (base, changes, tail) => {
          const changed = Uint8Array.from([...base, ...tail])
          for (const [at, byte] of changes) changed[at % changed.length] = byte
          try {
            const { fields } = readReportDescriptor(changed)
            expect(fields.length).toBeLessThanOrEqual(4096)
          } catch (error) {
            expect(error).toBeInstanceOf(BondmarkError)
          }
        },
      ),
    )
  })
})
