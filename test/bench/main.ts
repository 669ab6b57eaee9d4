import { availableParallelism } from 'node:os'
import { benchBatchSync } from './batch-sync.ts'
import { benchChainVerification } from './chain-verification.ts'
import { benchDecision, benchLargeDecision } from './decision.ts'
import { benchDecisionWithHistory } from './decision-with-history.ts'
import { benchEpcisValidation } from './epcis-validation.ts'
import { benchEventHash } from './event-hash.ts'
import { benchGoodsImport } from './goods-import.ts'
import { benchGs1Scan } from './gs1-scan.ts'
import { benchLabelEncoding } from './label-encoding.ts'
import { benchLargeCatalogue } from './large-catalogue.ts'
import { benchLargeFind } from './large-find.ts'
import { benchLargeHistory } from './large-history.ts'
import { benchLargeProof } from './large-proof.ts'
import { benchLargeScan } from './large-scan.ts'
import { benchLargeStart } from './large-start.ts'
import { largeStore } from './large-store.ts'
import { benchLedgerEntry } from './ledger-entry.ts'
import { benchPlanImport } from './plan-import.ts'
import type { Row, Skipped } from './row.ts'
import { benchHidLatency, benchSerialLatency } from './scanner-latency.ts'
import { benchSignedEvent } from './signed-event.ts'
import { makeBenchStation } from './station.ts'

const SCANNED_ON = 100_000
const LARGE = 1_000_000
/** Entries of a log that a consortium of some years has. */
const LARGE_LOG = 10_000_000

const help = `npm run bench [-- --large] [-- --json]
Measures the budgets of DESIGN §11 in one run, as ratios where a peer can run on the same input.
--large measures instead what a store of ${LARGE.toLocaleString('en')} statements costs, and a proof from a log of ${LARGE_LOG.toLocaleString('en')}. They are
made once, in minutes, and kept in the system's folder of temporary files (5 GB).
--large-log measures the proof alone. --goods measures goods data alone: a file taken, and a catalogue of ${LARGE.toLocaleString('en')} products.
Ends with 1 when a budget is missed. The figures hold for a machine that does nothing else meanwhile.
`

const asked = process.argv.slice(2)
if (asked.includes('--help')) process.stdout.write(help)
else process.exitCode = await run(asked.includes('--json'), wishOf(asked))

type Wish = 'all' | 'large' | 'large-log' | 'goods'

function wishOf(asked: readonly string[]): Wish {
  if (asked.includes('--large')) return 'large'
  if (asked.includes('--goods')) return 'goods'
  return asked.includes('--large-log') ? 'large-log' : 'all'
}

async function run(asJson: boolean, wish: Wish): Promise<number> {
  const measured = await measuredFor(wish)
  const rows = measured.filter((one): one is Row => !('missing' in one))
  const skipped = measured.filter((one): one is Skipped => 'missing' in one)
  const ok = rows.every(({ met }) => met)
  if (asJson) {
    const machine = { node: process.version, cores: availableParallelism() }
    process.stdout.write(`${JSON.stringify({ format: 'bondmark/bench/1', ok, machine, rows, skipped })}\n`)
  } else process.stdout.write(table(rows) + skippedLines(skipped))
  return ok ? 0 : 1
}

function measuredFor(wish: Wish): Promise<(Row | Skipped)[]> {
  if (wish === 'all') return measure()
  if (wish === 'large') return measureLarge()
  return wish === 'goods' ? measureGoods() : Promise.resolve([proof()])
}

async function measureGoods(): Promise<Row[]> {
  return [await benchGoodsImport(), await benchLargeCatalogue(LARGE)]
}

function proof(): Row {
  return benchLargeProof(LARGE_LOG, (done) => process.stderr.write(`\rmaking a log: ${done} of ${LARGE_LOG}`))
}

async function measureLarge(): Promise<Row[]> {
  const made = (statements: number) =>
    largeStore(statements, (done) => process.stderr.write(`\rmaking a store: ${done} of ${statements}`))
  const large = await made(LARGE)
  const scan = await benchLargeScan(await made(SCANNED_ON), SCANNED_ON)
  return [
    scan,
    benchLargeFind(large, LARGE),
    benchLargeHistory(LARGE),
    await benchLargeStart(large, LARGE),
    await benchLargeCatalogue(LARGE),
    proof(),
  ]
}

async function measure(): Promise<(Row | Skipped)[]> {
  const station = await makeBenchStation()
  try {
    // The chain that is verified is the one that the first row has written.
    const stated = [benchSignedEvent(station), benchChainVerification(station)]
    const pure = [
      benchEventHash(),
      benchEpcisValidation(),
      benchGs1Scan(),
      benchDecision(),
      benchLargeDecision(),
    ]
    const labels = await benchLabelEncoding()
    return [
      ...stated,
      ...pure,
      await benchDecisionWithHistory(),
      ...labels,
      await benchLedgerEntry(),
      await benchBatchSync(),
      await benchPlanImport(),
      await benchGoodsImport(),
      benchHidLatency(),
      await benchSerialLatency(),
    ]
  } finally {
    station.remove()
  }
}

/** A declaration, because what runs stands above it. */
function skippedLines(skipped: readonly Skipped[]): string {
  return skipped
    .map(({ work, missing }) => `skipped ${work}: no ${missing.join(', ')} on this machine\n`)
    .join('')
}

function table(rows: readonly Row[]): string {
  const widthOf = (cell: (row: Row) => string) => Math.max(...rows.map((row) => cell(row).length))
  const [work, budget] = [widthOf((row) => row.work), widthOf((row) => row.budget)]
  const lines = rows.flatMap((row) => [
    `${row.met ? 'met   ' : 'MISSED'}  ${row.work.padEnd(work)}  ${row.budget.padEnd(budget)}  ${row.figure}`,
    ...row.peers.map((peer) => `        ${' '.repeat(work)}  ${' '.repeat(budget)}  ${peer}`),
  ])
  return `${lines.join('\n')}\n`
}
