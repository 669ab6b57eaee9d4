import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openTransport } from './open-transport.ts'

describe('opening a transport by its address', () => {
  it('refuses an address that is none before anything is opened', async () => {
    await expect(openTransport({ kind: 'tcp', host: '', port: 9100 })).rejects.toMatchObject({
      code: 'transport-address-wrong',
    })
  })

  it('says that nobody is there', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await new Promise((resolve) => server.close(resolve))
    await expect(openTransport({ kind: 'tcp', host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'transport-open-failed',
      detail: { device: `127.0.0.1:${port}` },
    })
    await expect(
      openTransport({
        kind: 'serial',
        path: '/dev/no-such-port',
        baudRate: 9600,
        dataBits: 8,
        parity: 'none',
        stopBits: 1,
        flow: 'none',
      }),
    ).rejects.toMatchObject({ code: 'transport-open-failed', detail: { device: '/dev/no-such-port' } })
  })
})
