import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { realTimer, sleep } from '../../../platform/clock/timer.ts'
import { createPrinterMachine } from '../machine/printer-machine.ts'
import { zplLanguage } from '../zpl/zpl-language.ts'
import { attachTcp, type TcpWire, type TcpWireOptions } from './tcp.ts'

const label = (job: string, more = '') =>
  Buffer.from(`^XA^FXbondmark job ${job}^JZN^PW480^LL320^FO10,10^GB40,40,4^FS${more}^XZ`)

const open: (Socket | TcpWire)[] = []

async function printer(options: TcpWireOptions = {}) {
  const machine = createPrinterMachine({ language: zplLanguage, labelMs: 1, bufferBytes: 20_000 })
  const wire = await attachTcp(machine, options)
  open.push(wire)
  const jobs: string[] = []
  machine.onPaper(({ job }) => jobs.push(job))
  return { machine, wire, jobs }
}

async function dial({ host, port }: TcpWire): Promise<{ socket: Socket; heard: string[] }> {
  const socket = connect({ host, port })
  open.push(socket)
  const heard: string[] = []
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => heard.push(bytes.toString('latin1')))
  await once(socket, 'connect')
  return { socket, heard }
}

afterEach(async () => {
  for (const opened of open.splice(0)) await ('close' in opened ? opened.close() : opened.destroy())
})

describe('a simulated printer on TCP', () => {
  it('serves one connection and lets the others wait unheard', async () => {
    const { wire, jobs } = await printer()
    const first = await dial(wire)
    const second = await dial(wire)
    second.socket.write('~HQES')
    second.socket.write(label('B'))
    first.socket.write(label('A'))
    await expect.poll(() => jobs).toEqual(['A'])
    expect(second.heard).toEqual([])
    first.socket.destroy()
    await expect.poll(() => jobs).toEqual(['A', 'B'])
    expect(second.heard.join('')).toContain('PRINTER STATUS')
  })

  it('can be one that refuses a second connection', async () => {
    const { wire } = await printer({ others: 'refused' })
    await dial(wire)
    const second = await dial(wire)
    await once(second.socket, 'close')
  })

  it('closes its window when its buffer is full, and loses nothing', async () => {
    const { machine, wire, jobs } = await printer()
    machine.inject('media-out')
    const { socket } = await dial(wire)
    const many = Array.from({ length: 400 }, (_, index) => label(`J${index}`, `^FX${'.'.repeat(10_000)}`))
    for (const document of many) socket.write(document)
    await expect.poll(() => socket.writableLength).toBeGreaterThan(0)
    await expect.poll(() => machine.condition.bufferFull).toBe(true)
    expect([jobs.length, machine.lostBytes]).toEqual([0, 0])
    machine.mend()
    await expect.poll(() => jobs.length).toBe(400)
    expect(new Set(jobs).size).toBe(400)
  })

  it('takes no connection while it is switched off, and is back at its port', async () => {
    const { machine, wire, jobs } = await printer()
    const { socket } = await dial(wire)
    machine.powerOff()
    await once(socket, 'close')
    await expect
      .poll(() =>
        dial(wire).then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('refused')
    machine.powerOn()
    await expect
      .poll(() =>
        dial(wire).then(
          ({ socket: again }) => again.write(label('A')),
          () => false,
        ),
      )
      .toBe(true)
    await expect.poll(() => jobs).toContain('A')
  })

  it('gets its port back from somebody who took it meanwhile', async () => {
    const { machine, wire } = await printer()
    machine.powerOff()
    await expect
      .poll(() =>
        dial(wire).then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('refused')
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(wire.port, wire.host, resolve))
    machine.powerOn()
    await sleep(realTimer, 50)
    await new Promise((resolve) => other.close(resolve))
    await expect
      .poll(() =>
        dial(wire).then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('open')
  })

  it('drops what a connection left without an end', async () => {
    const { wire, jobs } = await printer()
    const first = await dial(wire)
    first.socket.end(label('A').subarray(0, 40))
    await once(first.socket, 'close')
    const second = await dial(wire)
    second.socket.write(label('B'))
    await expect.poll(() => jobs).toEqual(['B'])
  })
})
