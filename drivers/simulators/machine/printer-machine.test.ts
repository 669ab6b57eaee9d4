import { beforeEach, describe, expect, it } from 'vitest'
import { VirtualTime } from '../virtual-time.ts'
import { zplLanguage } from '../zpl/zpl-language.ts'
import type { PrinterMachineOptions } from './machine-options.ts'
import type { Loss, Paper } from './paper.ts'
import { createPrinterMachine, type PrinterMachine } from './printer-machine.ts'

/** A label of 40 mm, which takes 400 ms at 100 mm/s. */
const label = (job: string, setting = '^JZN') =>
  Buffer.from(`^XA^FXbondmark job ${job}${setting}^PW480^LL320^FO10,10^GB400,300,4^FS^XZ\n`)

let time: VirtualTime
let machine: PrinterMachine
let papers: Paper[]
let losses: Loss[]
let said: string

function start(options: Partial<PrinterMachineOptions> = {}): void {
  time = new VirtualTime()
  machine = createPrinterMachine({ language: zplLanguage, timer: time, imagingMs: 10, ...options })
  papers = []
  losses = []
  said = ''
  machine.onPaper((paper) => papers.push(paper))
  machine.onLoss((loss) => losses.push(loss))
  machine.onSend((bytes) => {
    said += Buffer.from(bytes).toString('latin1')
  })
}

/** What it says to a question. */
function ask(question: string): string {
  said = ''
  machine.receive(Buffer.from(question))
  return said
}

const came = () =>
  papers.map(({ job, printedDots, reprinted }) => [job, printedDots, ...(reprinted ? ['reprinted'] : [])])
const lost = () => losses.map(({ document, why }) => [document, why])

beforeEach(() => start())

describe('a label printer', () => {
  it('puts out one label after another at the speed of the paper', async () => {
    machine.receive(label('A'))
    machine.receive(label('B'))
    await time.pass(405)
    expect([came(), machine.isIdle]).toEqual([[], false])
    await time.pass(10)
    expect(came()).toEqual([['A', 320]])
    await time.pass(400)
    expect([came(), machine.isIdle]).toEqual([
      [
        ['A', 320],
        ['B', 320],
      ],
      true,
    ])
  })

  it('counts a label until it is out', async () => {
    machine.receive(label('A'))
    expect(ask('~HS')).toContain('\x02030,0,0,0000,001,0,0,0,000,0,0,0\x03\r\n')
    await time.pass(200)
    expect(ask('~HS')).toContain(',00000001,1,000\x03')
    await time.pass(220)
    expect(ask('~HS')).toContain('\x02030,0,0,0320,000,0,0,0,000,0,0,0\x03\r\n')
  })

  it('breaks off at the dot where the media ran out, and leaves it at that after ^JZN', async () => {
    machine.inject('media-out', { at: { midLabel: 0.25 } })
    machine.receive(label('A'))
    machine.receive(label('B'))
    await time.pass(2000)
    expect(came()).toEqual([['A', 80]])
    expect(ask('~HS')).toBe('')
    expect(ask('~HQES')).toContain('ERRORS:         1 00000000 00000001')
    machine.mend()
    await time.pass(2000)
    expect(came()).toEqual([
      ['A', 80],
      ['B', 320],
    ])
  })

  it('prints the label again after ^JZY, which is also what holds after power-on', async () => {
    for (const setting of ['^JZY', '']) {
      start()
      machine.inject('ribbon-out', { at: { midLabel: 0.5 } })
      machine.receive(label('A', setting))
      await time.pass(1000)
      machine.mend()
      await time.pass(1000)
      expect(came()).toEqual([
        ['A', 160],
        ['A', 320, 'reprinted'],
      ])
    }
  })

  it('forgets everything when the power goes, ^JZN as well', async () => {
    machine.receive(label('A'))
    machine.receive(label('B'))
    await time.pass(210)
    machine.powerOff()
    expect([came(), lost()]).toEqual([[['A', 160]], [[2, 'power-off']]])
    machine.powerOn()
    machine.inject('head-open', { at: { midLabel: 0.5 } })
    machine.receive(label('C', ''))
    await time.pass(500)
    machine.closeHead()
    await time.pass(500)
    expect(came().slice(1)).toEqual([
      ['C', 160],
      ['C', 320, 'reprinted'],
    ])
  })

  it('lets the label come out before it pauses', async () => {
    machine.receive(label('A'))
    machine.receive(label('B'))
    await time.pass(100)
    machine.receive(Buffer.from('~PP'))
    await time.pass(2000)
    expect(came()).toEqual([['A', 320]])
    machine.receive(Buffer.from('~PS'))
    await time.pass(2000)
    expect(came()).toHaveLength(2)
  })

  it('shows a refused label as no paper, a pause, and the reason', async () => {
    machine.receive(Buffer.from('^XA^PW480^LL320^SN1,1,Y^XZ'))
    await time.pass(1000)
    expect([came(), lost(), [...machine.stops]]).toEqual([[], [[1, 'refused']], ['paused']])
    expect(machine.problems).toMatchObject([{ command: '^SN', reason: 'unknown command' }])
  })
})
