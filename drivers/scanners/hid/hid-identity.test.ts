import { describe, expect, it } from 'vitest'
import { findAgain, type HidTraits, identify } from './hid-identity.ts'

const scanner = (number: number, traits: Partial<HidTraits> = {}): HidTraits => ({
  path: `/dev/hidraw${number}`,
  vendorId: 0x05e0,
  productId: 0x1300,
  serialNumber: 'S-1',
  face: 0,
  socket: `usb-1/input0`,
  ...traits,
})
const ids = (devices: readonly HidTraits[]) => identify(devices).map(({ id }) => id)

describe('a HID device', () => {
  it('is named by its serial number; by its socket where a twin has the same or it has none; at last by its path', () => {
    expect(ids([scanner(0)])).toEqual(['hid:05e0:1300:S-1'])
    expect(ids([scanner(0), scanner(1, { socket: 'usb-2/input0' })])).toEqual([
      'hid:05e0:1300:S-1@usb-1/input0',
      'hid:05e0:1300:S-1@usb-2/input0',
    ])
    expect(ids([scanner(0, { serialNumber: '', socket: null })])).toEqual(['hid:05e0:1300:@/dev/hidraw0'])
    expect(ids([scanner(0), scanner(1, { face: 1, socket: 'usb-1/input1' })])).toEqual([
      'hid:05e0:1300:S-1#0',
      'hid:05e0:1300:S-1#1',
    ])
  })

  it('is found again under another path and, by a serial number of its own, in another socket', () => {
    const [opened] = identify([scanner(0)])
    if (!opened) throw new Error('not named')
    const moved = scanner(3, { socket: 'usb-7/input0' })
    expect(findAgain(opened, [scanner(3)])).toMatchObject({ path: '/dev/hidraw3' })
    expect(findAgain(opened, [moved])).toEqual(moved)
    expect(findAgain(opened, [])).toBeUndefined()
    expect(findAgain(opened, [scanner(0, { serialNumber: 'S-2' })])).toBeUndefined()
  })

  it('is still itself when a twin with the same serial number comes or goes, and never taken for that', () => {
    const twin = scanner(1, { socket: 'usb-2/input0' })
    const [first, second] = identify([scanner(0), twin])
    const [alone] = identify([scanner(0)])
    if (!first || !second || !alone) throw new Error('not named')
    expect(findAgain(alone, [scanner(0), twin])).toEqual(scanner(0))
    expect(findAgain(first, [scanner(0)])).toEqual(scanner(0))
    expect(findAgain(second, [scanner(0)])).toBeUndefined()
    expect(findAgain(second, [scanner(0), scanner(5, { socket: 'usb-2/input0' })])?.path).toBe('/dev/hidraw5')
  })

  it('without a serial number is known by its socket alone', () => {
    const nameless = (number: number, socket: string) => scanner(number, { serialNumber: '', socket })
    const [opened] = identify([nameless(0, 'usb-1/input0')])
    if (!opened) throw new Error('not named')
    expect(findAgain(opened, [nameless(0, 'usb-2/input0')])).toBeUndefined()
    expect(findAgain(opened, [nameless(4, 'usb-1/input0')])?.path).toBe('/dev/hidraw4')
  })
})
