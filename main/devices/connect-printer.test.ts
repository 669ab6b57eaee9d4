import { afterEach, expect, it, vi } from 'vitest'
import { connectPrinter } from './connect-printer.ts'

afterEach(() => vi.unstubAllEnvs())

const usbPort = {
  kind: 'serial',
  path: '/dev/ttyACM0',
  identity: { vendorId: '1203', productId: '0001', serialNumber: '', port: '' },
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flow: 'none',
} as const

it('where ports cannot be listed a printer cannot be reached, and says why', async () => {
  // Without udevadm serialport lists nothing and says ENOENT.
  vi.stubEnv('PATH', '/nowhere')
  await expect(connectPrinter(usbPort)).rejects.toMatchObject({
    code: 'transport-open-failed',
    detail: { device: '/dev/ttyACM0', reason: expect.stringContaining('udevadm') },
  })
})
