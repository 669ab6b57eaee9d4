import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { concatBytes } from '../../../core/encoding/concat-bytes.ts'
import { fromHex, toHex } from '../../../core/encoding/hex.ts'
import { leafHash, rootOf } from '../../../core/log/tree.ts'
import type { ListedKey } from '../../../core/membership/membership.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import {
  type EquivocationProof,
  proveEquivocation,
  readEquivocationProof,
} from '../../../core/statement/equivocation.ts'
import { issuerUri } from '../../../core/statement/issuer.ts'
import { kidOf, readStatement, signStatement, ZERO_PREV } from '../../../core/statement/statement.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { type LogStore, openLogStore } from '../log/log-store.ts'
import { checkBatch, judgeBatch as judgeChecked, type OfferedBatch } from './entry.ts'
import { type KeyRegister, readKeyRegister } from './key-register.ts'
import { inlineChecker } from './statement-checker.ts'

type Party = ReturnType<typeof party>
function party(kind: 'station' | 'person', name: string) {
  const seed = generateSeed()
  const signer = signerFromSeed(seed)
  const issuer = issuerUri({ consortium: 'bondmark.example', org: 'a', kind, name })
  return { ...signer, seed, kid: kidOf(signer.publicKey), issuer, name: `${kind}/${name}` }
}
const station = party('station', 'LBL07')
const renewed = party('station', 'LBL07')
const supervisor = party('person', 'SUP')

const listed = ({ kid, publicKey, name }: Party, use: ListedKey['use']): ListedKey => {
  return { kid, key: toBase64Url(publicKey), use, name, from: '2026-01-01T00:00:00.000Z' }
}
const payload = {
  format: 'bondmark/membership/1' as const,
  consortium: 'bondmark.example',
  org: 'a',
  roles: [],
  keys: [
    listed(station, 'station'),
    listed(renewed, 'station'),
    { ...listed(supervisor, 'person'), role: 'supervisor' as const },
  ],
  revocations: [],
  previous: null,
}
const keys = readKeyRegister({ payload, head: '', statements: [] }, () =>
  Date.parse('2026-06-01T00:00:00.000Z'),
)

const idOf = (bytes: Uint8Array) => toHex(sha256Native(bytes))
function state(
  by: Party,
  seq: number,
  prev: string,
  contentType: string = contentTypes.event,
  said: Record<string, unknown> = {},
) {
  const bytes = canonicalBytes({ seq, contentType, ...said })
  const fields = {
    contentType,
    kid: by.kid,
    issuer: by.issuer,
    subject: idOf(bytes),
    iat: 1,
    seq,
    prev,
    payload: bytes,
  }
  const statement = signStatement(fields, by.sign)
  return { id: idOf(statement), seq, bytes: statement }
}
function batch(by: Party, statements: ReturnType<typeof state>[]) {
  const manifest = canonicalBytes({
    format: 'bondmark/manifest/1',
    station: by.issuer,
    kid: by.kid,
    batch: 1,
    firstSeq: statements[0]?.seq,
    lastSeq: statements.at(-1)?.seq,
    batchPrev: null,
    lastId: statements.at(-1)?.id,
    count: statements.length,
    root: toHex(rootOf(statements.map(({ id }) => leafHash(fromHex(id))))),
    ruleSets: [],
  })
  const { kid, issuer, sign } = supervisor
  const fields = {
    contentType: contentTypes.manifest,
    kid,
    issuer,
    subject: idOf(manifest),
    iat: 1,
    payload: manifest,
  }
  // In no order: a document is a map.
  const shuffled = statements.map(({ bytes }) => bytes).reverse()
  return {
    station: by.issuer,
    kid: by.kid,
    n: 1,
    statements: shuffled,
    manifest: signStatement(fields, sign),
  }
}

