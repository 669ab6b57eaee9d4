import { existsSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { formatCheckpoint } from '../../core/log/checkpoint.ts'
import { Frontier } from '../../core/log/frontier.ts'
import { signNote } from '../../core/log/note.ts'
import { verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { leafMessage } from '../../core/log/tree-hash.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { openLogStore } from '../../sync/ledger/log/log-store.ts'
import { receiptsOf } from '../../sync/ledger/log/receipts.ts'
import { msOf, quantile, type Row } from './row.ts'

const P99_MS = 2
const PROOFS = 2_000
const signer = { ...signerFromSeed(new Uint8Array(32).fill(7)), name: 'ledger.example/bondmark/bench' }

/** What stands at a leaf: told apart by its number, and short, because a proof is about hashes. */
const entryAt = (leaf: number): Buffer => Buffer.from(`entry ${leaf}`)

/** Receipts of single statements all over a log of `size` entries, by their ids, out of the ledger's own store. */
export function benchLargeProof(size: number, onProgress: (done: number) => void): Row {
  const file = join(tmpdir(), `bondmark-bench-log-${size}.sqlite`)
  if (!existsSync(file)) makeLog(file, size, onProgress)
  const store = openLogStore(file)
  const ms: number[] = []
  try {
    for (let at = 0; at < PROOFS; at++) {
      const leaf = entryAt(Math.floor((at * size * 0.618) % size))
      const id = Buffer.from(sha256Native(leaf)).toString('hex')
      let proof = ''
      ms.push(
        msOf(() => {
          proof = receiptsOf(store, [id])[0]?.proof ?? ''
        }),
      )
      const logVkey = formatVkey(signer.name, 1, signer.publicKey)
      if (at % 100 === 0)
        verifyTlogProof({ proof, leaf, logVkey, witnessVkeys: [], k: 0, verify: verifyEd25519 })
    }
  } finally {
    store.close()
  }
  const [p50, p99] = [quantile(ms, 0.5), quantile(ms, 0.99)]
  return {
    work: `inclusion proof from a log of ${size.toLocaleString('en')}`,
    budget: `p99 < ${P99_MS} ms`,
    figure: `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; longest ${Math.max(...ms).toFixed(1)} ms`,
    met: p99 < P99_MS,
    peers: [],
    numbers: { p50Ms: p50, p99Ms: p99, proofs: ms.length },
  }
}

/** The tables as entry fills them, written at once and unsafely: what is half made is thrown away. */
function makeLog(file: string, size: number, onProgress: (done: number) => void): void {
  const making = `${file}.making`
  for (const end of ['', '-wal', '-shm']) rmSync(`${making}${end}`, { force: true })
  openLogStore(making).close()
  const db = new Database(making)
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -1500000')
  const entry = db.prepare(
    "INSERT INTO entries (leaf, id, kid, seq, content_type, bytes) VALUES (?, ?, zeroblob(32), NULL, 'bench', ?)",
  )
  const node = db.prepare('INSERT INTO nodes (level, place, hash) VALUES (?, ?, ?)')
  const tree = new Frontier()
  db.exec('BEGIN')
  for (let leaf = 0; leaf < size; leaf++) {
    const bytes = entryAt(leaf)
    entry.run(leaf, sha256Native(bytes), bytes)
    for (const { level, index, hash } of tree.append(sha256Native(leafMessage(bytes))))
      node.run(level, index, hash)
    if (leaf % 100_000 === 0) onProgress(leaf)
  }
  const text = formatCheckpoint({ origin: signer.name, size, root: tree.root() })
  db.prepare('INSERT INTO checkpoints (size, note) VALUES (?, ?)').run(size, signNote(text, [signer]))
  db.exec('COMMIT')
  db.pragma('journal_mode = WAL')
  db.close()
  renameSync(making, file)
}
