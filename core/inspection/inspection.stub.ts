import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import type { Membership } from '../membership/membership.ts'
import type { ListedKey, MembershipPayload } from '../membership/membership-payload.ts'
import { kidOf } from '../statement/statement.ts'
import { AGENCY_ROLE, type KnownToFit } from './fit-check.ts'
import { type InspectionResult, readResult, signResult } from './inspection-result.ts'
import { type InspectionTask, taskHash } from './inspection-task.ts'

export const askedTask: InspectionTask = {
  format: 'bondmark/inspection-task/1',
  id: 'd'.repeat(64),
  demand: 'd'.repeat(64),
  repeat: 1,
  kind: 'ingredient-inspection',
  asn: 'ASN-1',
  lines: [{ line: '1', lot: 'L1' }],
  subject: { gtin: '09506000134352', lot: 'L1', manufacturer: 'Maker' },
  rule: 'I1',
  sampling: {
    level: 'II',
    aql: '1.0',
    severity: 'normal',
    lotSize: 240,
    letter: 'G',
    n: 32,
    ac: 1,
    re: 2,
  },
  draw: { seed: '5'.repeat(64), units: 240, unitsPerCase: 12, casesPerPallet: 40, take: [] },
  decisions: ['e'.repeat(64)],
  ruleSet: 'f'.repeat(64),
  refundRatio: null,
  station: 'https://id.bondmark.example/org/harbour/station/LBL07',
  createdAt: '2026-11-26T09:00:00.000+08:00',
  createdBy: 'station',
  deadline: '2026-12-03T09:00:00.000+08:00',
}

export const goodResult: InspectionResult = {
  format: 'bondmark/inspection-result/1',
  task: askedTask.id,
  taskHash: taskHash(askedTask),
  kind: askedTask.kind,
  gtin: '09506000134352',
  lot: 'L1',
  examined: 32,
  counted: 'units',
  nonconforming: { critical: 0, major: 1, minor: 0 },
  verdict: 'conformant',
  conditions: [],
  validUntil: null,
  report: { number: 'R-1', sha256: 'a'.repeat(64), bytes: 1234, mediaType: 'application/pdf' },
  attachments: [],
  issuedAt: '2026-11-27T09:00:00.000+08:00',
}

const signer = (seed: number, name: string) => {
  const { publicKey, sign } = signerFromSeed(new Uint8Array(32).fill(seed))
  return {
    kid: kidOf(publicKey),
    key: toBase64Url(publicKey),
    sign,
    issuer: `https://id.bondmark.example/org/inspectors/person/${name}`,
  }
}
export const inspector = signer(7, 'INS-0001')
/** Of the same agency, and no inspector. */
export const clerk = signer(8, 'CLK-0001')
export const stranger = signer(9, 'INS-0001')

const listed = ({ kid, key }: typeof inspector, name: string, role: ListedKey['role']): ListedKey => ({
  ...{ kid, key, use: 'person', name: `person/${name}`, role },
  from: '2026-01-01T00:00:00.000Z',
})

export function agencyMembership(change: Partial<MembershipPayload> = {}): Membership {
  const payload: MembershipPayload = {
    format: 'bondmark/membership/1',
    consortium: 'bondmark.example',
    org: 'inspectors',
    roles: [AGENCY_ROLE],
    keys: [listed(inspector, 'INS-0001', 'inspector'), listed(clerk, 'CLK-0001', 'supervisor')],
    revocations: [],
    previous: null,
    ...change,
  }
  return { payload, head: '0'.repeat(64), statements: [] }
}

export const known: KnownToFit = {
  task: {
    task: askedTask,
    state: 'sent',
    agency: 'inspectors',
    sampledAt: '2026-11-26T10:00:00.000+08:00',
    sentAt: '2026-11-26T11:00:00.000+08:00',
  },
  agency: agencyMembership(),
  cameAt: '2026-11-28T09:00:00.000+08:00',
  verify: verifyEd25519,
}

/** The good result with changes, signed and read. */
export const signedResult = (change: Partial<InspectionResult> = {}, by = inspector) =>
  readResult(signResult({ ...goodResult, ...change }, by))
