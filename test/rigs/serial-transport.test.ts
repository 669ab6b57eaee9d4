import { describe, expect, it } from 'vitest'
import { openSerial } from '../../drivers/transports/serial.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable } from './serial-cable.ts'

const missing = missingPrograms(['socat'])

describe.skipIf(missing.length > 0)(suiteName('a device on a real serial port (pty)', missing), () => {
  it('gets the bytes that were written, and its answer comes back', async () => {
    const cable = await laySerialCable()
    const transport = await openSerial({ path: cable.path })
    try {
      const arrived: Buffer[] = []
      cable.onData((bytes) => arrived.push(bytes))
      const heard: Uint8Array[] = []
      transport.onData((bytes) => heard.push(bytes))
      await transport.write(Buffer.from('~HS\r\n'))
      await expect.poll(() => Buffer.concat(arrived).toString()).toBe('~HS\r\n')
      cable.write(Buffer.from([2, 0x30, 3, 13, 10]))
      await expect.poll(() => Buffer.concat(heard)).toEqual(Buffer.from([2, 0x30, 3, 13, 10]))
    } finally {
      await transport.close()
      await cable.dispose()
    }
  })

  it('says once that it is closed when the device goes away, and refuses to write', async () => {
    const cable = await laySerialCable()
    const transport = await openSerial({ path: cable.path, watchMs: 40 })
    const closed: unknown[] = []
    transport.onClose((why) => closed.push(why?.code))
    await cable.unplug()
    await expect.poll(() => closed).toEqual(['transport-closed'])
    await expect(transport.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'transport-closed' })
    await transport.close()
    expect(closed).toEqual(['transport-closed'])
    await cable.dispose()
  })

  it('gives up a write that nobody takes', async () => {
    const cable = await laySerialCable()
    const transport = await openSerial({ path: cable.path, stallMs: 100 })
    cable.pause()
    await expect(transport.write(new Uint8Array(1_000_000))).rejects.toMatchObject({
      code: 'transport-write-timeout',
    })
    await cable.dispose()
    await transport.close()
  })
})
