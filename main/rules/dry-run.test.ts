import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RuleSet, readRuleSet } from '../../core/decision/rule-set.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { dryRunApart } from './dry-run-apart.ts'
import { type DryRunTask, dryRun } from './dry-run-task.ts'

const inForce = readRuleSet(
  readFileSync(repositoryFile('fixtures', 'rules', 'training.json')),
  'training.json',
)
if (inForce.format !== 'bondmark/rules/2') throw new Error('training has rules of the second format')

/** Honey is exempt, and nobody asks for a formula factory's report any more. */
const draft: RuleSet = {
  ...inForce,
  version: inForce.version + 1,
  categories: inForce.categories.map((rule) =>
    rule.category === 'honey' ? { ...rule, trace: 'exempt' } : rule,
  ),
  factoryEvaluation: inForce.factoryEvaluation.filter(({ id }) => id !== 'FE-cosmetics'),
}

let bench: BenchStation
let task: DryRunTask
beforeAll(async () => {
  bench = await BenchStation.open()
  const { database, catalogue } = workspaceFiles(bench.folder)
  task = { database, catalogue, draft, inForce, from: null, to: null }
})
afterAll(() => bench.close())

it('a dry run says which lines a draft decides otherwise, by verdict, demand, day, category and brand', () => {
  const told: number[] = []
  const made = dryRun(task, (done) => told.push(done))
  const stored = bench.store.plans.lines()
  expect(made.lines).toBe(stored.length)
  expect(made.changed).toBe(made.listed.length)
  expect(made.listed.map(({ category, from, to }) => [category, from, to])).toEqual(
    expect.arrayContaining([['honey', 'label', 'exempt']]),
  )
  const sum = (parts: readonly { lines: number }[]) => parts.reduce((lines, part) => lines + part.lines, 0)
  expect([made.moves, made.days, made.categories, made.brands].map(sum)).toEqual(Array(4).fill(made.lines))
  expect(made.categories[0]?.changed).toBeGreaterThan(0)
  // As it is now is what the station has decided.
  const held = stored.filter(({ verdict }) => verdict === 'hold').length
  expect(sum(made.moves.filter(({ from }) => from === 'hold'))).toBe(held)
  expect(made.demands.every(({ after, before }) => after <= before)).toBe(true)
  expect(made.otherwise).toBe(0)
  expect(told.at(-1)).toBe(made.lines)
})

it('a dry run takes plans of the days that are asked for, and the same rules change nothing', () => {
  expect(dryRun({ ...task, to: '2026-11-21' }, () => {}).lines).toBe(0)
  expect(dryRun({ ...task, from: '2026-11-22', to: '2026-11-22' }, () => {}).lines).toBeGreaterThan(0)
  expect(dryRun({ ...task, draft: inForce }, () => {})).toMatchObject({ changed: 0, listed: [] })
})

it('a dry run apart says the same, and one that is cancelled ends at once and leaves nothing', async () => {
  const { signal } = new AbortController()
  expect(await dryRunApart(task, signal, () => {})).toEqual(dryRun(task, () => {}))
  const ended = new AbortController()
  const cancelled = dryRunApart(task, ended.signal, () => {})
  ended.abort()
  await expect(cancelled).rejects.toMatchObject({ code: 'rules-dry-run-cancelled' })
  const desk = bench.workspace.control.dryRuns
  await expect(
    desk.run({ hash: 'ab'.repeat(32), from: '2026-11-23', to: '2026-11-22' }),
  ).rejects.toMatchObject({
    code: 'rules-days-backwards',
  })
  expect(desk.running).toBeNull()
})
