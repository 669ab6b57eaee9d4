import { sha256 } from '@noble/hashes/sha2.js'
import { decode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { fromHex, toHex } from '../encoding/hex.ts'
import { eventIdOf } from '../epcis/event-hash.ts'
import { formatCheckpoint } from '../log/checkpoint.ts'
import { cosign } from '../log/cosignature.ts'
import { appendSignature, signNote } from '../log/note.ts'
import { formatTlogProof } from '../log/tlog-proof.ts'
import { inclusionPath, leafHash, rootOf } from '../log/tree.ts'
import { formatVkey } from '../log/vkey.ts'
import {
  type ListedKey,
  type MembershipPayload,
  readMembership,
  signMembership,
} from '../membership/membership.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import { contentTypes, type RecordName } from '../statement/content-types.ts'
import { kidOf, type StatementFields, signStatement, ZERO_PREV } from '../statement/statement.ts'
import { type EvidenceVerdict, encodeEvidence, verifyEvidence } from './evidence.ts'
import { readEvidence } from './evidence-file.ts'
import { provenPlaces } from './proven-places.ts'
import { parseTrustFile, type TrustFile } from './trust.ts'

// One station that labelled one unit and packed it, a supervisor who sealed, a log, and two of three witnesses.
const pair = (seed: number) => {
  const signer = signerFromSeed(new Uint8Array(32).fill(seed))
  return { ...signer, kid: kidOf(signer.publicKey) }
}
const [administrator, station, supervisor, log] = [pair(1), pair(2), pair(3), pair(4)]
const origin = 'ledger.example/bondmark/acme'
const logVkey = formatVkey(origin, 1, log.publicKey)
const witnesses = [5, 6, 7].map((seed) => ({ name: `w${seed}.example`, ...pair(seed) }))
const issuer = (path: string) => `https://id.bondmark.example/org/acme/${path}`
const iat = 1_772_000_000
const cosignedAt = iat + 60
const from = '2026-02-01T00:00:00.000Z'

const listed = (
  key: { publicKey: Uint8Array; kid: string },
  entry: Pick<ListedKey, 'use' | 'name' | 'role'>,
) => ({
  kid: key.kid,
  key: toBase64Url(key.publicKey),
  from,
  ...entry,
})
const payload: MembershipPayload = {
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org: 'acme',
  roles: ['warehouse'],
  keys: [
    listed(station, { use: 'station', name: 'station/LBL07' }),
    listed(supervisor, { use: 'person', name: 'person/SUP-0001', role: 'supervisor' }),
  ],
  revocations: [],
  previous: null,
}

const event = (serial: number, changes: object = {}): Record<string, unknown> & { eventID: string } => {
  const body = {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'ObjectEvent',
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    eventTime: '2026-02-25T06:13:20.000Z',
    eventTimeZoneOffset: '+00:00',
    epcList: [`https://id.gs1.org/01/09506000134352/21/A07${String(serial).padStart(12, '0')}`],
    ...changes,
  }
  return { ...body, eventID: eventIdOf(body) }
}

type Chained = Pick<StatementFields, 'contentType' | 'subject' | 'payload'> & Partial<StatementFields>
const ofEvent = (value: { eventID: string }): Chained => ({
  contentType: contentTypes.event,
  subject: value.eventID,
  payload: canonicalBytes(value),
})
const ofRecord = (name: RecordName, more: object = {}): Chained => {
  const bytes = canonicalBytes({ format: `bondmark/${name}/1`, ...more })
  return { contentType: contentTypes.record(name), subject: toHex(sha256(bytes)), payload: bytes }
}
const idOf = (bytes: Uint8Array) => toHex(sha256(bytes))

/** The station's chain over these contents. */
function chain(contents: readonly Chained[]): Uint8Array[] {
  let prev = ZERO_PREV
  return contents.map((content, i) => {
    const seq = i + 1
    const fields = { kid: station.kid, issuer: issuer('station/LBL07'), iat, seq, prev, ...content }
    const bytes = signStatement(fields, station.sign)
    prev = idOf(bytes)
    return bytes
  })
}

/** The supervisor's manifest over a whole chain. */
function manifest(
  statements: readonly Uint8Array[],
  changes: object = {},
  fields: Partial<StatementFields> = {},
) {
  const ids = statements.map(idOf)
  const bytes = canonicalBytes({
    format: 'bondmark/manifest/1',
    station: issuer('station/LBL07'),
    kid: station.kid,
    batch: 1,
    firstSeq: 1,
    lastSeq: ids.length,
    batchPrev: null,
    lastId: ids.at(-1) ?? '',
    count: ids.length,
    root: toHex(rootOf(ids.map((id) => leafHash(fromHex(id))))),
    ruleSets: [],
    ...changes,
  })
  const content = { contentType: contentTypes.manifest, subject: toHex(sha256(bytes)), payload: bytes }
  const person = { kid: supervisor.kid, issuer: issuer('person/SUP-0001'), iat }
  return signStatement({ ...person, ...content, ...fields }, supervisor.sign)
}

/** A proof for each of the logged statements, from one checkpoint with these witnesses' lines. */
function prove(logged: readonly Uint8Array[], lines: readonly number[] = [0, 1], name = origin): string[] {
  const hashes = logged.map(leafHash)
  const noteText = formatCheckpoint({ origin: name, size: hashes.length, root: rootOf(hashes) })
  const signed = signNote(noteText, [{ name, ...log }])
  const checkpoint = lines.reduce((note, i) => {
    const witness = witnesses[i] ?? log
    return appendSignature(
      note,
      cosign({ name: `w${i + 5}.example`, noteText, timestamp: cosignedAt, ...witness }),
    )
  }, signed)
  return hashes.map((_, index) => formatTlogProof({ index, path: inclusionPath(hashes, index), checkpoint }))
}

function trustIn(membership: readonly Uint8Array[], changes: Partial<TrustFile> = {}): TrustFile {
  const administrators = [toBase64Url(administrator.publicKey)]
  const { head } = readMembership(membership, { administrators, threshold: 1 }, verify)
  return parseTrustFile(
    JSON.stringify({
      format: 'bondmark/trust/1',
      administrators,
      threshold: 1,
      logs: [logVkey],
      witnesses: witnesses.map(({ name, publicKey }) => formatVkey(name, 4, publicKey)),
      k: 2,
      membershipHead: head,
      ...changes,
    }),
  )
}

const sign = (changes: Partial<MembershipPayload> = {}) =>
  signMembership({ ...payload, ...changes }, [{ ...administrator, issuer: issuer('person/ADM-0001') }], iat)

const membership = sign()
const trust = trustIn(membership)
const whole = chain([ofEvent(event(1)), ofRecord('line-closed'), ofEvent(event(2))])
const statements = [...whole, manifest(whole)]
const evidence = { membership, statements, proofs: prove(statements) }
const bytes = encodeEvidence(evidence)
/** The first event and the manifest only. */
const ends = <T>(list: readonly T[]) => list.filter((_, i) => i === 0 || i === 3)
const small = encodeEvidence({ membership, statements: ends(statements), proofs: ends(evidence.proofs) })

const check = (file: Uint8Array, by: TrustFile = trust): EvidenceVerdict =>
  verifyEvidence(file, by, verify, { eventIdOf })
const reasons = (changes: Partial<typeof evidence>, by: TrustFile = trust) => {
  const verdict = check(encodeEvidence({ ...evidence, ...changes }), by)
  expect(verdict.ok).toBe(false)
  return verdict.reason ?? verdict.statements.map(({ reason }) => reason)
}
/** The same evidence over other statements, logged and proven. */
const withStatements = (...logged: Uint8Array[]) => reasons({ statements: logged, proofs: prove(logged) })

describe('evidence', () => {
  it('holds offline, and says so for each statement', () => {
    expect(check(bytes)).toEqual({
      ok: true,
      reason: null,
      statements: [
        { id: idOf(whole[0] ?? bytes), eventID: event(1).eventID, ok: true, reason: null },
        { id: idOf(whole[1] ?? bytes), eventID: null, ok: true, reason: null },
        { id: idOf(whole[2] ?? bytes), eventID: event(2).eventID, ok: true, reason: null },
        { id: idOf(statements[3] ?? bytes), eventID: null, ok: true, reason: null },
      ],
    })
  })

  it('may hold a selection of the chain', () => {
    expect(check(small).ok).toBe(true)
  })

  it('is 32 bytes of digest and one CBOR map in deterministic order', () => {
    expect(bytes.slice(0, 32)).toEqual(sha256(bytes.slice(32)))
    const map: Map<string, unknown> = decode(bytes.slice(32), { useMaps: true, strict: true })
    expect([...map.keys()]).toEqual(['format', 'proofs', 'membership', 'statements'])
    expect(map.get('format')).toBe('bondmark/evidence/1')
    expect(map.get('proofs')).toEqual(evidence.proofs)
    expect(map.get('statements')).toEqual(statements)
    expect(readEvidence(bytes)).toEqual(evidence)
  })

  it('is refused after a change of any one byte', () => {
    for (let at = 0; at < bytes.length; at++) {
      expect(check(bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8)))).reason, `byte ${at}`).toBe(
        'evidence-damaged',
      )
    }
  })

  it('is refused after a change of any one byte even when the digest is made anew', () => {
    const rest = small.slice(32)
    for (let at = 0; at < rest.length; at++) {
      const changed = rest.with(at, (rest[at] ?? 0) ^ (1 << (at % 8)))
      expect(check(concatBytes(sha256(changed), changed)).ok, `byte ${at + 32}`).toBe(false)
    }
  })

  it('is refused cut off anywhere, or with bytes behind it, and never crashes', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 33), fc.uint8Array({ maxLength: 40 }), (length, more) => {
        const rest = concatBytes(bytes.slice(32, 32 + length), more)
        expect(check(concatBytes(sha256(rest), rest)).ok).toBe(false)
      }),
    )
    const rest = concatBytes(bytes.slice(32), Uint8Array.of(0))
    expect(check(concatBytes(sha256(rest), rest)).reason).toBe('evidence-malformed')
    for (const size of [0, 1, 32]) expect(check(bytes.slice(0, size)).reason).toBe('evidence-damaged')
  })

  it('proves nothing when it is empty', () => {
    expect(reasons({ statements: [], proofs: [] })).toBe('evidence-empty')
    expect(reasons({ statements: [], proofs: [], membership: [] })).toBe('membership-signatures-missing')
  })
})

