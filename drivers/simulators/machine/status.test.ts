import { beforeEach, describe, expect, it } from 'vitest'
import { tsplLanguage } from '../tspl/tspl-language.ts'
import { VirtualTime } from '../virtual-time.ts'
import { zplLanguage } from '../zpl/zpl-language.ts'
import type { PrinterLanguage } from './language.ts'
import type { PrinterMachineOptions } from './machine-options.ts'
import { type PrinterFault, printerFaults, type StoppingFault } from './printer-fault.ts'
import { createPrinterMachine, type PrinterMachine } from './printer-machine.ts'

let time: VirtualTime
let machine: PrinterMachine
let said: Buffer[]

function start(language: PrinterLanguage, options: Partial<PrinterMachineOptions> = {}): void {
  time = new VirtualTime()
  machine = createPrinterMachine({ language, timer: time, imagingMs: 50, ...options })
  said = []
  machine.onSend((bytes) => said.push(Buffer.from(bytes)))
}

function ask(question: string): string {
  said = []
  machine.receive(Buffer.from(question, 'latin1'))
  return Buffer.concat(said).toString('latin1')
}

const zpl = Buffer.from('^XA^PW480^LL320^FO10,10^GB40,40,4^FS^XZ')
const tspl = Buffer.from('SIZE 60 mm,40 mm\r\nCLS\r\nBAR 0,0,8,8\r\nPRINT 1\r\n')
/** Line 1 and 2 of ~HS: pause, formats, full, partial; head up, ribbon out, label waiting, labels left. */
const lines = (answer: string) => answer.split('\r\n').map((line) => line.slice(1, -1).split(','))

describe('~HS and ~HQES', () => {
  beforeEach(() => start(zplLanguage))

  it.each<[StoppingFault, boolean, string]>([
    ['media-out', false, '00000001'],
    ['ribbon-out', false, '00000002'],
    ['head-open', false, '00000004'],
    ['cutter', true, '00000008'],
    ['hot', false, '00000010'],
    ['jam', true, '00004000'],
    ['paused', true, '00010000'],
  ])('tell of %s as the manual says', (fault, isAnswered, group) => {
    machine.inject(fault)
    const answer = ask('~HS')
    expect(answer !== '').toBe(isAnswered)
    if (isAnswered) expect(lines(answer)[0]?.[2]).toBe('1')
    expect(ask('~HQES')).toContain(`ERRORS:         1 00000000 ${group}`)
    machine.mend()
    expect(ask('~HQES')).toContain('ERRORS:         0 00000000 00000000')
  })

  it('has every field of its three lines', () => {
    const [first, second, third] = lines(ask('~HS'))
    expect([first?.length, second?.length, third]).toEqual([12, 11, ['1234', '0']])
  })

  it('can be a firmware that answers in every fault, with the flags of the manual', () => {
    start(zplLanguage, { quirks: { answersInFaults: true } })
    machine.inject('media-out')
    machine.inject('ribbon-out')
    machine.inject('head-open')
    machine.inject('hot')
    const [first, second] = lines(ask('~HS'))
    expect([first?.[1], first?.[11], second?.[2], second?.[3]]).toEqual(['1', '1', '1', '1'])
  })

  it('tells of a format in part, of a full buffer, and of labels left', async () => {
    machine.receive(zpl.subarray(0, 20))
    expect(lines(ask('~HS'))[0]?.[7]).toBe('1')
    machine.receive(zpl.subarray(20))
    machine.receive(Buffer.from(zpl.toString().replace('^XZ', '^PQ3^XZ')))
    expect(lines(ask('~HS'))[0]?.slice(4, 8)).toEqual(['002', '0', '0', '0'])
    await time.pass(200)
    expect(lines(ask('~HS'))[1]?.[8]).toBe('00000004')
    machine.inject('buffer-full')
    expect(lines(ask('~HS'))[0]?.[5]).toBe('1')
  })

  it('can be a firmware that forgets a format when it has read it', async () => {
    start(zplLanguage, { quirks: { forgetsReadFormats: true } })
    machine.receive(zpl)
    expect(lines(ask('~HS'))[0]?.[4]).toBe('001')
    await time.pass(100)
    const [first, second] = lines(ask('~HS'))
    expect([first?.[4], second?.[8]]).toEqual(['000', '00000001'])
  })

  it('tells of a label that waits in the peeler, and prints no other', async () => {
    start(zplLanguage, { quirks: { peels: true } })
    machine.receive(Buffer.concat([zpl, zpl]))
    await time.pass(5000)
    expect([machine.printed, lines(ask('~HS'))[1]?.[7]]).toEqual([1, '1'])
    machine.takeLabel()
    await time.pass(5000)
    expect(machine.printed).toBe(2)
  })

  it('comes with identification, memory and counters', async () => {
    machine.receive(zpl)
    await time.pass(5000)
    expect(ask('~HI')).toBe('\x02SIM-1,V93.21.26Z,8,8192KB\x03\r\n')
    expect(ask('! U1 getvar "odometer.total_label_count"\r\n')).toBe('"1"')
    expect(ask('! U1 getvar "no.such.thing"\r\n')).toBe('"?"')
  })
})

