import { readFileSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { OpenWorkspace } from '../../main/composition/open-workspace.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'

/** A notice of the sample plan with goods to inspect, and one of which a supervisor waives what is asked. */
export const INSPECTED = 'ASN-2026-1122-51'
export const WAIVED = 'ASN-2026-1122-52'
const supervisor = { badge: 'SUP-0001', passcode: '135790' }
const administrator = { badge: 'ADM-0001', passcode: '975310' }

/** The workspace's own rules as the next version, in which honey needs no tracing. */
function nextRules(): Buffer {
  const rules = JSON.parse(readFileSync(repositoryFile('fixtures', 'rules', 'training.json'), 'utf8'))
  for (const rule of rules.categories) if (rule.category === 'honey') rule.trace = 'exempt'
  return Buffer.from(JSON.stringify({ ...rules, version: rules.version + 1 }))
}

/**
 * Everything that decides about held goods, one acknowledged act after the other: a plan, rules that two approve, inspections
 * sampled, sent, answered and concluded, a demand waived. Begun anywhere it goes on from what is there: `after` is called when
 * an act was answered.
 */
export async function decideAll(
  { station, control }: OpenWorkspace,
  after: (what: string) => void = () => {},
): Promise<void> {
  const { store } = station.ctx
  const { rules, inspections, release } = control
  if (station.desk.person === null)
    await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
  if (store.plans.linesOfAsn(INSPECTED).length === 0) {
    await station.importPlan(readFileSync(repositoryFile('fixtures', 'inspections', 'inbound.csv')), 'in.csv')
    after('plan')
  }

  const taken = rules.take(nextRules(), 'next.json')
  if (!taken.ok) throw new BondmarkError(taken.failure.code)
  const { hash } = taken
  after('rules')
  const standing = rules.list().sets.find((set) => set.hash === hash)?.standing
  const missing = { draft: [supervisor, administrator], 'approved-once': [administrator] }
  for (const who of missing[standing as keyof typeof missing] ?? []) {
    await rules.approve({ hash, validFrom: null, ...who })
    after(`approval of ${who.badge}`)
  }

  for (const { id } of store.inspections.conclusions.openTasks(INSPECTED)) {
    const { task, state } = inspections.task(id)
    if (task.sampling && state === 'created') {
      inspections.sample(id, { units: task.sampling.n, epcs: [], note: '' })
      after('samples')
    }
    await inspections.practise(id, 'conformant')
    after('conclusion')
  }

  const waiting = () =>
    release
      .show(WAIVED)
      .lines.filter(({ state }) => state === 'held')
      .at(0)
  for (let line = waiting(); line; line = waiting()) {
    const reason = 'The buyer has seen the report of the maker'
    await release.override({ asn: WAIVED, line: line.line, lot: line.lot, reason, ...supervisor })
    after('waiver')
  }
}
