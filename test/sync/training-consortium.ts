import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { leafHash, rootOf } from '../../core/log/tree.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import { type ListedKey, type MembershipPayload, signMembership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf, signStatement, ZERO_PREV } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { SealedBatch, StatementBytes } from '../../sync/documents/batch-document.ts'
import { trainingLedgerSeeds } from '../../sync/ledger/training-keys.ts'

export const consortium = 'bondmark.example'
export const org = 'ningbo-bonded'
const from = '2026-01-01T00:00:00.000Z'

export interface Party {
  readonly kid: string
  readonly publicKey: Uint8Array
  readonly sign: Sign
  readonly issuer: string
}

export function makeParty(kind: 'station' | 'person', name: string, of = org): Party {
  const signer = signerFromSeed(generateSeed())
  return { ...signer, kid: kidOf(signer.publicKey), issuer: issuerUri({ consortium, org: of, kind, name }) }
}

/** A folder with the membership of one training organisation, and the keys of its people and stations. */
export function makeTrainingConsortium(
  change: (payload: MembershipPayload) => MembershipPayload = (p) => p,
  of = org,
) {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-sync-'))
  const station = makeParty('station', 'LBL07', of)
  const supervisor = makeParty('person', 'SUP-0001', of)
  const operator = makeParty('person', 'OP-0001', of)
  const administrator = makeParty('person', 'ADM-0001', of)
  const training = toHex(randomBytes(16))
  const seeds = trainingLedgerSeeds(training)
  const log = { name: `ledger.${consortium}/bondmark/${of}`, key: signerFromSeed(seeds.log) }
  const witness = { name: `witness.${consortium}/training`, key: signerFromSeed(seeds.witness) }
  const listed = (publicKey: Uint8Array, use: ListedKey['use'], name: string): ListedKey => ({
    kid: kidOf(publicKey),
    key: toBase64Url(publicKey),
    use,
    name,
    from,
  })
  const payload = change({
    format: 'bondmark/membership/1',
    consortium,
    org: of,
    roles: ['warehouse'],
    training,
    keys: [
      listed(station.publicKey, 'station', 'station/LBL07'),
      { ...listed(supervisor.publicKey, 'person', 'person/SUP-0001'), role: 'supervisor' },
      { ...listed(operator.publicKey, 'person', 'person/OP-0001'), role: 'operator' },
      { ...listed(administrator.publicKey, 'person', 'person/ADM-0001'), role: 'administrator' },
      listed(log.key.publicKey, 'log', log.name),
      listed(witness.key.publicKey, 'witness', witness.name),
    ],
    revocations: [],
    previous: null,
  })
  const membershipFile = join(folder, 'membership.json')
  writeFileSync(membershipFile, writeMembershipFile(signMembership(payload, [administrator], 1_790_000_000)))
  const data = join(folder, 'ledger')
  mkdirSync(data)
  return {
    folder,
    data,
    membershipFile,
    payload,
    station,
    supervisor,
    operator,
    administrator,
    logSigner: { ...log.key, name: log.name },
    witnessSigner: { ...witness.key, name: witness.name },
    logVkey: formatVkey(log.name, 1, log.key.publicKey),
    witnessVkey: formatVkey(witness.name, 4, witness.key.publicKey),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
export type TrainingConsortium = ReturnType<typeof makeTrainingConsortium>

const named = (bytes: Uint8Array): StatementBytes => ({ id: toHex(sha256Native(bytes)), bytes })

/** `count` signed events of a station's chain, from `firstSeq`, each about as long as a commissioning event. */
export function makeStatements(
  station: Party,
  count: number,
  after: { seq: number; id: string } = { seq: 0, id: ZERO_PREV },
): StatementBytes[] {
  const statements: StatementBytes[] = []
  let prev = after.id
  for (let i = 1; i <= count; i += 1) {
    const seq = after.seq + i
    const statement = named(signEvent(station, seq, prev))
    statements.push(statement)
    prev = statement.id
  }
  return statements
}

export function signEvent(station: Party, seq: number, prev: string): Uint8Array {
  const eventID = `ni:///sha-256;${toHex(randomBytes(32))}?ver=CBV2.0`
  const payload = canonicalBytes({
    '@context': [
      'https://ref.gs1.org/standards/epcis/epcis-context.jsonld',
      { bm: 'https://ns.bondmark.example/epcis/' },
    ],
    type: 'ObjectEvent',
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    epcList: [`https://id.gs1.org/01/09506000134352/21/B7Q${toHex(randomBytes(6)).toUpperCase()}`],
    eventID,
    eventTime: new Date(1_790_000_000_000 + seq * 7000).toISOString(),
    eventTimeZoneOffset: '+08:00',
    readPoint: { id: 'https://id.gs1.org/414/9506000140445' },
    'bm:bindingScan': prev,
    'bm:operator': 'op-1f0e9d8c7b6a',
    'bm:pinCommitment': `$scrypt$ln=14,r=8,p=1$${randomBytes(16).toString('base64')}$${randomBytes(32).toString('base64')}`,
    'bm:ruleSet': 'ab'.repeat(32),
    'bm:station': station.issuer,
  })
  const { kid, issuer, sign } = station
  const fields = {
    contentType: contentTypes.event,
    kid,
    issuer,
    subject: eventID,
    iat: 1_790_000_000 + seq,
    seq,
    prev,
    payload,
  }
  return signStatement(fields, sign)
}

/** The statements sealed as batch `n` by a person. */
export function sealBatch(
  station: Party,
  sealer: Party,
  n: number,
  statements: readonly StatementBytes[],
  firstSeq = 1,
  change: Record<string, unknown> = {},
): SealedBatch {
  const payload = canonicalBytes({
    format: 'bondmark/manifest/1',
    station: station.issuer,
    kid: station.kid,
    batch: n,
    firstSeq,
    lastSeq: firstSeq + statements.length - 1,
    batchPrev: null,
    lastId: statements.at(-1)?.id,
    count: statements.length,
    root: toHex(rootOf(statements.map(({ id }) => leafHash(fromHex(id))))),
    ruleSets: ['ab'.repeat(32)],
    ...change,
  })
  const { kid, issuer, sign } = sealer
  const subject = toHex(sha256Native(payload))
  const fields = { contentType: contentTypes.manifest, kid, issuer, subject, iat: 1_790_100_000, payload }
  return { n, statements, manifest: named(signStatement(fields, sign)) }
}
