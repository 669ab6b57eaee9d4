import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Paper } from '../../drivers/simulators/machine/paper.ts'
import {
  createPrinterMachine,
  type PrinterMachine,
} from '../../drivers/simulators/machine/printer-machine.ts'
import type { FlowControl } from '../../drivers/simulators/machine/receive-side.ts'
import { tsplLanguage } from '../../drivers/simulators/tspl/tspl-language.ts'
import { attachPty, type PtyWire } from '../../drivers/simulators/wires/pty.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import { openTransport } from '../../drivers/transports/open-transport.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import { missingPrograms, suiteName } from './programs.ts'

const missing = missingPrograms(['socat'])

let folder: string
let machine: PrinterMachine
let wire: PtyWire
let transport: Transport
const XON = 0x11
const XOFF = 0x13

let heard: Buffer[]
let jobs: string[]

async function lay(flow: FlowControl, language = zplLanguage, bufferBytes = 65_536): Promise<void> {
  machine = createPrinterMachine({ language, flow, labelMs: 5, bufferBytes })
  wire = await attachPty(machine, { path: join(folder, 'ttyPrinter'), baudRate: 115_200 })
  jobs = []
  machine.onPaper(({ job, whole }: Paper) => jobs.push(whole ? job : `${job} in part`))
  transport = await openTransport({
    kind: 'serial',
    path: wire.path,
    baudRate: 115_200,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flow,
  })
  heard = []
  transport.onData((bytes) => heard.push(Buffer.from(bytes)))
}

const label = (job: string, bytes = 1000) => {
  const zpl = `^XA^FXbondmark job ${job}^JZN^PW480^LL320^FO10,10^GB40,40,4^FS^FX`
  return Buffer.from(`${zpl}${'.'.repeat(bytes - zpl.length - 3)}^XZ`)
}

describe.skipIf(missing.length > 0)(
  suiteName('a simulated printer behind a real serial port', missing),
  () => {
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'printer-cable-'))
    })

    afterEach(async () => {
      await transport.close()
      await wire.close()
      rmSync(folder, { recursive: true })
    })

    it('takes labels in and answers, in both languages', async () => {
      await lay('none')
      await transport.write(label('A'))
      await expect.poll(() => jobs).toEqual(['A'])
      await transport.write(Buffer.from('~HQES'))
      await expect.poll(() => Buffer.concat(heard).toString()).toContain('ERRORS:         0')
      await transport.close()
      await wire.close()
      await lay('none', tsplLanguage)
      const bitmap = Buffer.concat([
        Buffer.from('BITMAP 0,0,2,4,0,'),
        Buffer.from('\x1b!?\x11\x13\r\n\xff', 'latin1'),
      ])
      await transport.write(
        Buffer.concat([
          Buffer.from('SIZE 60 mm,40 mm\r\nREM bondmark job T\r\nCLS\r\n'),
          bitmap,
          Buffer.from('\r\nPRINT 1\r\n\x1b!?'),
        ]),
      )
      await expect.poll(() => jobs).toEqual(['T'])
      await expect.poll(() => Buffer.concat(heard).length).toBe(1)
    })

    it('is held back by XOFF and XON, which its port obeys, and loses nothing in a small buffer', async () => {
      await lay('xon-xoff', zplLanguage, 4000)
      machine.inject('media-out')
      const writing = transport.write(
        Buffer.concat(Array.from({ length: 20 }, (_, index) => label(`J${index}`))),
      )
      await expect.poll(() => machine.isClearToSend).toBe(false)
      machine.mend()
      await writing
      await expect.poll(() => jobs.length).toBe(20)
      expect([new Set(jobs).size, machine.lostBytes]).toEqual([20, 0])
      // On a busy machine the kernel may hand on what it has obeyed; nothing else is heard.
      expect(Buffer.concat(heard).filter((byte) => byte !== XON && byte !== XOFF)).toHaveLength(0)
    })

    it('loses what there is no room for when nothing holds the sender back', async () => {
      await lay('none', zplLanguage, 4000)
      machine.inject('media-out')
      await transport.write(Buffer.concat(Array.from({ length: 20 }, (_, index) => label(`J${index}`))))
      await expect.poll(() => machine.lostBytes).toBeGreaterThan(5000)
    })

    it('leaves a part of a label when the power goes, and is asked again after it is back', async () => {
      await lay('none')
      machine.inject('power-off', { at: { midLabel: 0.5 } })
      await transport.write(label('A'))
      await expect.poll(() => jobs).toEqual(['A in part'])
      machine.mend()
      await transport.write(label('B'))
      await expect.poll(() => jobs).toEqual(['A in part', 'B'])
    })

    it('is gone when its cable is pulled in the middle of a label', async () => {
      await lay('none')
      const closed = Promise.withResolvers<unknown>()
      transport.onClose((why) => closed.resolve(why?.code))
      machine.inject('wire-cut', { at: { onBytes: 300 } })
      await transport.write(label('A')).catch(() => undefined)
      expect(await closed.promise).toBe('transport-closed')
      expect(jobs).toEqual([])
    })
  },
)
