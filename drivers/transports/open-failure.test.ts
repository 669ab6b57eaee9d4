import { describe, expect, it } from 'vitest'
import { openFailure } from './open-failure.ts'

const system = (code: string) => new Error(`${code}: said by the system, open '/dev/x'`)

describe('a device that cannot be opened', () => {
  it.each([
    ['serial', 'Error: Permission denied, cannot open /dev/ttyUSB0', 'dialout'],
    ['serial', 'Opening COM3: Access denied', 'dialout'],
    ['usb-lp', "EACCES: permission denied, open '/dev/usb/lp0'", 'lp'],
    ['usb-lp', "EPERM: operation not permitted, open '/dev/usb/lp0'", 'lp'],
  ] as const)('%s, “%s”, names the group %s', (kind, reason, group) => {
    expect(openFailure(kind, '/dev/x', new Error(reason))).toMatchObject({
      code: 'transport-not-permitted',
      detail: { device: '/dev/x', group },
    })
  })

  it.each([
    ['serial', 'Error Resource temporarily unavailable Cannot lock port'],
    ['usb-lp', "EBUSY: resource busy or locked, open '/dev/usb/lp0'"],
  ] as const)('%s, “%s”, is in use', (kind, reason) => {
    expect(openFailure(kind, '/dev/x', new Error(reason))).toMatchObject({ code: 'transport-busy' })
  })

  it.each(['ENOENT', 'ENODEV', 'ENXIO', 'EIO'])('says what the system said of %s', (code) => {
    expect(openFailure('usb-lp', '/dev/x', system(code))).toMatchObject({
      code: 'transport-open-failed',
      detail: { reason: expect.stringContaining(code) },
    })
  })
})