describe('ESC ! ? and ESC ! S', () => {
  beforeEach(() => start(tsplLanguage))

  it.each<[StoppingFault, number, string]>([
    ['head-open', 0x01, 'E@@`'],
    ['jam', 0x02, 'E@@B'],
    ['media-out', 0x04, 'E@@A'],
    ['ribbon-out', 0x08, 'E@@D'],
    ['paused', 0x10, '`@@@'],
    ['hot', 0x80, 'E@A@'],
    ['cutter', 0x80, 'E@H@'],
  ])('tell of %s as the manual says', (fault, byte, four) => {
    machine.inject(fault)
    expect(ask('\x1b!?')).toBe(String.fromCharCode(byte))
    expect(ask('\x1b!S')).toBe(`\x02${four}\x03\r\n`)
  })

  it('tells of printing, of a full buffer, and answers ~! only when it is ready', async () => {
    expect([ask('\x1b!?'), ask('\x1b!S'), ask('~!T'), ask('~!@')]).toEqual([
      '\0',
      '\x02@@@@\x03\r\n',
      'SIM-1\r\n',
      '0\r',
    ])
    machine.receive(tspl)
    expect(ask('\x1b!S')).toBe('\x02W@@@\x03\r\n')
    await time.pass(100)
    expect([ask('\x1b!?'), ask('\x1b!S'), ask('~!T')]).toEqual(['\x20', '\x02P@@@\x03\r\n', ''])
    machine.inject('buffer-full')
    expect(ask('\x1b!S')).toBe('\x02PH@@\x03\r\n')
  })

  it('can be a firmware that is silent while paper moves', async () => {
    start(tsplLanguage, { quirks: { silentWhilePrinting: true } })
    machine.receive(tspl)
    await time.pass(100)
    expect(ask('\x1b!?')).toBe('')
    await time.pass(1000)
    expect(ask('\x1b!?')).toBe('\0')
  })

  it('keeps what was set until the power goes', async () => {
    machine.receive(tspl)
    await time.pass(1000)
    const next = Buffer.from('CLS\r\nBAR 0,0,8,8\r\nPRINT 1\r\n')
    machine.receive(next)
    await time.pass(1000)
    expect(machine.printed).toBe(2)
    machine.receive(Buffer.from('\x1b!R'))
    machine.receive(next)
    await time.pass(1000)
    expect([machine.printed, machine.problems]).toMatchObject([
      2,
      [{ command: 'SIZE', reason: 'no label size' }],
    ])
  })

  it('prints again after SET REPRINT ON only', async () => {
    for (const [setting, papers] of [
      ['ON', 2],
      ['OFF', 1],
    ] as const) {
      start(tsplLanguage)
      let count = 0
      machine.onPaper(() => count++)
      machine.inject('media-out', { at: { midLabel: 0.5 } })
      machine.receive(Buffer.from(`SET REPRINT ${setting}\r\n${tspl.toString()}`))
      await time.pass(1000)
      machine.changeRoll()
      await time.pass(1000)
      expect(count).toBe(papers)
    }
  })

  it('pauses, goes on and throws away when it is told to', async () => {
    machine.receive(Buffer.from('\x1b!P'))
    machine.receive(Buffer.concat([tspl, tspl]))
    await time.pass(1000)
    expect([machine.printed, ask('\x1b!?')]).toEqual([0, '\x10'])
    machine.receive(Buffer.from('\x1b!.\x1b!O'))
    await time.pass(1000)
    expect([machine.printed, machine.isIdle]).toEqual([0, true])
  })
})

describe.each([
  ['ZPL', zplLanguage, '~HQES', zpl],
  ['TSPL', tsplLanguage, '\x1b!S', tspl],
] as const)('a %s printer with', (_, language, question, document) => {
  beforeEach(() => start(language, { flow: 'xon-xoff' }))

  it.each<[PrinterFault, { answers: boolean; prints: boolean }]>([
    ['silent', { answers: false, prints: true }],
    ['late', { answers: false, prints: true }],
    ['power-off', { answers: false, prints: false }],
    ['wire-cut', { answers: false, prints: false }],
    ['buffer-full', { answers: true, prints: false }],
    ['stalled', { answers: false, prints: false }],
  ])('%s', async (fault, { answers, prints }) => {
    machine.inject(fault, { lateMs: 3000 })
    expect(ask(question).replaceAll('\x11', '').length > 0).toBe(answers)
    machine.receive(document)
    await time.pass(2000)
    expect(machine.printed).toBe(prints ? 1 : 0)
    if (fault === 'late') {
      await time.pass(1500)
      expect(said).toHaveLength(1)
    }
    machine.mend()
    machine.disconnected()
    expect(ask(question).length).toBeGreaterThan(0)
  })

  it('rubbish for an answer, the same for the same seed', () => {
    const right = ask(question)
    machine.inject('garbled')
    const wrong = ask(question)
    expect(wrong).not.toBe(right)
    start(language)
    machine.inject('garbled')
    expect(ask(question)).toBe(wrong)
  })

  it('XOFF when it stalls and XON when it goes on', () => {
    machine.inject('stalled')
    machine.mend()
    expect(Buffer.concat(said).toString('hex')).toBe('1311')
  })

  it('any fault at all, mended: the next label comes out', async () => {
    for (const fault of printerFaults) {
      start(language)
      machine.inject(fault, { at: { midLabel: 0.5 } })
      machine.receive(document)
      await time.pass(3000)
      machine.mend()
      machine.disconnected()
      await time.pass(3000)
      const before = machine.printed
      machine.receive(document)
      await time.pass(3000)
      expect([fault, machine.printed]).toEqual([fault, before + 1])
    }
  })
})