describe('the membership in evidence', () => {
  it('must be the one the trust file names, signed by its administrators', () => {
    expect(reasons({ membership: sign({ roles: [] }) })).toBe('membership-head-differs')
    expect(reasons({}, { ...trust, administrators: [toBase64Url(supervisor.publicKey)] })).toBe(
      'membership-not-administrator',
    )
  })

  it('must list the key, for that use, with that role, under that name', () => {
    const [stationKey, supervisorKey] = payload.keys
    if (stationKey === undefined || supervisorKey === undefined) throw new Error('two keys are listed')
    const answer = (...keys: ListedKey[]) => {
      const other = sign({ keys })
      return reasons({ membership: other }, trustIn(other))
    }
    expect(answer(supervisorKey)).toEqual([...Array(3).fill('key-unlisted'), null])
    const operator = { ...supervisorKey, role: 'operator' as const }
    expect(answer(stationKey, operator)).toEqual([...Array(3).fill('manifest-missing'), 'key-may-not-state'])
    const asPerson = { ...stationKey, use: 'person' as const, name: 'person/A', role: 'supervisor' as const }
    expect(answer(asPerson, supervisorKey)).toEqual([...Array(3).fill('key-may-not-state'), null])
    const renamed = { ...stationKey, name: 'station/LBL08' }
    expect(answer(renamed, supervisorKey)).toEqual([...Array(3).fill('issuer-foreign'), null])
  })

  it('may have revoked a key, from which on only what was logged before counts', () => {
    const revoked = (seconds: number, lastGoodSeq?: number) => {
      const at = new Date(seconds * 1000).toISOString()
      const good = lastGoodSeq === undefined ? {} : { lastGoodSeq }
      const other = sign({ revocations: [{ kid: station.kid, at, ...good }] })
      return check(encodeEvidence({ ...evidence, membership: other }), trustIn(other)).statements.map(
        (s) => s.reason,
      )
    }
    expect(revoked(cosignedAt + 1)).toEqual([null, null, null, null])
    expect(revoked(cosignedAt)).toEqual(['key-revoked', 'key-revoked', 'key-revoked', null])
    expect(revoked(cosignedAt, 2)).toEqual([null, null, 'key-revoked', null])
  })

  it('and the trust file are both of training, or neither', () => {
    const training = sign({ training: '00112233445566778899aabbccddeeff' })
    expect(reasons({ membership: training }, trustIn(training))).toBe('evidence-training')
    expect(reasons({}, { ...trust, training: true })).toBe('evidence-training')
    const both = encodeEvidence({ ...evidence, membership: training })
    expect(check(both, trustIn(training, { training: true })).ok).toBe(true)
  })
})

