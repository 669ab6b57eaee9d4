import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Paper } from '../simulators/machine/paper.ts'
import { noQuirks, type PrinterQuirks, printerFaults } from '../simulators/machine/printer-fault.ts'
import { createPrinterMachine, type PrinterMachine } from '../simulators/machine/printer-machine.ts'
import { tsplLanguage } from '../simulators/tspl/tspl-language.ts'
import { VirtualTime } from '../simulators/virtual-time.ts'
import { memoryWire } from '../simulators/wires/memory-wire.ts'
import { zplLanguage } from '../simulators/zpl/zpl-language.ts'
import { createPrinter } from './create-printer.ts'
import { type PrinterModel, printerModels } from './models.ts'
import { labelJob } from './printer.acceptance.ts'

const serials = ['ST1AAAAAAAAAAAA', 'ST1BBBBBBBBBBBB', 'ST1CCCCCCCCCCCC']

const moment = fc.oneof(
  fc.constant('now' as const),
  fc.constant('after-print' as const),
  fc.record({ midLabel: fc.constantFrom(0, 0.02, 0.5, 0.98, 1) }),
  fc.record({ onBytes: fc.integer({ min: 1, max: 9000 }) }),
)
/** Printing two of each is seen by those that count alone, and so is asked of them alone. */
const quirk = (model: PrinterModel) =>
  fc.constantFrom(
    null,
    ...(Object.keys(noQuirks) as (keyof PrinterQuirks)[]).filter(
      (name) => name !== 'printsTwo' || model.proof === 'counter',
    ),
  )

interface Trouble {
  readonly fault: (typeof printerFaults)[number]
  readonly at: 'now' | 'after-print' | { readonly midLabel: number } | { readonly onBytes: number }
  readonly mendsAfterMs: number
}

/**
 * Somebody mends it: so long after it stopped or went off, which no hand does between two questions; or so long from now.
 */
function mendLater(machine: PrinterMachine, timer: VirtualTime, afterMs: number): void {
  const endMs = timer.nowMs() + 60_000
  const look = () => {
    if (machine.stops.size > 0 || !machine.isOn) timer.after(Math.max(200, afterMs), () => machine.mend())
    else if (timer.nowMs() < endMs) timer.after(10, look)
  }
  look()
  timer.after(afterMs, () => {
    if (machine.stops.size === 0 && machine.isOn) machine.mend()
  })
}

/** Three labels, a fault under the first two; what was answered, and the papers of each. */
async function threeLabels(
  model: PrinterModel,
  like: 'tcp' | 'serial',
  name: keyof PrinterQuirks | null,
  troubles: readonly Trouble[],
  seed: number,
) {
  const timer = new VirtualTime()
  const machine = createPrinterMachine({
    language: model.language === 'zpl' ? zplLanguage : tsplLanguage,
    timer,
    seed,
    imagingMs: 50,
    labelMs: 300,
    ...(name === null ? {} : { quirks: { [name]: true } }),
  })
  const papers: Paper[] = []
  machine.onPaper((paper) => papers.push(paper))
  const connect = async () => memoryWire(machine, { like, stallMs: 3000 })
  const printer = createPrinter({ id: 'p', name: 'P', model, connect, timer })
  const answers: { end: string; proof: string | null; papersThen: readonly Paper[] }[] = []
  for (const [at, serial] of serials.entries()) {
    const trouble = troubles[at]
    if (trouble !== undefined) {
      machine.inject(trouble.fault, { at: trouble.at, lateMs: 2500 })
      mendLater(machine, timer, trouble.mendsAfterMs)
    }
    const [end, proof] = await timer.until(
      printer.print(labelJob(printer, serial)).then(
        (answer) => [answer.end, answer.end === 'printed' ? answer.proof : null] as const,
        () => ['refused', null] as const,
      ),
    )
    answers.push({ end, proof, papersThen: papers.filter(({ job }) => job === serial) })
    await timer.pass(1000)
    machine.mend()
    if (name === 'peels') machine.takeLabel()
    if (name === 'staysPausedAfterFault' && machine.stops.has('paused')) machine.pressPause()
    await timer.pass(5000)
  }
  await printer.close()
  return { answers, papers }
}

describe.each(['zpl-203', 'zebra-203', 'tspl2-203', 'tspl-203'] as const)('%s', (id) => {
  const model = printerModels[id]
  it('calls a label printed only when it is on paper whole and once, whatever goes wrong and when', async () => {
    const trouble = fc.record({
      fault: fc.constantFrom(...printerFaults),
      at: moment,
      mendsAfterMs: fc.constantFrom(1, 150, 500, 4000, 60_000),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('tcp' as const, 'serial' as const),
        quirk(model),
        fc.tuple(trouble, trouble),
        fc.nat(),
        async (like, name, troubles, seed) => {
          const { answers, papers } = await threeLabels(model, like, name, troubles, seed)
          for (const [at, { end, proof, papersThen }] of answers.entries()) {
            const all = papers.filter(({ job }) => job === serials[at])
            if (end === 'refused') expect(all).toHaveLength(0)
            // A count that was asked for in a bad moment proves nothing, and the answer says so.
            if (end !== 'printed' || (name === 'printsTwo' && proof === 'idle')) continue
            expect(papersThen.map(({ whole }) => whole)).toEqual([true])
            expect(all).toHaveLength(1)
          }
        },
      ),
      { numRuns: 15 },
    )
  })
})
