import { afterEach, beforeEach, expect, it } from 'vitest'
import { standingAnswer } from '../../core/contract/standing.ts'
import type { BenchStation } from '../station/bench-station.stub.ts'
import { answerTask, boss, HELD, heldBench, tasksOf } from './held-plan.stub.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await heldBench()
})
afterEach(() => bench.close())

/** How a ledger has judged a statement, once it has. */
async function standingOf(id: string): Promise<string> {
  const url = `${(bench.workspace.ledgerUrl() ?? '').replace(/^ws/, 'http')}/standing/${id}`
  for (;;) {
    const answer = await fetch(url)
    if (answer.ok) {
      const { verdict } = standingAnswer.parse(await answer.json())
      if (verdict) return verdict.standing
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it('what holds and releases goods is logged by a real ledger, and valid there', async () => {
  const { release } = bench.workspace.control
  await bench.scan(']d201095060004100121727103110SN26K01')
  await bench.press('ack')
  const [first = '', ...others] = tasksOf(bench, HELD)
  await answerTask(bench, first, 'one-too-many')
  for (const id of others) await answerTask(bench, id)
  const held = release.show(HELD).lines.find(({ mayOverride }) => mayOverride)
  const reason = 'The buyer takes them as they are'
  await release.override({ asn: HELD, line: held?.line ?? '', lot: held?.lot ?? '', reason, ...boss })
  expect(release.show(HELD).asn.state).toBe('overridden')
  await bench.press('close-shift', { uncounted: true })
  await bench.station.seal(boss)
  expect(await bench.workspace.sync.runUntilThere()).toMatchObject({ ok: true })
  const stated = bench.store.statements.range(1, Number.MAX_SAFE_INTEGER)
  expect(stated.filter(({ contentType }) => /line-decided|asn-released/.test(contentType))).toHaveLength(5)
  for (const { id } of stated) expect(await standingOf(id)).toBe('valid')
})
