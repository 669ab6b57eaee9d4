import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { parseTlogProof, verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import type { Verify } from '../../core/statement/ed25519.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'

const PAGE = 200
/** Checkpoints in use at a time; the receipts of a batch share one. */
const REMEMBERED_MAX = 64

interface ReceiptRow {
  readonly n: number
  readonly proof: string
  readonly bytes: Buffer
  readonly kid: Buffer
  readonly seq: number | null
}

/**
 * Every receipt against the bytes of its statement: in the home log, under enough witnesses (C2SP tlog-proof), and while
 * its key still counted. What has no receipt yet is judged as if it were logged now (Unix milliseconds).
 */
export async function checkReceipts(
  db: StationFile,
  keys: KnownKeys,
  trust: TrustFile,
  nowMs: number,
  findings: Findings,
): Promise<void> {
  const { org } = keys.profile
  const page = db.prepare<[number, number], ReceiptRow>(
    'SELECT n, proof, bytes, kid, seq FROM receipt JOIN statement ON n = receipt.statement WHERE n > ? ORDER BY n LIMIT ?',
  )
  const verify = rememberAnswers(verifyEd25519)
  let last = 0
  for (let rows = page.all(0, PAGE); rows.length > 0; rows = page.all(last, PAGE)) {
    for (const { n, proof, bytes, kid, seq } of rows) {
      last = n
      const loggedBy = provenBy(proof, new Uint8Array(bytes), trust, org, verify)
      if (loggedBy === null) findings.add('receipt-wrong', `statement ${n}`)
      else if (!keys.counts(kid.toString('hex'), seq, loggedBy))
        findings.add('statement-key-revoked', `statement ${n}`)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  checkUnproven(db, keys, Math.floor(nowMs / 1000), findings)
}

/** Statements without a receipt count if they would be logged at this moment. */
function checkUnproven(db: StationFile, keys: KnownKeys, now: number, findings: Findings): void {
  const rows = db
    .prepare<[], Pick<ReceiptRow, 'n' | 'kid' | 'seq'>>(
      'SELECT n, kid, seq FROM statement WHERE n NOT IN (SELECT statement FROM receipt) ORDER BY n',
    )
    .iterate()
  for (const { n, kid, seq } of rows) {
    if (!keys.counts(kid.toString('hex'), seq, now)) findings.add('statement-key-revoked', `statement ${n}`)
  }
}

/** When a statement was in its home log at the latest (Unix seconds), or null when its proof does not say so. */
function provenBy(
  proof: string,
  leaf: Uint8Array,
  trust: TrustFile,
  org: string,
  verify: Verify,
): number | null {
  try {
    const { origin } = parseCheckpoint(parseNote(parseTlogProof(proof).checkpoint).text)
    const logVkey = trust.logs.find((text) => parseVkey(text).name === origin)
    if (logVkey === undefined || !origin.endsWith(`/bondmark/${org}`)) return null
    return verifyTlogProof({ proof, leaf, logVkey, witnessVkeys: trust.witnesses, k: trust.k, verify })
      .cosignedAt
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

/** Each signature is verified once, however many receipts carry it. */
function rememberAnswers(verify: Verify): Verify {
  const answers = new Map<string, boolean>()
  return (publicKey, message, signature) => {
    const question = Buffer.concat([publicKey, signature, message]).toString('latin1')
    const known = answers.get(question)
    if (known !== undefined) return known
    if (answers.size >= REMEMBERED_MAX) answers.clear()
    const answer = verify(publicKey, message, signature)
    answers.set(question, answer)
    return answer
  }
}
