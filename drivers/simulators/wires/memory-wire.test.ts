import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPrinterMachine } from '../machine/printer-machine.ts'
import type { FlowControl } from '../machine/receive-side.ts'
import { tsplLanguage } from '../tspl/tspl-language.ts'
import { VirtualTime } from '../virtual-time.ts'
import { zplLanguage } from '../zpl/zpl-language.ts'
import { memoryWire } from './memory-wire.ts'

/** 1,000 bytes each. */
const label = (name: string) => {
  const zpl = `^XA^FXbondmark job ${name}^JZN^PW480^LL320^FO10,10^GB400,300,4^FS`
  return Buffer.from(`${zpl}^FX${'.'.repeat(1000 - zpl.length - 6)}^XZ`)
}
const ten = Buffer.concat(Array.from({ length: 10 }, (_, index) => label(`J${index}`)))

function printer(flow: FlowControl, like: 'serial' | 'tcp', bufferBytes = 4000) {
  const time = new VirtualTime()
  const machine = createPrinterMachine({
    language: zplLanguage,
    timer: time,
    imagingMs: 20,
    bufferBytes,
    flow,
  })
  const wire = memoryWire(machine, { like, baudRate: 9600 })
  const jobs: string[] = []
  machine.onPaper(({ job, whole }) => jobs.push(whole ? job : `${job} in part`))
  return { time, machine, wire, jobs }
}
const all = Array.from({ length: 10 }, (_, index) => `J${index}`)

describe('a wire to a simulated printer', () => {
  it('carries a byte a millisecond at 9600 baud', async () => {
    const { time, wire, jobs } = printer('none', 'serial')
    await time.until(wire.write(label('A')))
    expect(time.nowMs()).toBeGreaterThan(950)
    expect(time.nowMs()).toBeLessThan(1100)
    await time.pass(500)
    expect(jobs).toEqual(['A'])
  })

  it.each<FlowControl>(['xon-xoff', 'rts-cts'])('loses nothing in a small buffer with %s', async (flow) => {
    const { time, machine, wire, jobs } = printer(flow, 'serial')
    machine.setPace({ imagingMs: 20, mmPerSecond: 100, labelMs: 3000 })
    const stops: boolean[] = []
    machine.onRoom(() => stops.push(machine.isClearToSend))
    await time.until(wire.write(ten))
    expect(stops).toContain(false)
    await time.pass(60_000)
    expect([jobs, machine.lostBytes]).toEqual([all, 0])
  })

  it('loses what there is no room for without flow control', async () => {
    const { time, machine, wire, jobs } = printer('none', 'serial')
    machine.setPace({ imagingMs: 20, mmPerSecond: 100, labelMs: 5000 })
    await time.until(wire.write(ten))
    await time.pass(60_000)
    expect(machine.lostBytes).toBeGreaterThan(0)
    expect(jobs.length).toBeLessThan(10)
  })

  it('gives a write up that nothing is taken of, and says how far it came', async () => {
    const { time, machine, wire } = printer('xon-xoff', 'serial')
    machine.inject('stalled', { at: { onBytes: 300 } })
    await expect(time.until(wire.write(label('A')))).rejects.toMatchObject({
      code: 'transport-write-timeout',
      detail: { bytesWritten: 300 },
    })
  })

  it('stops a write when it is told to, and takes the next', async () => {
    const { time, machine, wire, jobs } = printer('rts-cts', 'serial')
    const stop = new AbortController()
    machine.inject('stalled')
    time.after(100, () => stop.abort())
    await expect(time.until(wire.write(label('A'), { signal: stop.signal }))).rejects.toMatchObject({
      code: 'transport-cancelled',
      detail: { bytesWritten: 0 },
    })
    machine.mend()
    await time.until(wire.write(label('B')))
    await time.pass(1000)
    expect(jobs).toEqual(['B'])
  })

  it('ends with the connection that is cut, and nothing of the label is printed', async () => {
    const { time, machine, wire, jobs } = printer('none', 'tcp')
    const why: unknown[] = []
    wire.onClose((failure) => why.push(failure?.code))
    machine.inject('wire-cut', { at: { onBytes: 500 } })
    await time.until(wire.write(label('A')).catch(() => undefined))
    const again = memoryWire(machine)
    await time.until(again.write(label('B')))
    await time.pass(1000)
    expect([why, jobs]).toEqual([['transport-closed'], ['B']])
  })

  it('hears questions when its buffer is full', async () => {
    const { time, machine, wire } = printer('none', 'serial')
    let said = ''
    wire.onData((bytes) => {
      said += Buffer.from(bytes).toString('latin1')
    })
    machine.inject('buffer-full')
    await time.until(wire.write(Buffer.from('~HS')))
    await time.pass(1000)
    expect(said).toContain('030,0,0,0000,000,1,')
  })

  it('swallows a status byte that is XON, as a port with XON/XOFF does; four bytes come through', async () => {
    const time = new VirtualTime()
    const machine = createPrinterMachine({ language: tsplLanguage, timer: time, flow: 'xon-xoff' })
    const wire = memoryWire(machine, { like: 'serial' })
    const heard: number[] = []
    wire.onData((bytes) => heard.push(...bytes))
    machine.inject('paused')
    machine.inject('head-open')
    await time.until(wire.write(Buffer.from('\x1b!?')))
    await time.pass(1000)
    expect(heard).toEqual([])
    await time.until(wire.write(Buffer.from('\x1b!S')))
    await time.pass(1000)
    expect(Buffer.from(heard).toString('latin1')).toBe('\x02E@@`\x03\r\n')
  })

  it('gives the same papers in whatever pieces the bytes come', async () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 20, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(pieces, async (lengths) => {
        const { time, machine, jobs } = printer('none', 'tcp', 65_536)
        for (let at = 0, turn = 0; at < ten.length; turn++) {
          const length = lengths[turn % lengths.length] ?? 1
          machine.receive(ten.subarray(at, at + length))
          at += length
          if (turn % 3 === 0) await time.pass(1)
        }
        await time.pass(10_000)
        expect(jobs).toEqual(all)
      }),
      { numRuns: 15 },
    )
  })
})