const noProof = () => {
  throw new Error('nothing was signed twice')
}
const judge = async (
  offered: OfferedBatch,
  log: LogStore,
  register: KeyRegister,
  onProof: (proof: EquivocationProof) => void,
) => judgeChecked(await checkBatch(offered, register, inlineChecker), log, register, onProof)
const judgeBatch = (offered: OfferedBatch, log: LogStore, register = keys) =>
  judge(offered, log, register, noProof)

let folder: string
let log: LogStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-entry-'))
  log = openLogStore(join(folder, 'log.sqlite'))
})
afterEach(() => {
  log.close()
  rmSync(folder, { recursive: true })
})

const rotate = (seq: number, prev: string) =>
  state(station, seq, prev, contentTypes.record('key-rotation'), {
    format: 'bondmark/key-rotation/1',
    station: station.issuer,
    t: '2026-05-01T08:00:00.000Z',
    kid: renewed.kid,
    key: toBase64Url(renewed.publicKey),
  })

describe('two statements for one place', () => {
  const first = state(station, 1, ZERO_PREV)
  const other = state(station, 1, ZERO_PREV, contentTypes.event, { another: true })

  it('are proven against the log, and the second is refused', async () => {
    log.append((await judgeBatch(batch(station, [first]), log, keys)).entries)
    const proofs: EquivocationProof[] = []
    const verdict = await judge(batch(station, [other]), log, keys, (proof) => proofs.push(proof))
    expect(verdict.refused).toMatchObject([{ code: 'entry-equivocation', id: other.id }])
    expect(proofs).toHaveLength(1)
    for (const proof of proofs) log.equivocations.keep(proof)
    expect(log.equivocations.places()).toEqual([{ kid: station.kid, seq: 1 }])
    const file = log.equivocations.proof({ kid: station.kid, seq: 1 })
    const proven = readEquivocationProof(file ?? new Uint8Array(), verifyEd25519)
    expect(proven.statements.map(({ id }) => id).toSorted()).toEqual([first.id, other.id].toSorted())
  })

  it('are proven within one batch, of which nothing is taken', async () => {
    const proofs: EquivocationProof[] = []
    const take = (proof: EquivocationProof) => proofs.push(proof)
    const offered = { ...batch(station, [first]), statements: [first.bytes, other.bytes] }
    await expect(judge(offered, log, keys, take)).rejects.toThrow('manifest-mismatch')
    expect(proofs).toMatchObject([{ kid: station.kid, seq: 1 }])
  })

  it('are kept once a place, sixteen places a key, and outlive the process', async () => {
    const file = join(folder, 'log.sqlite')
    for (let seq = 1; seq <= 20; seq++) {
      const two = [state(station, seq, ZERO_PREV), state(station, seq, 'ab'.repeat(32))]
      const [a, b] = two.map(({ bytes }) => readStatement(bytes))
      const proof = a && b && proveEquivocation(a, b, station.publicKey, verifyEd25519)
      if (!proof) throw new Error('no contradiction')
      log.equivocations.keep(proof)
      log.equivocations.keep(proof)
    }
    log.close()
    log = openLogStore(file)
    expect(log.equivocations.places()).toHaveLength(16)
  })

  it('are none when both say the same: only one of them is logged', async () => {
    log.append((await judgeBatch(batch(station, [first]), log, keys)).entries)
    const { signature, toBeSigned } = readStatement(first.bytes)
    const again = signedAnew(first.bytes, toBeSigned, signature)
    expect((await judgeBatch(batch(station, [again]), log, keys)).refused).toMatchObject([
      { code: 'entry-signed-twice', detail: { logged: first.id, id: again.id } },
    ])
  })
})