describe('a statement in evidence', () => {
  const [first = bytes, second = bytes, third = bytes, seal = bytes] = statements

  it('must be signed by its key', () => {
    const fields = { kid: station.kid, issuer: issuer('station/LBL07'), iat, seq: 1, prev: ZERO_PREV }
    const forged = signStatement({ ...fields, ...ofEvent(event(1)) }, supervisor.sign)
    expect(withStatements(forged, manifest([forged]))).toEqual(['statement-forged', null])
  })

  it('must be about the event that its eventID names', () => {
    const retold = { ...event(1), disposition: 'inactive' }
    const told = chain([{ ...ofEvent(event(1)), payload: canonicalBytes(retold) }])
    expect(withStatements(...told, manifest(told))).toEqual(['subject-wrong', null])
    const misnamed = chain([{ ...ofEvent(event(1)), subject: event(2).eventID }])
    expect(withStatements(...misnamed, manifest(misnamed))).toEqual(['subject-wrong', null])
    const unnamed = chain([
      { ...ofEvent(event(1)), payload: canonicalBytes({ ...event(1), eventID: 'ni:///x' }) },
    ])
    expect(withStatements(...unnamed, manifest(unnamed))).toEqual(['subject-wrong', null])
  })

  it('that is a record must name its own hash, and be of its content type', () => {
    const misnamed = chain([{ ...ofRecord('line-closed'), subject: '0'.repeat(64) }])
    expect(withStatements(...misnamed, manifest(misnamed))).toEqual(['subject-wrong', null])
    const mistyped = chain([{ ...ofRecord('line-closed'), contentType: contentTypes.record('shift-closed') }])
    expect(withStatements(...mistyped, manifest(mistyped))).toEqual(['content-type-wrong', null])
    for (const record of ['refusal', 'membership', 'serial-delegation'] as const) {
      const foreign = chain([ofRecord(record)])
      expect(withStatements(...foreign, manifest(foreign))).toEqual(['key-may-not-state', null])
    }
    const unknown = chain([
      { ...ofRecord('line-closed'), contentType: 'application/vnd.bondmark.gossip+json' },
    ])
    expect(withStatements(...unknown, manifest(unknown))).toEqual(['key-may-not-state', null])
  })

  it('does not stand behind the rotation that ended its chain', () => {
    const ended = chain([ofRecord('key-rotation'), ofRecord('line-closed')])
    expect(withStatements(...ended, manifest(ended))).toEqual([null, 'chain-ended', null])
  })

  it('stands in the order of its chain, once, before the manifest', () => {
    expect(withStatements(second, first, third, seal)).toEqual([null, 'evidence-order', null, null])
    expect(withStatements(first, first, seal)).toEqual([null, 'evidence-order', null])
    expect(withStatements(first, seal, third)).toEqual([null, 'evidence-order', 'evidence-order'])
  })

  it('is linked to its neighbour', () => {
    const [, other = bytes] = chain([ofRecord('line-closed', { other: 1 }), ofRecord('line-closed')])
    expect(withStatements(first, other, third, seal)).toEqual([null, 'chain-broken', 'chain-broken', null])
  })

  it('is covered by a manifest that fits it', () => {
    expect(withStatements(first, second, third)).toEqual(Array(3).fill('manifest-missing'))
    expect(withStatements(...whole, manifest(whole.slice(0, 2)))).toEqual([
      null,
      null,
      'manifest-missing',
      null,
    ])
    const otherEnd = manifest(whole, { lastId: '0'.repeat(64) })
    expect(withStatements(...whole, otherEnd)).toEqual([null, null, 'manifest-differs', null])
    const otherStation = manifest(whole, { station: issuer('station/LBL08') })
    expect(withStatements(...whole, otherStation)).toEqual([...Array(3).fill('manifest-differs'), null])
    expect(withStatements(...whole, seal, manifest(whole, { batch: 2 }))).toEqual([
      ...Array(3).fill('manifest-differs'),
      null,
      null,
    ])
    const later = manifest(whole, { firstSeq: 4, lastSeq: 6 })
    expect(withStatements(...whole, seal, later)).toEqual([null, null, null, null, 'manifest-differs'])
  })

  it('may be covered by one of several manifests', () => {
    const early = manifest(whole.slice(0, 2))
    const late = manifest(whole, { batch: 2, firstSeq: 3, count: 1 })
    const all = [...whole, early, late]
    expect(check(encodeEvidence({ membership, statements: all, proofs: prove(all) })).ok).toBe(true)
  })

  it('is not sealed by a manifest that does not hold itself', () => {
    const miscounted = manifest(whole, { count: 2 })
    expect(withStatements(...whole, miscounted)).toEqual([
      ...Array(3).fill('manifest-missing'),
      'manifest-malformed',
    ])
    const byStation = manifest(whole, {}, { kid: station.kid })
    expect(withStatements(...whole, byStation)).toEqual([
      ...Array(3).fill('manifest-missing'),
      'key-may-not-state',
    ])
  })
})

