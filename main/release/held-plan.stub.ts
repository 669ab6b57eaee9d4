import { readFileSync } from 'node:fs'
import { BenchStation } from '../station/bench-station.stub.ts'
import { repositoryFile } from '../workspace/repository-file.ts'

/** Goods of the sample plan whose lines wait for inspections; line 4 waits for none. */
export const HELD = 'ASN-2026-1122-51'
/** Its one line waits for three of them. */
export const CEREAL = 'ASN-2026-1122-52'
export const boss = { badge: 'SUP-0001', passcode: '135790' }

export const heldPlan = (): Buffer => readFileSync(repositoryFile('fixtures', 'inspections', 'inbound.csv'))

/** A station that has taken the plan with goods to inspect, and somebody signed in. */
export async function heldBench(): Promise<BenchStation> {
  const bench = await BenchStation.open('quick.csv')
  await bench.station.importPlan(heldPlan(), 'inbound.csv')
  return bench
}

/** Takes what samples a task asks for, sends it to the sample agency, and has it answer. */
export async function answerTask(
  bench: BenchStation,
  id: string,
  answer: 'conformant' | 'one-too-many' = 'conformant',
): Promise<void> {
  const { inspections } = bench.workspace.control
  const { task } = inspections.task(id)
  bench.later(60_000)
  if (task.sampling) inspections.sample(id, { units: task.sampling.n, epcs: [], note: '' })
  inspections.assign(id, 'training-inspection')
  inspections.send(id)
  bench.later(60_000)
  await inspections.practise(id, answer)
}

/** Ids of the tasks that a notice waits for. */
export const tasksOf = (bench: BenchStation, asn: string): string[] =>
  bench.store.inspections.conclusions.openTasks(asn).map(({ id }) => id)
