import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { grouped, quantile } from './row.ts'
import { fetchPeers, PEERS } from './sync-peers/fetch-peers.ts'
import { type Contender, type Measured, measureSync } from './sync-peers/measure-sync.ts'
import { readStatements } from './sync-peers/side.ts'

// `node test/bench/write-sync-peers.ts [ROUNDS]` writes docs/benchmarks/sync-peers.md anew. It needs npm's registry, and Linux.

const STATEMENTS = 5_000
const ROUNDS = Number(process.argv[2] ?? 3)

const contenders: readonly Contender[] = [
  // First: it leaves the statements that the others are given.
  { name: 'bondmark', script: './bondmark-side.ts', roles: 'starts-receiver', options: [], doneBy: 'sender' },
  {
    name: 'automerge-repo, changes of 100',
    script: './automerge-repo-side.ts',
    roles: 'two',
    options: ['100'],
    doneBy: 'receiver',
  },
  {
    name: 'automerge-repo, a change each',
    script: './automerge-repo-side.ts',
    roles: 'two',
    options: ['1'],
    doneBy: 'receiver',
  },
  {
    name: 'PouchDB, as it comes',
    script: './pouchdb-side.ts',
    roles: 'two',
    options: ['default'],
    doneBy: 'sender',
  },
  {
    name: 'PouchDB, batches of 1,000',
    script: './pouchdb-side.ts',
    roles: 'two',
    options: ['1000'],
    doneBy: 'sender',
  },
]

const folder = mkdtempSync(join(tmpdir(), 'sync-peers-'))
const loads: number[] = []
const measured = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]))
let bytes = 0
try {
  const packages = process.env.SYNC_PEERS_PACKAGES ?? fetchPeers(folder)
  const file = join(folder, 'statements.json')
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, contender] of contenders.entries()) {
      loads.push(loadavg()[0] ?? 0)
      const own = join(folder, `${round}-${at}`)
      const result = await measureSync(contender, { packages, folder: own, file, count: STATEMENTS })
      process.stderr.write(`${contender.name}: ${JSON.stringify(result)}\n`)
      measured.get(contender.name)?.push(result)
      rmSync(own, { recursive: true, force: true })
    }
  }
  bytes = readStatements(file).reduce((sum, statement) => sum + statement.bytes.length, 0)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const median = (values: readonly number[]) => quantile(values, 0.5)
function row(name: string): string {
  const runs = measured.get(name) ?? []
  const seconds = runs.map((run) => run.seconds)
  const ended = seconds.filter((each) => each !== null)
  const of = (pick: (run: Measured) => number) => median(runs.map(pick))
  const cells = [
    name,
    ended.length === runs.length ? median(ended).toFixed(1) : `not in 60 (${ended.length} of ${runs.length})`,
    of(({ sender, receiver }) => sender.cpuSeconds + receiver.cpuSeconds).toFixed(1),
    `${(of(({ up, down }) => up + down) / bytes).toFixed(2)} ×`,
    grouped(of(({ up }) => up)),
    grouped(of(({ down }) => down)),
    String(of(({ sender }) => sender.peakMiB)),
    String(of(({ receiver }) => receiver.peakMiB)),
  ]
  return `| ${cells.join(' | ')} |`
}

const versions = Object.entries(PEERS).map(([name, version]) => `${name} ${version}`)
const page = `# A batch to another machine, beside plain replication

Made by \`node test/bench/write-sync-peers.ts\` with Node ${process.version} on a machine of ${availableParallelism()} cores, whose load was
${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)} meanwhile: other work ran beside. So seconds say little there, CPU and bytes much. Medians of ${ROUNDS} rounds, all in turn.

The same ${grouped(STATEMENTS)} signed statements (${grouped(bytes)} bytes), from one process to another over loopback sockets, into an empty receiver. Bytes are
counted on the socket, by a proxy between the two, HTTP and frames included. *Seconds* are from the first byte until everything is durable
at the receiver; for Bondmark until all receipts are back at the station and verified, which is later. *CPU* is of all processes of both
sides in that time; there Bondmark starts the process that syncs and builds its document, which the peers have ready. *Peak* is the resident memory of all processes of a side, each one's highest, with the preparation of its own copy.

| by | seconds | CPU seconds | bytes, of the statements | up | down | peak MiB, sender | peak MiB, receiver |
|---|---|---|---|---|---|---|---|
${contenders.map(({ name }) => row(name)).join('\n')}

The peers are ${versions.join(', ')}.
The script fetches them from npm's registry into a temporary folder and removes them again (\`SYNC_PEERS_PACKAGES\` names a folder that has them). None is a dependency.

What they are measured at, and do not do:
- **automerge-repo**: one document, a map from id to bytes, over its WebSocket adapters, kept by its file adapter on both sides. It writes its files without \`fsync\`.
- **PouchDB**: one document a statement, its bytes in base64 because JSON has none, from LevelDB into express-pouchdb over LevelDB, whose
  writes are not asked to be synchronous.
- Neither checks a signature, a chain or who may state what, keeps an order, gives a receipt, or refuses anything; whoever may
  connect may delete. Bondmark's side of the row verifies ${grouped(STATEMENTS)} statements, logs them with \`synchronous=FULL\`, has a checkpoint cosigned, and sends
  ${grouped(STATEMENTS + 1)} proofs back, which the station verifies; what comes down is those proofs.
`
writeFileSync(join(import.meta.dirname, '../../docs/benchmarks/sync-peers.md'), page)
