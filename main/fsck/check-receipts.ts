import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { parseTlogProof, verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import type { Verify } from '../../core/statement/ed25519.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

const PAGE = 200
/** Checkpoints in use at a time; the receipts of a batch share one. */
const REMEMBERED_MAX = 64

/** Every receipt against the bytes of its statement: in the home log, under enough witnesses (C2SP tlog-proof). */
export async function checkReceipts(
  db: StationFile,
  trust: TrustFile,
  org: string,
  findings: Findings,
): Promise<void> {
  const page = db.prepare<[number, number], { n: number; proof: string; bytes: Buffer }>(
    'SELECT n, proof, bytes FROM receipt JOIN statement ON n = receipt.statement WHERE n > ? ORDER BY n LIMIT ?',
  )
  const verify = rememberAnswers(verifyEd25519)
  let last = 0
  for (let rows = page.all(0, PAGE); rows.length > 0; rows = page.all(last, PAGE)) {
    for (const { n, proof, bytes } of rows) {
      last = n
      if (!proves(proof, new Uint8Array(bytes), trust, org, verify))
        findings.add('receipt-wrong', `statement ${n}`)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function proves(proof: string, leaf: Uint8Array, trust: TrustFile, org: string, verify: Verify): boolean {
  try {
    const { origin } = parseCheckpoint(parseNote(parseTlogProof(proof).checkpoint).text)
    const logVkey = trust.logs.find((text) => parseVkey(text).name === origin)
    if (logVkey === undefined || !origin.endsWith(`/bondmark/${org}`)) return false
    verifyTlogProof({ proof, leaf, logVkey, witnessVkeys: trust.witnesses, k: trust.k, verify })
    return true
  } catch (error) {
    if (error instanceof BondmarkError) return false
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
