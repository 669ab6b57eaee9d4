import assert from 'node:assert/strict'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Timer } from '../../platform/clock/timer.ts'
import { unitPage } from '../render/label-page.stub.ts'
import type { Paper } from '../simulators/machine/paper.ts'
import { type StoppingFault, stoppingFaults } from '../simulators/machine/printer-fault.ts'
import type { PrinterMachine } from '../simulators/machine/printer-machine.ts'
import { encodeLabel } from './encode-label.ts'
import type { PrintAnswer, Printer, PrinterState } from './printer.ts'

/** A printer's driver under test, the machine at the far end of its wire, and the time that both live in. */
export interface PrinterRig {
  readonly printer: Printer
  readonly machine: PrinterMachine
  readonly timer: Timer
  /** Waits for work, moving virtual time on where time is virtual. */
  wait<T>(work: Promise<T>): Promise<T>
  /** Lets this much of the rig's time go by. */
  pass(ms: number): Promise<void>
  dispose(): Promise<void>
}

export interface PrinterCase {
  readonly title: string
  /** Left out where time is real: it waits for seconds. */
  readonly isSlow?: true
  /** Left out where a wire cannot be cut by the machine. */
  readonly cutsWire?: true
  run(rig: PrinterRig): Promise<void>
}

/** A unit label as one job of the printer's language. */
export function labelJob({ model }: Printer, serial: string) {
  const page = unitPage({ serial }, model.dotsPerMm)
  return { id: serial, bytes: encodeLabel(model, serial, page) }
}

const first = 'ST1AAAAAAAAAAAA'
const second = 'ST1BBBBBBBBBBBB'

function papersOf(machine: PrinterMachine): Paper[] {
  const papers: Paper[] = []
  machine.onPaper((paper) => papers.push(paper))
  return papers
}

const pace = (labelMs: number) => ({ imagingMs: 80, mmPerSecond: 100, labelMs })

const printedIn = (papers: readonly Paper[], job: string) => papers.filter((paper) => paper.job === job)

async function refused(work: Promise<PrintAnswer>): Promise<BondmarkError> {
  try {
    const answer = await work
    return assert.fail(`answered ${answer.end} where nothing may be sent`)
  } catch (error) {
    assert.ok(error instanceof BondmarkError, String(error))
    return error
  }
}

/** `printed`, by the proof that the model has. */
function assertPrinted({ model }: Printer, answer: PrintAnswer): void {
  assert.deepEqual(answer, { end: 'printed', proof: model.proof })
}

function assertUncertain(answer: PrintAnswer, states?: readonly (PrinterState | string)[]): void {
  assert.equal(answer.end, 'uncertain')
  if (answer.end === 'uncertain' && states !== undefined)
    assert.ok(states.includes(String(answer.why.detail.state ?? answer.why.code)), JSON.stringify(answer.why))
}

/** Older TSPL firmware answers one byte without a frame: any byte is an answer, and what it holds or draws does not show. */
const hasFrames = ({ model }: Printer) => model.language !== 'tspl' || model.framedStatus

/** What older TSPL firmware cannot tell apart in its one byte. */
function nameable(printer: Printer): readonly StoppingFault[] {
  return stoppingFaults.filter((fault) => hasFrames(printer) || (fault !== 'hot' && fault !== 'cutter'))
}

const faultCases = stoppingFaults.flatMap((fault): PrinterCase[] => [
  {
    title: `sends nothing while ${fault}, says so, and prints once that is mended`,
    run: async ({ printer, machine, wait }) => {
      if (!nameable(printer).includes(fault)) return
      const papers = papersOf(machine)
      machine.inject(fault)
      const error = await wait(refused(printer.print(labelJob(printer, first))))
      assert.equal(error.code, 'printer-not-ready')
      assert.equal(error.detail.state, fault)
      assert.equal(printer.state, fault)
      machine.mend()
      assertPrinted(printer, await wait(printer.print(labelJob(printer, first))))
      assert.equal(papers.length, 1)
      assert.deepEqual(machine.problems, [])
    },
  },
  {
    title: `calls a label uncertain under which it became ${fault}, and never sends it again`,
    run: async ({ printer, machine, wait, pass }) => {
      if (!nameable(printer).includes(fault)) return
      const papers = papersOf(machine)
      machine.inject(fault, { at: { midLabel: 0.5 } })
      assertUncertain(await wait(printer.print(labelJob(printer, first))), [fault])
      machine.mend()
      await pass(3000)
      assertPrinted(printer, await wait(printer.print(labelJob(printer, second))))
      assert.ok(printedIn(papers, first).length <= 1, 'a serial on two labels')
      assert.equal(printedIn(papers, second).length, 1)
      assert.ok(papers.every(({ reprinted }) => !reprinted))
    },
  },
])

