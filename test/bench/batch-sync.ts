import { BATCH_STATEMENTS_MAX } from '../../core/evidence/manifest.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { startLedgerProcess } from '../sync/ledger-process.ts'
import { makeStatements, makeTrainingConsortium, sealBatch } from '../sync/training-consortium.ts'
import { quantile, type Row } from './row.ts'

const SECONDS_MAX = 3
const WIRE_RATIO_MAX = 0.6
const ROUNDS = 3

/** First syncs of a full batch over loopback to another process: entry, log, cosignature and checked receipts included. */
export async function benchBatchSync(): Promise<Row> {
  const runs: { seconds: number; wire: number }[] = []
  for (let round = 0; round < ROUNDS; round++) runs.push(await firstSync())
  const seconds = quantile(
    runs.map((run) => run.seconds),
    0.5,
  )
  const wire = Math.max(...runs.map((run) => run.wire))
  return {
    work: `sync of a full batch (${BATCH_STATEMENTS_MAX})`,
    budget: `< ${SECONDS_MAX} s; wire ≤ ${WIRE_RATIO_MAX} × the statements`,
    figure: `median ${seconds.toFixed(1)} s; ${wire.toFixed(2)} ×`,
    met: seconds < SECONDS_MAX && wire <= WIRE_RATIO_MAX,
    peers: [],
    numbers: { seconds, wire, rounds: ROUNDS },
  }
}

async function firstSync(): Promise<{ seconds: number; wire: number }> {
  const consortium = makeTrainingConsortium()
  try {
    const ledger = await startLedgerProcess(consortium)
    try {
      const statements = makeStatements(consortium.station, BATCH_STATEMENTS_MAX)
      const batch = sealBatch(consortium.station, consortium.supervisor, 1, statements)
      const start = performance.now()
      const result = await syncBatch({
        url: ledger.url,
        station: consortium.station.issuer,
        batch,
        identity: consortium.station,
        logVkey: consortium.logVkey,
        witnessVkeys: [consortium.witnessVkey],
        k: 1,
      })
      const seconds = (performance.now() - start) / 1000
      if (result.receipts.length !== statements.length + 1) throw new Error('a receipt is missing')
      const bytes = statements.reduce((sum, statement) => sum + statement.bytes.length, 0)
      return { seconds, wire: (result.bytesSent + result.bytesReceived) / bytes }
    } finally {
      await ledger.kill()
    }
  } finally {
    consortium.remove()
  }
}
