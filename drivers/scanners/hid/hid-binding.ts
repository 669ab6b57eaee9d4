import { BondmarkError } from '../../../core/errors/bondmark-error.ts'

/**
 * node-hid, loaded when it is first needed: without the system's libusb and libudev its binary does not load, and a
 * station without USB scanners must start all the same. Throws `hid-unavailable`.
 */
export async function loadHid(): Promise<typeof import('node-hid')> {
  try {
    return await import('node-hid')
  } catch (error) {
    throw new BondmarkError('hid-unavailable', { reason: (error as Error).message.split('\n')[0] ?? '' })
  }
}
