import { describe, expect, it } from 'vitest'
import { readTransportAddress } from './address.ts'

describe('the address of a device', () => {
  it('is completed by what most printers have', () => {
    expect(readTransportAddress({ kind: 'tcp', host: 'printer-1.floor.example' })).toEqual({
      kind: 'tcp',
      host: 'printer-1.floor.example',
      port: 9100,
    })
    expect(readTransportAddress({ kind: 'serial', path: '/dev/ttyUSB0' })).toEqual({
      kind: 'serial',
      path: '/dev/ttyUSB0',
      baudRate: 115_200,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      flow: 'none',
    })
  })

  it.each([
    { kind: 'tcp', host: '192.168.1.20', port: 9100 },
    { kind: 'tcp', host: 'fe80::1%eth0', port: 9100 },
    { kind: 'tcp', host: '::1', port: 65_535 },
    {
      kind: 'serial',
      path: 'COM12',
      baudRate: 9600,
      dataBits: 7,
      parity: 'even',
      stopBits: 2,
      flow: 'rts-cts',
    },
    { kind: 'usb-lp', path: '/dev/usb/lp0' },
    { kind: 'spooler', queue: 'ZD421_标签' },
    { kind: 'file', folder: '/home/trainer/labels of today' },
    { kind: 'file', folder: 'C:\\labels' },
  ])('may be $kind: $host $path $queue $folder', (address) => {
    expect(readTransportAddress(address)).toEqual(address)
  })

  it.each([
    [{ kind: 'tcp', host: '' }, 'host'],
    [{ kind: 'tcp', host: '192.168.1' }, 'host'],
    [{ kind: 'tcp', host: '1.2.3.4:9100' }, 'host'],
    [{ kind: 'tcp', host: 'http://printer' }, 'host'],
    [{ kind: 'tcp', host: 'printer\n' }, 'host'],
    [{ kind: 'tcp', host: `${'a'.repeat(64)}.example` }, 'host'],
    [{ kind: 'tcp', host: 'printer', port: 0 }, 'port'],
    [{ kind: 'tcp', host: 'printer', port: 65_536 }, 'port'],
    [{ kind: 'tcp', host: 'printer', port: 9100.5 }, 'port'],
    [{ kind: 'serial', path: 'ttyUSB0' }, 'path'],
    [{ kind: 'serial', path: '/dev/tty\0USB0' }, 'path'],
    [{ kind: 'serial', path: '/dev/ttyUSB0', baudRate: 0 }, 'baudRate'],
    [{ kind: 'serial', path: '/dev/ttyUSB0', parity: 'mark' }, 'parity'],
    [{ kind: 'serial', path: '/dev/ttyUSB0', dataBits: 9 }, 'dataBits'],
    [{ kind: 'spooler', queue: '-o raw' }, 'queue'],
    [{ kind: 'spooler', queue: '-h' }, 'queue'],
    [{ kind: 'spooler', queue: 'a/b' }, 'queue'],
    [{ kind: 'spooler', queue: '' }, 'queue'],
    [{ kind: 'file', folder: '../labels' }, 'folder'],
    [{ kind: 'smoke-signal' }, 'kind'],
    [{ kind: 'usb-lp', path: '/dev/usb/lp0', baudRate: 9600 }, 'address'],
    [null, 'address'],
    ['/dev/usb/lp0', 'address'],
  ])('%j is refused, and its field named', (value, field) => {
    expect(() => readTransportAddress(value)).toThrow(
      expect.objectContaining({
        code: 'transport-address-wrong',
        detail: { field, reason: expect.any(String) },
      }),
    )
  })
})
