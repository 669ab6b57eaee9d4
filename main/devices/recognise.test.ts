import { describe, expect, it } from 'vitest'
import { recognise } from './recognise.ts'

const device = (path: string, serialNumber: string, port: string, vendorId = '05e0') => ({
  path,
  identity: { vendorId, productId: vendorId && '1300', serialNumber, port },
})

describe('the device that a setting means', () => {
  it.each<[string, ReturnType<typeof device>, ReturnType<typeof device>[], string | null]>([
    [
      'is known by its serial number at another port and under another path',
      device('/dev/hidraw0', 'S1', '1-1'),
      [device('/dev/hidraw0', 'S2', '1-1'), device('/dev/hidraw3', 'S1', '1-2')],
      '/dev/hidraw3',
    ],
    [
      'is told from its twin without serial number by the port',
      device('/dev/hidraw0', '', '1-2'),
      [device('/dev/hidraw0', '', '1-1'), device('/dev/hidraw1', '', '1-2')],
      '/dev/hidraw1',
    ],
    [
      'is told from its twin with the same serial number by the port',
      device('/dev/hidraw0', '00000', '1-2'),
      [device('/dev/hidraw0', '00000', '1-1'), device('/dev/hidraw1', '00000', '1-2')],
      '/dev/hidraw1',
    ],
    [
      'is not its twin that is left alone, without serial number, at another port',
      device('/dev/hidraw0', '', '1-2'),
      [device('/dev/hidraw0', '', '1-1')],
      null,
    ],
    [
      'is not one of another serial number at the same port',
      device('/dev/ttyACM0', 'S1', '1-1'),
      [device('/dev/ttyACM0', 'S2', '1-1')],
      null,
    ],
    [
      'is not another maker’s under the same path',
      device('/dev/ttyACM0', 'S1', '1-1'),
      [device('/dev/ttyACM0', 'S1', '1-1', '0c2e')],
      null,
    ],
    [
      'is known by its path where nothing tells the port',
      device('COM3', '', ''),
      [device('COM4', '', ''), device('COM3', '', '')],
      'COM3',
    ],
    [
      'is known by its path when it is no USB device',
      device('/dev/ttyS0', '', '', ''),
      [device('/dev/ttyS0', '', '', '')],
      '/dev/ttyS0',
    ],
    ['is nobody when nothing is there', device('/dev/ttyS0', '', '', ''), [], null],
  ])('%s', (_, wanted, present, expected) => {
    expect(recognise(wanted, present)?.path ?? null).toBe(expected)
  })
})