describe('a proof in evidence', () => {
  it('is of that very statement', () => {
    const [a = '', b = '', ...others] = evidence.proofs
    expect(reasons({ proofs: [b, a, ...others] })).toEqual([
      'inclusion-refused',
      'inclusion-refused',
      null,
      null,
    ])
  })

  it('has the log’s line and exactly k witnesses in the trust file’s order', () => {
    const all = (code: string) => Array(4).fill(code)
    expect(reasons({ proofs: prove(statements, [0]) })).toEqual(all('witnesses-missing'))
    expect(reasons({ proofs: prove(statements, [0, 1, 2]) })).toEqual(all('tlog-proof-lines'))
    expect(reasons({ proofs: prove(statements, [1, 0]) })).toEqual(all('tlog-proof-lines'))
    const others = encodeEvidence({ ...evidence, proofs: prove(statements, [0, 2]) })
    expect(check(others).ok).toBe(true)
  })

  it('carries nothing that nobody authenticates', () => {
    const proofs = evidence.proofs.map((proof) => proof.replace('@v1\n', '@v1\nextra AAAA\n'))
    expect(reasons({ proofs })).toEqual(Array(4).fill('tlog-proof-malformed'))
  })

  it('is of a log that the trust file names, the home log of the organisation', () => {
    const elsewhere = 'ledger.example/bondmark/other'
    expect(reasons({ proofs: prove(statements, [0, 1], elsewhere) })).toEqual(Array(4).fill('log-unknown'))
    const trusted = { ...trust, logs: [formatVkey(elsewhere, 1, log.publicKey)] }
    expect(reasons({ proofs: prove(statements, [0, 1], elsewhere) }, trusted)).toEqual(
      Array(4).fill('log-unknown'),
    )
  })
})

