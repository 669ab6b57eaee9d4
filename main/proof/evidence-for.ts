import { readFileSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { encodeEvidence } from '../../core/evidence/evidence.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { ssccEpc } from '../../core/gs1/epc.ts'
import { exactTlogProof } from '../../core/log/tlog-proof.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { identifyText, type LookUpSource, statementsAbout } from '../station/look-up.ts'
import { workspaceFiles } from '../workspace/workspace.ts'

/**
 * A unit's evidence file (FORMATS, "Membership, evidence, trust"): the membership, the statements about the unit, its case
 * and the pallet that it stands on in chain order, their batches' manifests, and a proof of each. Throws `unit-unknown`, and `receipt-missing` while
 * any of it has not been synced: evidence without proof would be none.
 */
export function evidenceFor(
  source: LookUpSource & { readonly folder: string; readonly trust: TrustFile },
  text: string,
): { bytes: Uint8Array; statements: number } {
  const { store } = source
  const found = identifyText(source, text)
  const statements = found ? statementsAbout(source, found) : []
  if (!found || statements.length === 0) throw new BondmarkError('unit-unknown', { text: text.slice(0, 80) })
  const packed = found.job?.kind === 'unit' ? store.cases.caseOf(found.job.job) : null
  const all = new Map(statements.map((statement) => [statement.n, statement]))
  const pallet = packed?.sscc ? store.pallets.palletOf(packed.sscc) : null
  for (const sscc of [packed?.sscc, pallet?.sscc])
    if (sscc) for (const statement of store.statements.about(ssccEpc(sscc))) all.set(statement.n, statement)
  const ordered = [...all.values()].sort((a, b) => a.n - b.n)
  const manifests = store.batches
    .all()
    .filter((batch) => batch.manifest !== null && ordered.some((statement) => statement.batch === batch.n))
    .flatMap((batch) => store.statements.get(batch.manifest ?? 0) ?? [])
  const { logs, witnesses, k } = source.trust
  const lines = { logVkey: logs[0] ?? '', witnessVkeys: witnesses, k }
  const proven = [...ordered, ...manifests].map((statement) => {
    const proof = store.batches.proofOf(statement.n)
    if (!proof) throw new BondmarkError('receipt-missing', { statement: statement.id })
    return {
      bytes: statement.bytes,
      proof: exactTlogProof({ ...lines, proof, leaf: statement.bytes, verify: verifyEd25519 }),
    }
  })
  const membership = readMembershipFile(readFileSync(workspaceFiles(source.folder).membership, 'utf8'))
  const bytes = encodeEvidence({
    membership,
    statements: proven.map((entry) => entry.bytes),
    proofs: proven.map((entry) => entry.proof),
  })
  return { bytes, statements: proven.length }
}
