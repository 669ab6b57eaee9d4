import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { decide } from '../../core/decision/decide.ts'
import { noHistory } from '../../core/decision/history.ts'
import { lotSizeOf } from '../../core/decision/question.ts'
import { readRuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { sampleCsv } from '../../core/plan/sample-plan.stub.ts'
import { historyOf } from '../../main/release/history-of.ts'
import { openHistory } from '../../main/release/open-history.ts'
import type { RememberedHistory } from '../../main/release/remember-history.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { gtinOf } from './large-rules.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'

/** A budget of our own, none of DESIGN §11: a plan of 50,000 rows is decided in two and a half seconds. */
const PER_SECOND = 20_000
const LINES = 1_000
const ROUNDS = 20

/**
 * The rules' verdict with all that a workspace knows of the goods: no row shares its lot with another, thirteen share a product
 * and one in forty a maker; the sample catalogue has reports and figures, and nothing was inspected.
 */
export async function benchDecisionWithHistory(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-bench-history-'))
  await makeTrainingWorkspace(folder, wallClock)
  const files = workspaceFiles(folder)
  const history = openHistory(files.database, files.catalogue)
  const sources = {
    db: new Sqlite(files.database, { readonly: true }),
    catalogue: openCatalogue(files.catalogue),
  }
  try {
    const each: RememberedHistory = (line, asn, asOf) => historyOf(sources, line, asn, asOf)
    const [rate = 0, eachRate = 0, without = 0] = ratesOf(
      () => history.now(),
      () => each,
      () => () => noHistory,
    )
    return {
      work: 'decision with its history from the store',
      budget: `≥ ${grouped(PER_SECOND)}/s (ours)`,
      figure: `${grouped(rate)}/s`,
      met: rate >= PER_SECOND,
      peers: [`each line looked up by itself ${grouped(eachRate)}/s; decision alone ${grouped(without)}/s`],
      numbers: { perSecond: rate, eachPerSecond: eachRate, withoutPerSecond: without, lines: LINES },
    }
  } finally {
    sources.catalogue.close()
    sources.db.close()
    history.close()
    rmSync(folder, { recursive: true })
  }
}

function ratesOf(...ways: readonly (() => RememberedHistory)[]): number[] {
  const file = new URL('../../fixtures/rules/training.json', import.meta.url)
  const ruleSet = readRuleSet(readFileSync(file), 'training.json')
  const rules = { ruleSet, ruleSetHash: ruleSetHash(ruleSet), at: '2026-11-22T09:00:00.000+08:00' }
  const plan = samplePlan()
  const works = ways.map((way) => () => {
    const of = way()
    for (const asn of plan)
      for (const line of asn.lines)
        decide({ ...rules, asn, line, lotSize: lotSizeOf(asn, line), history: of(line, asn) })
  })
  interleave(Math.ceil(ROUNDS / 4), ...works)
  return interleave(ROUNDS, ...works).map((ms) => perSecond(LINES * ROUNDS, ms))
}

function samplePlan() {
  const rows = Array.from({ length: LINES }, (_, n) => ({
    line: String(n + 1),
    gtin: gtinOf(Math.floor(n / 13)).slice(1),
    lot: `LOT-${n}`,
    manufacturer: n % 2 === 0 ? 'Gippsland Dairy Works Pty Ltd' : `Maker ${n % 40}`,
  }))
  const reading = readPlan(Buffer.from(sampleCsv(rows)), { fileName: 'bench.csv', decodeGb18030: () => '' })
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems[0]))
  return reading.plans
}
