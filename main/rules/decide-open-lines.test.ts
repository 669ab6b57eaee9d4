import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readRuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { sampleCsv } from '../../core/plan/sample-plan.stub.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { OpenLines } from './decide-open-lines.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open('quick.csv')
})
afterEach(() => bench.close())

const known = 'Known Seller Ltd'
const take = (seller: string) => bench.station.importPlan(Buffer.from(sampleCsv([{ seller }])), 'plan.csv')

it('a line is not put in by what was decided ahead when its notice has another seller by then', async () => {
  await take(known)
  const before = bench.store.plans.line({ asn: 'ASN-7', line: '1', lot: 'L1' })
  const file = JSON.parse(readFileSync(repositoryFile('fixtures', 'rules', 'training.json'), 'utf8'))
  file.version += 1
  file.whitelist.push({
    ...{ id: 'WL-2026-099', scope: { seller: known, category: 'infant-formula' }, from: '2026-01-01' },
    ...{ until: '2027-12-31', reason: 'They label every tin', approvedBy: ['SUP-0001', 'ADM-0001'] },
  })
  const rules = readRuleSet(Buffer.from(JSON.stringify(file)), 'next.json')
  bench.store.plans.putRuleSet(ruleSetHash(rules), JSON.stringify(rules))
  const open = new OpenLines(bench.station.ctx, rules)
  await open.prepare()
  await take('Another Seller Ltd')
  const line = () => bench.store.plans.line({ asn: 'ASN-7', line: '1', lot: 'L1' })
  // The line itself says what it said, and the rules as they were ask for nothing of a seller.
  expect(line()).toMatchObject({ json: before?.json, decisionHash: before?.decisionHash })
  bench.store.transaction(() => open.apply())
  expect(line()?.verdict).toBe('label')
})
