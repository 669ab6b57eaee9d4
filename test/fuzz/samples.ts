import { readFileSync } from 'node:fs'
import { sha256 } from '@noble/hashes/sha2.js'
import { archiveEntry, archiveHead, DIGEST_LENGTH } from '../../core/archive/batch-archive.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { encodeEvidence } from '../../core/evidence/evidence-file.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { phcString } from '../../core/label/phc.ts'
import { sealedLink } from '../../core/label/seal.ts'
import type { ListedSealKey } from '../../core/label/seal-keys.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import { signMembership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { proveEquivocation, writeEquivocationProof } from '../../core/statement/equivocation.ts'
import { kidOf, readStatement, signStatement } from '../../core/statement/statement.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'

/** Sound inputs of every kind, always the same, for mutations to start from. */

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
export const fixture = (...path: string[]): Uint8Array =>
  new Uint8Array(readFileSync(repositoryFile('fixtures', ...path)))

const key = signerFromSeed(new Uint8Array(32).fill(7))
const kid = kidOf(key.publicKey)
const issuer = 'https://id.bondmark.example/org/harbour/station/LBL07'
const person = 'https://id.bondmark.example/org/harbour/person/ADM-1'
const from = '2026-01-01T00:00:00.000Z'

const fields = (payload: unknown, seq: number, contentType: string) => {
  const bytes = canonicalBytes(payload)
  const subject = toHex(sha256(bytes))
  return { contentType, kid, issuer, subject, iat: 1_790_000_000, seq, prev: 'ab'.repeat(32), payload: bytes }
}
const rotation = {
  format: 'bondmark/key-rotation/1',
  station: issuer,
  t: from,
  kid: '00'.repeat(32),
  key: toBase64Url(key.publicKey),
}
const restored = {
  format: 'bondmark/key-restored/1',
  station: issuer,
  t: from,
  kid,
  restored: { kid, seq: 1, id: 'ab'.repeat(32) },
}

export const statements: readonly Uint8Array[] = [
  fixture('golden', 'statement-1.cbor'),
  signStatement(fields({ a: 1 }, 3, contentTypes.event), key.sign),
  signStatement(fields({ a: 2 }, 3, contentTypes.event), key.sign),
  signStatement(fields(rotation, 4, contentTypes.record('key-rotation')), key.sign),
  signStatement(fields(restored, 1, contentTypes.record('key-restored')), key.sign),
]

const membershipKey = { kid, key: toBase64Url(key.publicKey), from }
export const membership = signMembership(
  {
    format: 'bondmark/membership/1',
    consortium: 'bondmark.example',
    org: 'harbour',
    roles: ['warehouse'],
    keys: [{ ...membershipKey, use: 'person', name: 'person/ADM-1', role: 'administrator' }],
    revocations: [{ kid, at: from, lastGoodSeq: 4 }],
    previous: null,
  },
  [{ ...key, issuer: person }],
  1_790_000_000,
)
export const membershipText = writeMembershipFile(membership)

const otherKey = signerFromSeed(new Uint8Array(32).fill(8))
export const vkeys: readonly string[] = [
  formatVkey('log.bondmark.example/bondmark/harbour', 1, key.publicKey),
  formatVkey('witness.bondmark.example', 4, otherKey.publicKey),
]
export const trust: TrustFile = {
  format: 'bondmark/trust/1',
  administrators: [toBase64Url(key.publicKey)],
  threshold: 1,
  logs: [vkeys[0] ?? ''],
  witnesses: [vkeys[1] ?? ''],
  k: 1,
  membershipHead: toHex(sha256(readStatement(membership[0] ?? new Uint8Array()).payload)),
}

/** A note, a checkpoint and a proof as C2SP writes them; their signatures are of nobody. */
const root = Buffer.alloc(32, 5).toString('base64')
export const checkpoint = `log.bondmark.example/bondmark/harbour\n42\n${root}\n`
const signatureLine = (name: string, bytes: number) =>
  `— ${name} ${Buffer.alloc(bytes, 9).toString('base64')}\n`
export const note = `${checkpoint}\n${signatureLine('log.bondmark.example/bondmark/harbour', 68)}${signatureLine('witness.bondmark.example', 76)}`
export const proof = `c2sp.org/tlog-proof@v1\nindex 7\n${root}\n${root}\n\n${note}`

export const evidence = encodeEvidence({
  membership,
  statements: statements.slice(0, 2),
  proofs: [proof, proof],
})
export const archive = withDigest(
  concatBytes(
    new Uint8Array(DIGEST_LENGTH),
    archiveHead(membership, 2),
    ...statements.slice(0, 2).map((statement) => archiveEntry(statement, proof)),
  ),
)

/** The same bytes behind the digest that they now have: a mutation shall get past it. */
export function withDigest(bytes: Uint8Array): Uint8Array {
  const rest = bytes.subarray(DIGEST_LENGTH)
  return concatBytes(sha256(rest), rest)
}

const [, one, two] = statements.map((bytes) => readStatement(bytes))
const proven = one && two && proveEquivocation(one, two, key.publicKey, verifyEd25519)
if (!proven) throw new Error('the sample contradiction is none')
export const equivocation = writeEquivocationProof(proven)

export const manifest = canonicalBytes({
  format: 'bondmark/manifest/1',
  station: issuer,
  kid,
  batch: 1,
  firstSeq: 1,
  lastSeq: 2,
  batchPrev: null,
  lastId: 'ab'.repeat(32),
  count: 2,
  root: 'cd'.repeat(32),
  ruleSets: ['ef'.repeat(32)],
})
export const phc = phcString({ salt: new Uint8Array(16).fill(1), hash: new Uint8Array(32).fill(2) })
export const seal = sealedLink({
  resolverHost: 'verify.bondmark.example',
  gtin14: '09506000110011',
  serial: 'B7QZHJS0123456A',
  ...key,
})
export const sealKeys: readonly ListedSealKey[] = [
  {
    kid,
    publicKey: key.publicKey,
    consortium: 'bondmark.example',
    org: 'acme',
    use: 'station',
    name: 'station/LBL07',
    prefix: null,
    from: null,
    until: null,
    listed: 'now',
    training: true,
  },
]
