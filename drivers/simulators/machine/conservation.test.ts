import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tsplLanguage } from '../tspl/tspl-language.ts'
import { VirtualTime } from '../virtual-time.ts'
import { zplLanguage } from '../zpl/zpl-language.ts'
import type { Loss, Paper } from './paper.ts'
import { type FaultMoment, printerFaults } from './printer-fault.ts'
import { createPrinterMachine, type PrinterMachine } from './printer-machine.ts'

type Step = (machine: PrinterMachine, number: number) => void

const zpl = (number: number, again: boolean) =>
  `^XA^FXbondmark job J${number}^JZ${again ? 'Y' : 'N'}^PW480^LL320^FO10,10^GB40,40,4^FS^XZ`
const tspl = (number: number, again: boolean) =>
  `SIZE 60 mm,40 mm\r\nREM bondmark job J${number}\r\nSET REPRINT ${again ? 'ON' : 'OFF'}\r\nCLS\r\nBAR 0,0,8,8\r\nPRINT 1\r\n`

const moment: fc.Arbitrary<FaultMoment> = fc.oneof(
  fc.constantFrom<FaultMoment>('now', 'after-print'),
  fc.integer({ min: 1, max: 200 }).map((onBytes) => ({ onBytes })),
  fc.double({ min: 0, max: 1, noNaN: true }).map((midLabel) => ({ midLabel })),
)

function steps(language: 'zpl' | 'tspl', again: boolean): fc.Arbitrary<Step> {
  const label = language === 'zpl' ? zpl : tspl
  const sent: Step = (machine, number) => machine.receiveAll(Buffer.from(label(number, again)))
  const fault = fc.tuple(fc.constantFrom(...printerFaults), moment).map(
    ([name, at]): Step =>
      (machine) =>
        machine.inject(name, { at }),
  )
  const byHand = fc.constantFrom<Step>(
    (machine) => machine.mend(),
    (machine) => machine.openHead(),
    (machine) => machine.closeHead(),
    (machine) => machine.changeRoll(),
    (machine) => machine.pressPause(),
    (machine) => machine.pressCancel(),
    (machine) => machine.pressFeed(),
    (machine) => machine.powerOff(),
    (machine) => machine.powerOn(),
    (machine) => machine.disconnected(),
    (machine) => machine.takeLabel(),
    (machine) => machine.receiveAll(Buffer.from(language === 'zpl' ? '~JA' : '\x1b!.')),
  )
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(sent) },
    { weight: 2, arbitrary: fault },
    { weight: 2, arbitrary: byHand },
  )
}

/** What became of one document: `whole`, `part`, or why it was lost, in order. */
type Fate = string[]

async function fates(language: 'zpl' | 'tspl', story: readonly (readonly [Step, number])[], quirks = {}) {
  const time = new VirtualTime()
  const machine = createPrinterMachine({
    language: language === 'zpl' ? zplLanguage : tsplLanguage,
    timer: time,
    imagingMs: 30,
    bufferBytes: 600,
    quirks,
  })
  const found = new Map<number, Fate>()
  const note = (document: number, what: string) => found.set(document, [...(found.get(document) ?? []), what])
  machine.onPaper(({ document, whole, reprinted }: Paper) =>
    note(document, `${reprinted ? 'again ' : ''}${whole ? 'whole' : 'part'}`),
  )
  machine.onLoss(({ document, why }: Loss) => {
    if (document > 0) note(document, why)
  })
  for (const [index, [step, passMs]] of story.entries()) {
    step(machine, index)
    await time.pass(passMs)
  }
  machine.mend()
  machine.disconnected()
  for (let turn = 0; turn < 20; turn++) {
    machine.takeLabel()
    machine.mend()
    await time.pass(1000)
  }
  return { found, machine }
}

const endings = (again: boolean) =>
  again
    ? /^(part,)?(again part,)*(whole|again whole|part,power-off|again part,power-off|part,cancelled|again part,cancelled|power-off|cancelled|refused|part|again part)$/
    : /^(whole|part|power-off|cancelled|refused)$/

describe.each(['zpl', 'tspl'] as const)('every %s document that was accepted', (language) => {
  it.each([
    ['one whole label, one in part, or a loss with its name', false],
    ['the same and at most one whole reprint, when it is to be reprinted', true],
  ])('ends as %s', async (_, again) => {
    const story = fc.array(fc.tuple(steps(language, again), fc.integer({ min: 0, max: 600 })), {
      maxLength: 25,
    })
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { found, machine } = await fates(language, told)
        expect(machine.isIdle).toBe(true)
        // They are numbered without gaps: one without a fate would be a label that nobody knows of.
        expect([...found.keys()].sort((a, b) => a - b)).toEqual(Array.from(found, (__, index) => index + 1))
        for (const fate of found.values()) expect(fate.join(',')).toMatch(endings(again))
      }),
      { numRuns: 150 },
    )
  })

  it('can come out again whatever it said, or always twice, when the firmware does so', async () => {
    const label = language === 'zpl' ? zpl(1, false) : tspl(1, false)
    const broken: Step = (machine) => {
      machine.inject('media-out', { at: { midLabel: 0.5 } })
      machine.receive(Buffer.from(label))
    }
    const again = await fates(language, [[broken, 1000]], { reprintsRegardless: true })
    expect(again.found.get(1)).toEqual(['part', 'again whole'])
    const sent: Step = (machine) => machine.receive(Buffer.from(label))
    const twice = await fates(language, [[sent, 1000]], { printsTwo: true })
    expect(twice.found.get(1)).toEqual(['whole', 'whole'])
    const paused = await fates(language, [[broken, 1000]], {
      staysPausedAfterFault: true,
      reprintsRegardless: true,
    })
    expect(paused.found.get(1)).toEqual(['part', 'again whole'])
  })
})
