import { execFileSync } from 'node:child_process'
import { SerialPort } from 'serialport'
import { describe, expect, it, vi } from 'vitest'
import { openSerial } from '../../drivers/transports/serial.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable } from './serial-cable.ts'

const missing = missingPrograms(['socat'])

describe.skipIf(missing.length > 0)(suiteName('a device on a real serial port (pty)', missing), () => {
  it('is set as it was asked: pace, stop bits and flow control are in the line', async () => {
    const cable = await laySerialCable()
    const said = (path: string) => execFileSync('stty', ['-a', '-F', path], { encoding: 'utf8' })
    try {
      const first = await openSerial({ path: cable.path, baudRate: 9600, stopBits: 2, flow: 'xon-xoff' })
      const software = said(cable.path)
      await first.close()
      const second = await openSerial({ path: cable.path, baudRate: 115_200, flow: 'rts-cts' })
      const hardware = said(cable.path)
      await second.close()
      const third = await openSerial({ path: cable.path, parity: 'odd' })
      const none = said(cable.path)
      await third.close()
      for (const set of ['speed 9600 baud', ' cstopb', ' ixon', ' ixoff', ' -ixany', ' -crtscts'])
        expect(software).toContain(set)
      for (const set of ['speed 115200 baud', ' -cstopb', ' -ixon', ' -ixoff', ' crtscts'])
        expect(hardware).toContain(set)
      for (const set of [' parodd', ' -ixon', ' -crtscts']) expect(none).toContain(set)
    } finally {
      await cable.dispose()
    }
  })

  it('is set to its data bits and parity, which a pty does not keep but the binding is told', async () => {
    const cable = await laySerialCable()
    const open = vi.spyOn(SerialPort.binding, 'open')
    try {
      const transport = await openSerial({ path: cable.path, dataBits: 7, parity: 'even' })
      expect(open).toHaveBeenCalledWith(expect.objectContaining({ dataBits: 7, parity: 'even', stopBits: 1 }))
      await transport.close()
    } finally {
      open.mockRestore()
      await cable.dispose()
    }
  })

  it('is refused as in use to a second one, and is free after the first', async () => {
    const cable = await laySerialCable()
    const first = await openSerial({ path: cable.path })
    await expect(openSerial({ path: cable.path })).rejects.toMatchObject({ code: 'transport-busy' })
    await first.close()
    await (await openSerial({ path: cable.path })).close()
    await cable.dispose()
  })
})