describe('a trust file', () => {
  const refused: [string, (t: TrustFile) => unknown][] = [
    ['more needed than administrators', (t) => ({ ...t, threshold: 2 })],
    ['no administrator needed', (t) => ({ ...t, threshold: 0 })],
    ['more witnesses needed than there are', (t) => ({ ...t, k: 4 })],
    ['no witness needed', (t) => ({ ...t, k: 0 })],
    ['a log as witness', (t) => ({ ...t, witnesses: t.logs, k: 1 })],
    [
      'one witness under two names',
      (t) => ({ ...t, witnesses: ['a', 'b'].map((name) => formatVkey(name, 4, log.publicKey)) }),
    ],
    [
      'a log that witnesses itself',
      (t) => ({ ...t, witnesses: [...t.witnesses, formatVkey(origin, 4, log.publicKey)] }),
    ],
    ['an administrator twice', (t) => ({ ...t, administrators: [...t.administrators, ...t.administrators] })],
    ['a key that is none', (t) => ({ ...t, administrators: ['AAAA'] })],
    ['a head that is none', (t) => ({ ...t, membershipHead: 'AB' })],
    ['training that is false', (t) => ({ ...t, training: false })],
    ['an unknown field', (t) => ({ ...t, more: 1 })],
  ]
  it.each(refused)('with %s is refused', (_, change) => {
    expect(() => parseTrustFile(JSON.stringify(change(trust)))).toThrow('trust-malformed')
  })

  it('that is no JSON is refused', () => {
    expect(() => parseTrustFile('{')).toThrow('trust-malformed')
  })
})

