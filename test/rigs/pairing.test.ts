import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { type ListedPort, listPorts } from './listed-ports.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable, type SerialCable } from './serial-cable.ts'

const missing = missingPrograms(['socat'])

describe.skipIf(missing.length > 0)(suiteName('pairing a scanner', missing), () => {
  let bench: BenchStation
  let gun: SerialCable
  let ports: ReturnType<typeof listPorts>
  let usb: ListedPort

  beforeEach(async () => {
    ports = listPorts()
    gun = await laySerialCable()
    usb = { path: gun.path, maker: 'Scan\\x20Co', vendorId: '05e0', productId: '1701', serialNumber: 'S-7' }
    ports.show([usb])
    bench = await BenchStation.open()
    await devices().start()
  })
  afterEach(async () => {
    await bench.close()
    await gun.dispose()
    ports.dispose()
  })

  const devices = () => bench.workspace.devices
  const view = () => bench.station.view()
  const until = (isSo: () => unknown) => expect.poll(isSo, { interval: 20 }).toBeTruthy()
  const heard = () => view().pairing?.heard?.code

  async function show(): Promise<string> {
    await devices().startPairing()
    await until(() => (view().pairing?.listening.length ?? 0) > 0)
    return view().pairing?.code ?? ''
  }
  const send = (text: string) => gun.write(Buffer.from(text))
  async function pair(): Promise<string> {
    const code = await show()
    // Whoever pulls the trigger while the port is still being opened pulls it again.
    for (let pull = 0; pull < 20 && heard() !== 'pairing-adopted'; pull++) {
      send(`]C0${code}\r`)
      await expect
        .poll(heard, { timeout: 3_000, interval: 20 })
        .toBe('pairing-adopted')
        .catch(() => undefined)
    }
    expect(heard()).toBe('pairing-adopted')
    return code
  }
  const sign = () => view().devices.find(({ id }) => id === 'device-1')

  it('adopts the one that reads the code, with what was learnt, and hears it from then on', async () => {
    await pair()
    expect(devices().settings().settings).toMatchObject([
      {
        id: 'device-1',
        name: 'Scan Co',
        connection: { kind: 'serial', baudRate: 9600, identity: { serialNumber: 'S-7' } },
        framing: { prefix: [], suffix: [13] },
        sendsAim: true,
      },
    ])
    expect(view().pairing).toMatchObject({ done: true, listening: [] })
    await until(() => sign()?.ok)
    const [sample] = bench.workspace.hands.goods()
    send(Buffer.from(sample?.bytes ?? '', 'base64url').toString('latin1'))
    await until(() => view().state.kind === 'accepted')
  })

  it('is the same scanner at another port, after the station was opened again', async () => {
    await pair()
    await bench.workspace.close()
    await gun.dispose()
    gun = await laySerialCable()
    ports.show([{ ...usb, path: gun.path }])
    await bench.reopen()
    await devices().start()
    await until(() => sign()?.ok)
    await bench.press('lock')
    send(']E06901234567892\r')
    await until(() => view().recent.some(({ text }) => text.includes('6901234567892')))
  })

  it('says that a scanner is set up already, or types, and takes no code as goods', async () => {
    const first = await pair()
    await until(() => sign()?.ok)
    await devices().startPairing()
    const code = view().pairing?.code ?? ''
    expect(code).not.toBe(first)
    send(`]C0${code}\r`)
    await until(() => heard() === 'pairing-known')
    await bench.scan(code, 'wedge')
    expect(heard()).toBe('pairing-wedge')
    expect(view().state).toMatchObject({ kind: 'refused', sentence: { code: 'set-up-code-read' } })
    // One that is not on the screen any more is no goods either, and pairs nobody.
    const { sentence } = await bench.scan(first, 'wedge')
    expect(sentence.code).toBe('set-up-code-read')
    expect(devices().settings().settings).toHaveLength(1)
  })

  it('asks for another try when what came cannot be read, at the next speed', async () => {
    const code = await show()
    for (let n = 0; n < 300 && heard() !== 'pairing-unreadable'; n++) {
      send('\xe0\x1c\xff\x80garbage')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(heard()).toBe('pairing-unreadable')
    await until(() => view().pairing?.listening.length)
    for (let n = 0; n < 300 && heard() !== 'pairing-adopted'; n++) {
      send(`${code}\r\n`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    const [setting] = devices().settings().settings
    expect(setting).toMatchObject({ sendsAim: false, framing: { suffix: [13] } })
    expect(setting?.connection).not.toMatchObject({ baudRate: 9600, dataBits: 8 })
  })

  it('is one at a time, ends when it is cancelled or who began it has left, and needs somebody who is signed in', async () => {
    await show()
    await expect(devices().startPairing()).rejects.toMatchObject({ code: 'pairing-running' })
    expect(await devices().cancelPairing()).toBe(true)
    expect(view().pairing).toBeNull()
    expect(await devices().cancelPairing()).toBe(false)
    await show()
    await bench.press('lock')
    expect(view().pairing).toBeNull()
    await expect(devices().startPairing()).rejects.toMatchObject({ code: 'sign-in-first' })
  })
})
