import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asnReleased } from '../../core/release/release-records.ts'
import { readStatement } from '../../core/statement/statement.ts'
import type { BenchStation } from '../station/bench-station.stub.ts'
import { answerTask, boss, heldBench, heldPlan, tasksOf } from './held-plan.stub.ts'

let bench: BenchStation
beforeAll(async () => {
  bench = await heldBench()
})
afterAll(() => bench.close())

const [head = '', ...rows] = heldPlan().toString().trimEnd().split('\n')
const own = rows.filter((row) => row.startsWith('ASN-2026-1122-51'))
const asn = (n: number) => `ASN-P-${n}`

/** The sample plan as a notice of its own, with lots of its own: what one comes to must not answer for another. */
const planOf = (n: number, lines: readonly number[]): Buffer =>
  Buffer.from(
    [
      head,
      ...lines.map((line) =>
        (own[line] ?? '')
          .replace('ASN-2026-1122-51', asn(n))
          .replace(/(SN26K01|SW26K02|DK26J05|L26315)/, `$1-${n}`)
          .replace('BMKU5107736', `BMKU${5200000 + n}`),
      ),
      '',
    ].join('\n'),
  )

type Step =
  | { readonly do: 'answer'; readonly which: number; readonly conforms: boolean }
  | { readonly do: 'override' | 'hold' | 'lift'; readonly which: number }
  | { readonly do: 'revise'; readonly lines: readonly number[] }
  | { readonly do: 'release' }

const which = fc.nat({ max: 3 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('answer' as const), which, conforms: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('override' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lift' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('revise' as const),
      lines: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'release' as const }) },
)

/** Does it, or is refused: both are fine, and neither releases too early. */
async function act(n: number, one: Step): Promise<void> {
  const { release } = bench.workspace.control
  const lines = release.show(asn(n)).lines
  const held = lines.filter(({ state }) => state === 'held')
  const among = one.do === 'hold' || held.length === 0 ? lines : held
  const line = 'which' in one ? among[one.which % among.length] : undefined
  const name = { asn: asn(n), line: line?.line ?? '', lot: line?.lot ?? '' }
  const word = { ...name, reason: 'Said by a random test', ...boss }
  try {
    if (one.do === 'answer') {
      const tasks = tasksOf(bench, asn(n))
      const task = tasks[one.which % Math.max(1, tasks.length)]
      if (task) await answerTask(bench, task, one.conforms ? 'conformant' : 'one-too-many')
    } else if (one.do === 'override') await release.override(word)
    else if (one.do === 'lift') await release.lift(word)
    else if (one.do === 'hold') await bench.press('hold', { ...name, reason: 'wet cartons' })
    else if (one.do === 'revise') await bench.station.importPlan(planOf(n, one.lines), 'revised.csv')
    else release.release(asn(n))
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
  }
}

/** Releases of a notice, by their statements. */
const releasesOf = (n: number) =>
  bench.store.releases.releases(asn(n)).map(({ statement }) => {
    const stored = bench.store.statements.get(statement)
    return asnReleased.parse(
      JSON.parse(Buffer.from(readStatement(stored?.bytes ?? Buffer.of()).payload).toString()),
    )
  })

it('nothing is released with an open demand, a hold or an unanswered no, whatever happens in whatever order', async () => {
  let n = 0
  let all = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      n++
      await bench.station.importPlan(planOf(n, [0, 2, 3]), 'plan.csv')
      let before = 0
      for (const one of steps) {
        await act(n, one)
        const made = releasesOf(n)
        const { asn: shown, lines } = bench.workspace.control.release.show(asn(n))
        // Right after a release nothing is left that holds; the record lists every line by the decision that it has.
        if (made.length > before) {
          all++
          expect(bench.store.releases.ofAsn(asn(n)).filter(({ ended }) => ended === null)).toEqual([])
          expect(lines.flatMap(({ why }) => why)).toEqual([])
          expect(
            made
              .at(-1)
              ?.lines.map(({ decision }) => decision)
              .sort(),
          ).toEqual(lines.map(({ decisionHash }) => decisionHash).sort())
        }
        before = made.length
        // And what waits for nothing does not stay behind.
        const isFree = lines.every(({ why }) => why.length === 0)
        expect(shown.state === 'held').toBe(!isFree)
        expect(lines.every(({ state, why }) => (state === 'held') === why.length > 0)).toBe(true)
      }
    }),
    { numRuns: 7 },
  )
  // It did happen.
  expect(all).toBeGreaterThan(0)
})