/** A cable is cut after so many bytes of a job. */
const cutCases = [0, 1, 7, 100, 2000].map(
  (bytes): PrinterCase => ({
    title: `lets nothing of a job that was cut off after ${bytes} bytes run into the next one`,
    cutsWire: true,
    run: async ({ printer, machine, wait, pass }) => {
      assert.equal(await wait(printer.refresh()), 'ready')
      const papers = papersOf(machine)
      const { bytes: whole } = labelJob(printer, first)
      // The questions before the job come through the same wire.
      const cutAt = bytes + (printer.model.proof === 'counter' ? 60 : 12)
      machine.inject('wire-cut', { at: { onBytes: cutAt } })
      try {
        const answer = await wait(printer.print(labelJob(printer, first)))
        assert.equal(answer.end, cutAt < whole.length ? 'uncertain' : answer.end)
      } catch (error) {
        assert.ok(error instanceof BondmarkError, String(error))
      }
      machine.mend()
      await pass(3000)
      assertPrinted(printer, await wait(printer.print(labelJob(printer, second))))
      assert.deepEqual(
        printedIn(papers, second).map(({ whole: all }) => all),
        [true],
      )
      assert.deepEqual(machine.problems, [])
    },
  }),
)

/**
 * What every printer does, whatever its language and wire. Without a test framework: each case throws an AssertionError
 * when the printer fails it.
 */
