import { describe, expect, it } from 'vitest'
import { type FoundDevice, saveDevice } from '../../../core/contract/devices.ts'
import { asKind, draftOf, kindsOf, withConnection } from './new-setting.ts'

const identity = { vendorId: '05e0', productId: '1900', serialNumber: 'S1', port: '1-1.2' }
const line = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, flow: 'none' } as const
const serial = { kind: 'serial', path: '/dev/ttyUSB0', identity, ...line } as const
const found = (part: Partial<FoundDevice>): FoundDevice => ({
  what: 'serial',
  name: '  A long name '.repeat(10),
  where: '/dev/ttyUSB0',
  identity,
  connection: serial,
  model: null,
  known: null,
  hindrance: null,
  ...part,
})

describe('what is proposed for a device that was found', () => {
  it.each([
    [found({}), 'scanner'],
    [found({ model: 'zd421' }), 'printer'],
    [found({ what: 'hid-pos', connection: { kind: 'hid', path: '/dev/hidraw1', identity } }), 'scanner'],
    [found({ what: 'tcp', connection: { kind: 'tcp', host: '10.0.0.7', port: 9100 } }), 'printer'],
    [found({ what: 'usb-lp', connection: { kind: 'usb-lp', path: '/dev/usb/lp0', identity } }), 'printer'],
    [found({ what: 'spooler', connection: { kind: 'spooler', queue: 'Zebra' } }), 'printer'],
  ])('is a setting that the station takes (%#)', (device, kind) => {
    const draft = draftOf(device, 'generic')
    expect(draft?.kind).toBe(kind)
    expect(saveDevice.safeParse({ setting: draft }).error).toBeUndefined()
  })

  it('is nothing for what the station does not open', () => {
    expect(draftOf(found({ what: 'keyboard', connection: null }), 'generic')).toBeNull()
  })

  it('may be either at a serial line, and only there', () => {
    expect(kindsOf(serial)).toEqual(['scanner', 'printer'])
    expect(kindsOf({ kind: 'tcp', host: 'p', port: 9100 })).toEqual(['printer'])
    expect(kindsOf({ kind: 'hid', path: '/dev/hidraw1', identity })).toEqual(['scanner'])
    const draft = draftOf(found({}), 'generic')
    if (!draft) throw new Error('a serial line is proposed')
    const printer = asKind(draft, 'printer', 'generic')
    expect(printer).toMatchObject({ kind: 'printer', model: 'generic', connection: serial })
    expect(asKind(printer, 'scanner', 'generic').kind).toBe('scanner')
  })

  it('keeps to connections of its kind', () => {
    const draft = draftOf(found({}), 'generic')
    if (!draft) throw new Error('a serial line is proposed')
    expect(withConnection(draft, { ...serial, baudRate: 115_200 }).connection).toMatchObject({
      baudRate: 115_200,
    })
    expect(withConnection(draft, { kind: 'tcp', host: 'p', port: 9100 })).toBe(draft)
  })
})
