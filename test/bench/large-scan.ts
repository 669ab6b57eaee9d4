import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '../../main/composition/open-workspace.ts'
import { viewOf } from '../../main/station/view.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { quantile, type Row } from './row.ts'

const P95_MS = 50
const SCANS = 200
const WARM_UP = 20

/**
 * From the bytes of a goods scan to the whole view that answers it, on a store of this size: what the station does of the
 * way to the painted state. Labels are printed meanwhile, as in a shift.
 */
export async function benchLargeScan(large: string, statements: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-bench-scan-'))
  cpSync(large, folder, { recursive: true })
  const workspace = await openWorkspace({
    folder,
    clock: wallClock,
    labelMs: 0,
    waitMsMax: 1000,
    onWait: () => {},
    logLevel: 'silent',
  })
  const { station } = workspace
  const ms: number[] = []
  try {
    await station.recover()
    station.start()
    await station.importPlan(plan(), 'bench.csv')
    await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
    for (let at = 0; at < WARM_UP + SCANS; at++) {
      const begun = performance.now()
      const outcome = await station.scan({ device: `hid-${at}`, aim: ']d2', text: SCAN })
      viewOf(station.ctx, station.desk, {
        revision: at,
        whyWaiting: () => null,
        devices: [],
        pairing: null,
        running: null,
        planImport: null,
        rightImport: null,
        preparing: null,
        lastSync: null,
      })
      if (at >= WARM_UP) ms.push(performance.now() - begun)
      if (outcome.kind !== 'accepted')
        throw new Error(`a scan was answered with ${outcome.kind} ${outcome.sentence.code}`)
      await station.printed()
    }
  } finally {
    await workspace.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const p95 = quantile(ms, 0.95)
  return {
    work: `goods scan → view, ${statements.toLocaleString('en')} statements (not painted)`,
    budget: `p95 < ${P95_MS} ms with the painting`,
    figure: `p50 ${quantile(ms, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    met: p95 < P95_MS,
    peers: [],
    numbers: { p50Ms: quantile(ms, 0.5), p95Ms: p95, scans: SCANS },
  }
}

const SCAN = '01095060001100111728041110BENCH-1'

/** A plan of one line, large enough for all scans. */
function plan(): Uint8Array {
  const [head = '', ...rows] = readFileSync(repositoryFile('fixtures', 'plans', 'day-1.csv'), 'utf8').split(
    '\n',
  )
  const row = rows.find((line) => line.includes('9506000110011'))?.split(',') ?? []
  const at = (name: string) =>
    head
      .replace(/^\ufeff/, '')
      .split(',')
      .indexOf(name)
  row[at('asn')] = 'ASN-BENCH-1'
  const text = row.join(',').replace(/KM1-2608A,[\d-]+,\d+/, `BENCH-1,2028-04-11,${WARM_UP + SCANS}`)
  return Buffer.from(`${head}\n${text}\n`)
}