describe('where a unit’s commissioning stands', () => {
  const places = (file: Uint8Array, by: TrustFile = trust) => provenPlaces(file, by, verify, { eventIdOf })
  const unit = (serial: number) =>
    `https://id.gs1.org/01/09506000134352/21/A07${String(serial).padStart(12, '0')}`
  const placed = { kid: station.kid, loggedBy: cosignedAt, says: 'begun' }

  it('is proven by evidence that holds, and by nothing else', () => {
    expect(places(bytes)).toEqual([
      { ...placed, unit: unit(1), seq: 1 },
      { ...placed, unit: unit(2), seq: 3 },
    ])
    expect(places(bytes.with(100, (bytes[100] ?? 0) ^ 1))).toEqual([])
    const foreign = trustIn(membership, { membershipHead: '0'.repeat(64) })
    expect(places(bytes, foreign)).toEqual([])
  })

  it('is followed by its end, which a looking on is not', () => {
    const end = { action: 'DELETE', bizStep: 'decommissioning', disposition: 'inactive' }
    const look = { action: 'OBSERVE', bizStep: 'inspecting' }
    const logged = chain([ofEvent(event(1)), ofEvent(event(1, look)), ofEvent(event(1, end))])
    const statements = [...logged, manifest(logged)]
    const file = encodeEvidence({ ...evidence, statements, proofs: prove(statements) })
    expect(places(file).map(({ says, seq }) => [says, seq])).toEqual([
      ['begun', 1],
      ['ended', 3],
    ])
  })

  it('counts after a revocation only up to the last good place', () => {
    const at = '2026-02-02T00:00:00.000Z'
    const revoked = sign({ revocations: [{ kid: station.kid, at, lastGoodSeq: 2 }] })
    const file = encodeEvidence({ ...evidence, membership: revoked })
    expect(places(file, trustIn(revoked))).toEqual([{ ...placed, unit: unit(1), seq: 1 }])
  })
})
