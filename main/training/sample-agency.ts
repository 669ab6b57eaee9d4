import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { type AgencyFindings, answerTask } from '../../core/inspection/answer-task.ts'
import { AGENCY_ROLE } from '../../core/inspection/fit-check.ts'
import { type InspectionResult, signResult } from '../../core/inspection/inspection-result.ts'
import type { InspectionTask } from '../../core/inspection/inspection-task.ts'
import type { MembershipPayload } from '../../core/membership/membership-payload.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { trainingLedgerSeeds } from '../../sync/ledger/training-keys.ts'

/** "Bondmark Training Inspection", as memberships name it. */
export const SAMPLE_AGENCY = 'training-inspection'
const INSPECTOR = 'INS-0001'

/** The agency of the pretend day. Its key follows from the training id, as the sample brand's does: it is published. */
export interface SampleAgency {
  /** Its membership, for administrators to sign. */
  readonly membership: MembershipPayload
  sign(result: InspectionResult): Uint8Array
}

/** `training`: hex id of the training workspace. `from`: since when its key counts. */
export function sampleAgency(training: string, consortium: string, from: string): SampleAgency {
  const { publicKey, sign } = signerFromSeed(trainingLedgerSeeds(training).agency)
  const kid = kidOf(publicKey)
  const issuer = issuerUri({ consortium, org: SAMPLE_AGENCY, kind: 'person', name: INSPECTOR })
  return {
    membership: {
      format: 'bondmark/membership/1',
      consortium,
      org: SAMPLE_AGENCY,
      roles: [AGENCY_ROLE],
      training,
      keys: [
        {
          ...{ kid, key: toBase64Url(publicKey), use: 'person', name: `person/${INSPECTOR}` },
          ...{ role: 'inspector', from },
        },
      ],
      revocations: [],
      previous: null,
    },
    sign: (result) => signResult(result, { kid, issuer, sign }),
  }
}

/** How the sample agency answers: as one hopes, with one more than is accepted, or about other goods. */
export type PracticeAnswer = 'conformant' | 'one-too-many' | 'wrong-lot'

/** What the sample agency writes, and the report that it names. `at`: RFC 3339. */
export function practiceResult(
  task: InspectionTask,
  answer: PracticeAnswer,
  at: string,
): { readonly result: InspectionResult; readonly report: Uint8Array } {
  const { sampling } = task
  const isBad = answer === 'one-too-many'
  const report = new TextEncoder().encode(
    `TRAINING\nBondmark Training Inspection\nTask ${task.id}\nIssued ${at}\n${isBad ? 'Does not conform' : 'Conforms'}\n`,
  )
  const found: AgencyFindings = {
    examined: sampling ? Math.min(sampling.n, sampling.lotSize) : 0,
    counted: sampling && Number(sampling.aql) > 10 ? 'nonconformities' : 'units',
    nonconforming: { critical: 0, major: isBad && sampling ? sampling.re : 0, minor: 0 },
    verdict: isBad ? 'non-conformant' : 'conformant',
    conditions: [],
    validUntil: null,
    report: {
      number: `TRAINING-${task.id.slice(0, 8)}`,
      sha256: toHex(sha256Native(report)),
      bytes: report.length,
      mediaType: 'text/plain',
    },
    attachments: [],
    issuedAt: at,
  }
  const result = answerTask(task, found)
  return { report, result: answer === 'wrong-lot' ? { ...result, lot: `${result.lot ?? 'L'}X` } : result }
}
