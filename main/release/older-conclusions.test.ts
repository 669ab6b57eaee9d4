import { describe, expect, it } from 'vitest'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import type { BenchStation } from '../station/bench-station.stub.ts'
import { practiceAnswer } from '../training/practise-inspection.ts'
import { answerTask, boss, HELD, heldBench, heldPlan, tasksOf } from './held-plan.stub.ts'

const OTHER = 'ASN-2026-1122-53'

/** Which task a step is done to: of the other notice, or its repetition. */
type Step = (bench: BenchStation, task: string, repeat: string) => unknown

const desk = (bench: BenchStation) => bench.workspace.control.inspections
const good: Step = (bench, task) => answerTask(bench, task)
const bad: Step = (bench, task) => answerTask(bench, task, 'one-too-many')
const send: Step = (bench, task) => {
  const { sampling } = desk(bench).task(task).task
  bench.later(60_000)
  if (sampling) desk(bench).sample(task, { units: sampling.n, epcs: [], note: '' })
  desk(bench).assign(task, 'training-inspection')
  desk(bench).send(task)
}
const receive: Step = (bench, task) => desk(bench).acknowledge(task)
const contest: Step = (bench, task) => {
  bench.later(60_000)
  desk(bench).contest(task, 'seller', 'The sample was another lot’s')
}
const order =
  (what: 'repeat' | 'cancel' | 'uphold'): Step =>
  (bench, task) =>
    desk(bench).order(task, what, 'The laboratory has said so', boss)
const badFile: Step = async (bench, task) => {
  bench.later(60_000)
  const answered = await practiceAnswer(
    bench.station.ctx,
    desk(bench).task(task).task,
    'one-too-many',
    bench.clock.now(),
  )
  desk(bench).take(answered.file, 'file')
}
const overdue: Step = (bench) => bench.later(8 * 86_400_000)
const again =
  (step: Step): Step =>
  (bench, _, repeat) =>
    step(bench, repeat, repeat)

const goesOn = 'ingredients-conformant'
const asked = 'ingredients-due'
const bars = 'ingredients-nonconformant'

/**
 * The same lot came in two notices, and the inspection of one has conformed. What becomes of the goods in each state of the other
 * one's: by row what is done next, the state that it is in then, and what is said of the lot.
 */
const lives: Readonly<Record<string, readonly (readonly [Step, string, string])[]>> = {
  'does not conform, is contested, repeated, and conforms at last': [
    [() => {}, 'created', goesOn],
    [send, 'sent', goesOn],
    [receive, 'received', goesOn],
    [badFile, 'concluded', bars],
    [contest, 'reopened', bars],
    [order('uphold'), 'concluded', bars],
    [order('repeat'), 'repeated', bars],
    [again(send), 'repeated', bars],
    [overdue, 'repeated', bars],
    [again(badFile), 'repeated', bars],
  ],
  'does not conform, and its repetition does': [
    [bad, 'concluded', bars],
    [order('repeat'), 'repeated', bars],
    [again(good), 'repeated', goesOn],
  ],
  'does not conform, and its repetition is cancelled': [
    [bad, 'concluded', bars],
    [order('repeat'), 'repeated', bars],
    [again(order('cancel')), 'repeated', bars],
  ],
  'conforms, is contested, repeated, and the repetition cancelled': [
    [good, 'concluded', goesOn],
    [contest, 'reopened', asked],
    [order('repeat'), 'repeated', asked],
    [again(send), 'repeated', asked],
    [again(order('cancel')), 'repeated', asked],
  ],
  'is contested before its result, which is in then, and repeated': [
    [send, 'sent', goesOn],
    [contest, 'contested', goesOn],
    [badFile, 'contested', asked],
    [order('repeat'), 'repeated', asked],
    [again(bad), 'repeated', bars],
  ],
  'is contested with its result in, and cancelled': [
    [send, 'sent', goesOn],
    [contest, 'contested', goesOn],
    [badFile, 'contested', asked],
    [order('cancel'), 'cancelled', goesOn],
  ],
  'is late, and never answered': [
    [send, 'sent', goesOn],
    [overdue, 'sent', goesOn],
  ],
}

describe('goods of a lot that conformed in another notice, while its inspection here', () => {
  it.each(Object.entries(lives))('%s', async (_, steps) => {
    const bench = await heldBench()
    const [head = '', ...rows] = heldPlan().toString().trimEnd().split('\n')
    const row = rows.find((one) => one.startsWith(`${HELD},1,`)) ?? ''
    await bench.station.importPlan(Buffer.from([head, row.replace(HELD, OTHER), ''].join('\n')), 'other.csv')
    const sampled = (asn: string) =>
      tasksOf(bench, asn).find((id) => desk(bench).task(id).kind === 'ingredient-inspection') ?? ''
    const [elsewhere, task] = [sampled(HELD), sampled(OTHER)]
    await answerTask(bench, elsewhere)
    const said = () => {
      const { decision } = bench.store.plans.line({ asn: OTHER, line: '1', lot: 'SN26K01' }) ?? {}
      const { reasons } = JSON.parse(decision ?? '{}') as { reasons: { rule: string; said: string }[] }
      return reasons.find(({ rule }) => rule === 'ingredient-inspection')?.said
    }
    const came: string[] = []
    for (const [step] of steps) {
      await step(bench, task, `${task}-r2`)
      came.push(`${desk(bench).task(task).state}: ${said()}`)
    }
    expect(came).toEqual(steps.map(([, state, what]) => `${state}: ${what}`))
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
    await bench.close()
  })
})