export const printerCases: readonly PrinterCase[] = [
  {
    title: 'prints one label after another, each on paper before it says so',
    run: async ({ printer, machine, wait }) => {
      const papers = papersOf(machine)
      const states: PrinterState[] = []
      printer.subscribe({
        state: (state) => states.push(state),
        fault: (failure) => assert.fail(failure.code),
      })
      for (const [at, serial] of [first, second].entries()) {
        assertPrinted(printer, await wait(printer.print(labelJob(printer, serial))))
        assert.equal(papers.length, at + 1)
      }
      assert.deepEqual(
        papers.map(({ job, whole }) => [job, whole]),
        [
          [first, true],
          [second, true],
        ],
      )
      assert.deepEqual(machine.problems, [])
      assert.deepEqual([...new Set(states)], ['ready', 'printing'])
      assert.equal(states.at(-1), 'ready')
      assert.ok(printer.seenAtMs !== null)
    },
  },
  {
    title: 'takes one job at a time',
    run: async ({ printer, machine, wait }) => {
      const papers = papersOf(machine)
      const printing = printer.print(labelJob(printer, first))
      assert.equal((await refused(printer.print(labelJob(printer, second)))).code, 'printer-job-running')
      await assert.rejects(printer.discard(), { code: 'printer-job-running' })
      assertPrinted(printer, await wait(printing))
      assert.equal(papers.length, 1)
    },
  },
  ...faultCases,
  ...cutCases,
  {
    title: 'calls a label uncertain when the printer falls silent under it',
    isSlow: true,
    run: async ({ printer, machine, wait, pass }) => {
      const papers = papersOf(machine)
      machine.inject('silent', { at: { midLabel: 0.3 } })
      assertUncertain(await wait(printer.print(labelJob(printer, first))), ['silent'])
      assert.equal(printer.state, 'silent')
      assert.equal(papers.length, 1)
      machine.mend()
      await pass(1000)
      assertPrinted(printer, await wait(printer.print(labelJob(printer, second))))
    },
  },
  {
    title: 'does not take a late answer for the next one',
    isSlow: true,
    run: async ({ printer, machine, wait, pass }) => {
      assert.equal(await wait(printer.refresh()), 'ready')
      machine.inject('late', { lateMs: 4000 })
      assert.equal(await wait(printer.refresh()), 'silent')
      // Answers from when it was ready are still on their way.
      machine.mend()
      machine.inject('head-open')
      assert.equal(await wait(printer.refresh()), 'head-open')
      await pass(8000)
      assert.equal(printer.state, 'head-open')
      assert.equal((await wait(refused(printer.print(labelJob(printer, first))))).code, 'printer-not-ready')
    },
  },
  {
    title: 'never calls a label printed whose answers come late, or are rubbish',
    isSlow: true,
    run: async ({ printer, machine, wait, pass }) => {
      for (const [serial, fault] of [
        [first, 'late'],
        [second, 'garbled'],
      ] as const) {
        machine.inject(fault, { at: { midLabel: 0.2 }, lateMs: 3000 })
        const answer = await wait(printer.print(labelJob(printer, serial)))
        assertUncertain(answer, hasFrames(printer) ? ['silent', 'printer-status-malformed'] : undefined)
        machine.mend()
        await pass(10_000)
      }
      assertPrinted(printer, await wait(printer.print(labelJob(printer, 'ST1CCCCCCCCCCCC'))))
    },
  },
  {
    title: 'is not ready for a job while its answers are rubbish',
    run: async ({ printer, machine, wait }) => {
      if (!hasFrames(printer)) return
      machine.inject('garbled')
      const error = await wait(refused(printer.print(labelJob(printer, first))))
      assert.equal(error.code, 'printer-not-ready')
      assert.ok(['unknown', 'silent'].includes(String(error.detail.state)))
    },
  },
  {
    title: 'calls a label uncertain in the middle of which it was switched off and on again',
    isSlow: true,
    run: async ({ printer, machine, wait, pass }) => {
      const papers = papersOf(machine)
      for (const [at, serial] of [0.01, 0.5, 0.99].map(
        (part, index) => [part, `ST1AAAAAAAAAAA${index}`] as const,
      )) {
        machine.inject('power-off', { at: { midLabel: at } })
        const printing = printer.print(labelJob(printer, serial))
        const answer = await wait(printing)
        machine.mend()
        assertUncertain(answer)
        await pass(20_000)
      }
      assertPrinted(printer, await wait(printer.print(labelJob(printer, second))))
      assert.equal(printedIn(papers, second).length, 1)
      assert.ok(papers.every(({ reprinted }) => !reprinted))
    },
  },
  {
    title: 'calls a label uncertain that somebody cancelled at the printer',
    isSlow: true,
    run: async ({ printer, machine, wait, pass }) => {
      const papers = papersOf(machine)
      machine.inject('paused', { at: 'after-print' })
      assertUncertain(await wait(printer.print(labelJob(printer, first))), ['paused'])
      machine.pressCancel()
      machine.mend()
      await pass(3000)
      assertPrinted(printer, await wait(printer.print(labelJob(printer, second))))
      assert.equal(printedIn(papers, second).length, 1)
    },
  },
  {
    title: 'is busy, not ready, with labels of others, and prints when they are out',
    isSlow: true,
    run: async ({ printer, machine, wait, pass }) => {
      if (!hasFrames(printer)) return
      const papers = papersOf(machine)
      machine.setPace(pace(2000))
      machine.receiveAll(labelJob(printer, 'OTHER').bytes)
      assert.equal(await wait(printer.refresh()), 'busy')
      const error = await wait(refused(printer.print(labelJob(printer, first))))
      assert.equal(error.code, 'printer-not-ready')
      await pass(2500)
      machine.setPace(pace(300))
      assertPrinted(printer, await wait(printer.print(labelJob(printer, first))))
      assert.deepEqual(
        papers.map(({ job }) => job),
        ['OTHER', first],
      )
    },
  },
  {
    title: 'ends what somebody began and never ended before it prints',
    isSlow: true,
    run: async ({ printer, machine, wait }) => {
      const papers = papersOf(machine)
      const { bytes } = labelJob(printer, 'OTHER')
      machine.receiveAll(bytes.subarray(0, bytes.length >> 1))
      // In the middle of a TSPL picture no question is heard: only a person can know that this is not a dead printer.
      if ((await wait(printer.refresh())) === 'silent') await wait(printer.discard())
      assertPrinted(printer, await wait(printer.print(labelJob(printer, first))))
      assert.deepEqual(
        papers.map(({ job, whole }) => [job, whole]),
        [[first, true]],
      )
    },
  },
  {
    title: 'throws away what the printer holds when it is told to',
    run: async ({ printer, machine, wait, pass }) => {
      const papers = papersOf(machine)
      machine.inject('paused')
      machine.receiveAll(labelJob(printer, 'OTHER').bytes)
      await wait(printer.discard())
      machine.mend()
      await pass(2000)
      assert.deepEqual(papers, [])
      assertPrinted(printer, await wait(printer.print(labelJob(printer, first))))
    },
  },
  {
    title: 'stops waiting when it is told to',
    run: async ({ printer, machine, wait, timer }) => {
      machine.setPace(pace(15_000))
      const patience = new AbortController()
      timer.after(400, () => patience.abort())
      assertUncertain(await wait(printer.print(labelJob(printer, first), patience.signal)))
    },
  },
  {
    title: 'sees by itself that the printer is in trouble, gone and back',
    isSlow: true,
    run: async ({ printer, machine, pass }) => {
      const { heartbeatMs } = printer.model
      await pass(heartbeatMs * 2)
      assert.equal(printer.state, 'ready')
      const seen = printer.seenAtMs
      machine.inject('media-out')
      await pass(heartbeatMs * 2)
      assert.equal(printer.state, 'media-out')
      assert.ok(seen !== null && printer.seenAtMs !== null && printer.seenAtMs > seen)
      machine.mend()
      machine.inject('silent')
      await pass(heartbeatMs * 4)
      assert.equal(printer.state, 'silent')
      const lost = printer.seenAtMs
      await pass(30_000)
      assert.equal(printer.seenAtMs, lost)
      machine.mend()
      await pass(120_000)
      assert.equal(printer.state, 'ready')
    },
  },
  {
    title: 'says nothing any more once closed, which may be said twice',
    run: async ({ printer, machine, wait }) => {
      await wait(printer.refresh())
      await Promise.all([printer.close(), printer.close()])
      assert.equal(printer.state, 'unknown')
      machine.inject('head-open')
      assert.equal(await printer.refresh(), 'unknown')
      assert.equal((await refused(printer.print(labelJob(printer, first)))).code, 'printer-not-ready')
    },
  },
]

/** Runs one case on a rig of its own. */
export async function runPrinterCase(which: PrinterCase, open: () => Promise<PrinterRig>): Promise<void> {
  const rig = await open()
  try {
    await which.run(rig)
  } finally {
    await rig.printer.close()
    await rig.dispose()
  }
}
