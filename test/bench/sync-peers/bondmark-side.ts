import { writeFileSync } from 'node:fs'
import { syncBatch } from '../../../sync/replication/sync-batch.ts'
import { startLedgerProcess } from '../../sync/ledger-process.ts'
import { makeStatements, makeTrainingConsortium, sealBatch } from '../../sync/training-consortium.ts'
import { endWithParent, tell, told } from './side.ts'

// `bondmark-side.ts FILE COUNT`: a station, and the ledger that it starts. Leaves the statements in FILE for the peers.
const [, , file = '', count = ''] = process.argv
endWithParent()

const consortium = makeTrainingConsortium()
const { station, supervisor } = consortium
const statements = makeStatements(station, Number(count))
const batch = sealBatch(station, supervisor, 1, statements)
writeFileSync(
  file,
  JSON.stringify(statements.map(({ id, bytes }) => [id, Buffer.from(bytes).toString('base64')])),
)
// Not 127.0.0.1, where a ledger answers to its own name and port alone, and the proxy has another port.
const host = '127.0.0.2'
const ledger = await startLedgerProcess(consortium, ['--host', host])
try {
  tell({ type: 'ready', host, port: Number(new URL(ledger.url).port), pids: [ledger.child.pid ?? 0] })
  const { port } = await told()
  const { receipts } = await syncBatch({
    url: `http://127.0.0.1:${port}`,
    station: station.issuer,
    batch,
    identity: station,
    logVkey: consortium.logVkey,
    witnessVkeys: [consortium.witnessVkey],
    k: 1,
  })
  // Entered, logged with fsync, cosigned, and each receipt verified here: later than durable.
  tell({ type: 'done', at: Date.now(), count: receipts.length - 1 })
  await told()
} finally {
  await ledger.kill()
  consortium.remove()
}
process.disconnect()
