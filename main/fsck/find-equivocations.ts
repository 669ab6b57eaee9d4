import { type EquivocationProof, proveEquivocation } from '../../core/statement/equivocation.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'

const PROOFS_MAX = 16

/**
 * Places in a chain that two statements of this file claim, by their bytes and not by their columns: each pair whose
 * signatures both hold is proof of fraud, or of a key that was copied, and is given out for others to check.
 */
export function findEquivocations(db: StationFile, keys: KnownKeys, findings: Findings): EquivocationProof[] {
  const pairs = db
    .prepare<[], { a: number; b: number }>(
      `SELECT min(statement) AS a, max(statement) AS b FROM temp.said WHERE step = 'placed'
       GROUP BY key HAVING count(*) > 1 ORDER BY a`,
    )
    .all()
  const select = db.prepare<[number], Buffer>('SELECT bytes FROM statement WHERE n = ?').pluck()
  const statementAt = (n: number) => readBytes(select.get(n) ?? new Uint8Array())
  const proofs: EquivocationProof[] = []
  for (const { a, b } of pairs) {
    const [first, second] = [statementAt(a), statementAt(b)]
    const key = first && keys.station(first.kid)
    const proof = key && second && proveEquivocation(first, second, key.publicKey, verifyEd25519)
    if (!proof) continue
    findings.add('statement-equivocation', `statements ${a} and ${b}`)
    if (proofs.length < PROOFS_MAX) proofs.push(proof)
  }
  return proofs
}
