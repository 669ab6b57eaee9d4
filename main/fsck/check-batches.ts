import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type ManifestPayload, readManifest } from '../../core/evidence/manifest.ts'
import { Frontier } from '../../core/log/frontier.ts'
import { leafHash } from '../../core/log/tree-hash.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'

/** FORMATS, "Batch". */
const STATEMENTS_MAX = 5_000

interface BatchRow {
  readonly first: number
  readonly lowest: number | null
  readonly n: number
  readonly state: 'open' | 'sealed' | 'uploaded' | 'logged' | 'receipted'
  readonly manifest: number | null
  readonly statements: number
  readonly receipts: number
}

/**
 * Which statements say that they are of a batch, in order. The station's tables have no index for it, and a million
 * statements are not read through once for each of their batches.
 */
function placeByBatch(db: StationFile): void {
  db.exec(`DROP TABLE IF EXISTS temp.placed;
    CREATE TEMP TABLE placed (batch INTEGER, n INTEGER, linked INTEGER, PRIMARY KEY (batch, n)) WITHOUT ROWID;
    INSERT INTO placed SELECT batch, n, seq IS NOT NULL FROM statement`)
}

/** Batches against their statements, their manifests and their receipts. */
export function checkBatches(db: StationFile, keys: KnownKeys, findings: Findings): void {
  placeByBatch(db)
  const batches = db
    .prepare<[], BatchRow>(
      `SELECT n, state, first, manifest, (SELECT min(n) FROM placed WHERE batch = batch.n AND linked) AS lowest,
        (SELECT count(*) FROM placed WHERE batch = batch.n) AS statements,
        (SELECT count(*) FROM placed JOIN receipt ON receipt.statement = placed.n WHERE batch = batch.n) AS receipts
       FROM batch ORDER BY n`,
    )
    .iterate()
  const reader = new BatchReader(db)
  let last = 0
  let previousManifest: string | null = null
  for (const batch of batches) {
    const where = `batch ${batch.n}`
    if (batch.n !== last + 1) findings.add('batch-missing', `batch ${last + 1}`)
    last = batch.n
    if (!isAsItsReceipts(batch)) findings.add('batch-state-differs', where)
    const run = reader.run(batch.n)
    if (run.count > STATEMENTS_MAX) findings.add('batch-too-large', where)
    if (run.gap || (batch.lowest !== null && batch.lowest !== batch.first)) {
      findings.add('batch-not-consecutive', where)
    }
    if (run.lastN > (batch.manifest ?? Number.POSITIVE_INFINITY)) findings.add('batch-after-manifest', where)
    if ((batch.state === 'open') !== (batch.manifest === null)) findings.add('batch-manifest-missing', where)
    if (batch.manifest === null) continue
    const found = reader.manifest(batch.manifest)
    if (!found) findings.add('batch-manifest-missing', where)
    else
      for (const field of differingFields(found.payload, { run, batch, previousManifest, keys })) {
        findings.add('batch-manifest-differs', `${where}, ${field}`)
      }
    for (const hash of found?.payload.ruleSets ?? []) {
      if (!reader.hasRuleSet(hash)) findings.add('batch-manifest-differs', `${where}, ruleSets`)
    }
    previousManifest = found?.id ?? null
  }
  for (const n of reader.strays()) findings.add('batch-missing', `statement ${n}`)
}

function isAsItsReceipts({ state, statements, receipts }: BatchRow): boolean {
  if (state === 'receipted') return statements > 0 && receipts === statements
  if (state === 'open' || state === 'sealed') return receipts === 0
  return receipts < statements && (state === 'uploaded' || receipts > 0)
}

/** A batch's own statements, without the manifest. */
interface Run {
  readonly count: number
  readonly kid: string
  readonly firstSeq: number
  readonly lastSeq: number
  readonly lastId: string
  readonly lastN: number
  readonly gap: boolean
  readonly root: string
}

interface Expected {
  readonly run: Run
  readonly batch: BatchRow
  readonly previousManifest: string | null
  readonly keys: KnownKeys
}

function differingFields(
  manifest: ManifestPayload,
  { run, batch, previousManifest, keys }: Expected,
): string[] {
  const differs: Record<string, boolean> = {
    station: manifest.station !== keys.station(run.kid)?.issuer,
    kid: manifest.kid !== run.kid,
    batch: manifest.batch !== batch.n,
    firstSeq: manifest.firstSeq !== run.firstSeq,
    lastSeq: manifest.lastSeq !== run.lastSeq,
    batchPrev: manifest.batchPrev !== previousManifest,
    lastId: manifest.lastId !== run.lastId,
    count: manifest.count !== run.count,
    root: manifest.root !== run.root,
  }
  return Object.keys(differs).filter((field) => differs[field])
}

interface LinkRow {
  readonly n: number
  readonly id: Buffer
  readonly kid: Buffer
  readonly seq: number
}

class BatchReader {
  readonly #links
  readonly #manifest
  readonly #ruleSet
  readonly #strays

  constructor(db: StationFile) {
    this.#links = db.prepare<[number], LinkRow>(
      `SELECT statement.n, id, kid, seq FROM placed JOIN statement ON statement.n = placed.n
       WHERE placed.batch = ? AND linked ORDER BY placed.n`,
    )
    this.#manifest = db.prepare<[number], { bytes: Buffer }>('SELECT bytes FROM statement WHERE n = ?')
    this.#ruleSet = db.prepare<[string], number>('SELECT count(*) FROM rule_set WHERE hash = ?').pluck()
    this.#strays = db
      .prepare<[], number>(
        `SELECT n FROM statement WHERE batch NOT IN (SELECT n FROM batch)
        OR (seq IS NULL AND n NOT IN (SELECT manifest FROM batch WHERE manifest IS NOT NULL)) ORDER BY n`,
      )
      .pluck()
  }

  run(batch: number): Run {
    const tree = new Frontier()
    const kids = new Set<string>()
    let [count, firstSeq, lastSeq, lastId, lastN, gap] = [0, 0, 0, '', 0, false]
    for (const { n, id, kid, seq } of this.#links.iterate(batch)) {
      if (count === 0) firstSeq = seq
      else if (seq !== lastSeq + 1) gap = true
      count++
      lastSeq = seq
      lastId = id.toString('hex')
      lastN = n
      kids.add(kid.toString('hex'))
      tree.append(leafHash(fromHex(lastId)))
    }
    const [kid = ''] = kids
    return {
      count,
      kid,
      firstSeq,
      lastSeq,
      lastId,
      lastN,
      gap: gap || kids.size > 1,
      root: toHex(tree.root()),
    }
  }

  /** The manifest at this place, or null when what stands there is none. Who signed it is asked with its statement. */
  manifest(n: number): { id: string; payload: ManifestPayload } | null {
    const row = this.#manifest.get(n)
    const statement = row && readBytes(row.bytes)
    if (statement?.contentType !== contentTypes.manifest) return null
    try {
      return { id: statement.id, payload: readManifest(statement.payload) }
    } catch (error) {
      if (error instanceof BondmarkError) return null
      throw error
    }
  }

  hasRuleSet(hash: string): boolean {
    return this.#ruleSet.get(hash) === 1
  }

  /** Statements of no batch, and manifests that no batch names. */
  strays(): number[] {
    return this.#strays.all()
  }
}