/** A second valid signature over the same bytes, which whoever holds the key can make (RFC 8032 asks for no randomness). */
function signedAnew(bytes: Uint8Array, toBeSigned: Uint8Array, signature: Uint8Array) {
  const { Point, utils } = ed25519
  const { scalar, prefix, pointBytes } = utils.getExtendedPublicKey(station.seed)
  const order = (hash: Uint8Array) =>
    Point.Fn.create(hash.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n))
  const nonce = order(sha512(concatBytes(prefix, signature, toBeSigned)))
  const r = Point.BASE.multiply(nonce).toBytes()
  const challenge = order(sha512(concatBytes(r, pointBytes, toBeSigned)))
  const s = Point.Fn.toBytes(Point.Fn.create(nonce + challenge * scalar))
  const again = concatBytes(bytes.subarray(0, bytes.length - 64), r, s)
  return { id: idOf(again), seq: 1, bytes: again }
}

describe('entry', () => {
  it('logs a chain in its order, whatever order it came in', async () => {
    const first = state(station, 1, ZERO_PREV)
    const second = state(station, 2, first.id)
    const verdict = await judgeBatch(batch(station, [first, second]), log, keys)
    expect(verdict.refused).toEqual([])
    expect(verdict.entries.map(({ id }) => id).slice(0, 2)).toEqual([first.id, second.id])
    expect(verdict.logged).toHaveLength(3)
  })

  it('appends nothing when all of it is in the log', async () => {
    const offered = batch(station, [state(station, 1, ZERO_PREV)])
    const before = await judgeBatch(offered, log, keys)
    log.append(before.entries)
    expect(await judgeBatch(offered, log, keys)).toEqual({ ...before, entries: [] })
  })

  it('lets a new key continue the chain that names it', async () => {
    const rotation = rotate(1, ZERO_PREV)
    log.append((await judgeBatch(batch(station, [rotation]), log, keys)).entries)
    expect((await judgeBatch(batch(renewed, [state(renewed, 1, rotation.id)]), log, keys)).refused).toEqual(
      [],
    )
  })

  it('takes nothing more of a key that named its successor, in the same batch or later', async () => {
    const rotation = rotate(1, ZERO_PREV)
    const late = state(station, 2, rotation.id)
    expect((await judgeBatch(batch(station, [rotation, late]), log, keys)).refused).toMatchObject([
      { code: 'chain-ended', id: late.id },
    ])
    log.append((await judgeBatch(batch(station, [rotation]), log, keys)).entries)
    expect((await judgeBatch(batch(station, [late]), log, keys)).refused).toMatchObject([
      { code: 'chain-ended' },
    ])
  })

  it('takes no rotation that names nobody', async () => {
    const nobody = state(station, 1, ZERO_PREV, contentTypes.record('key-rotation'))
    expect((await judgeBatch(batch(station, [nobody]), log, keys)).refused).toMatchObject([
      { code: 'record-malformed' },
    ])
  })

  it("lets no key continue another's chain without being named", async () => {
    const event = state(station, 1, ZERO_PREV)
    log.append((await judgeBatch(batch(station, [event]), log, keys)).entries)
    const verdict = await judgeBatch(batch(renewed, [state(renewed, 1, event.id)]), log, keys)
    expect(verdict.refused).toMatchObject([{ code: 'chain-foreign-key' }])
  })

  it('has a chain wait whose beginning is not there, and says what is missing', async () => {
    const verdict = await judgeBatch(batch(station, [state(station, 5, 'ab'.repeat(32))]), log, keys)
    expect(verdict).toMatchObject({ refused: [], logged: [] })
    expect(verdict.waiting).toEqual({ previous: 'ab'.repeat(32), firstMissingSeq: 1, lastMissingSeq: 4 })
  })

  it('takes nothing of a batch without a manifest', async () => {
    const offered = { ...batch(station, [state(station, 1, ZERO_PREV)]), manifest: null }
    await expect(judgeBatch(offered, log, keys)).rejects.toThrow('batch-without-manifest')
  })

  it("refuses another key's statement in a station's batch", async () => {
    const statements = [state(renewed, 1, ZERO_PREV)]
    const offered = { ...batch(station, statements), n: 1 }
    expect((await judgeBatch(offered, log, keys)).refused).toMatchObject([{ code: 'entry-of-another' }])
  })
})
