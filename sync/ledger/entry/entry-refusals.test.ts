import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { concatBytes } from '../../../core/encoding/concat-bytes.ts'
import { toHex } from '../../../core/encoding/hex.ts'
import type { MembershipPayload } from '../../../core/membership/membership.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { readRefusal } from '../../../core/statement/refusal.ts'
import { kidOf, type StatementFields, signStatement, ZERO_PREV } from '../../../core/statement/statement.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import {
  makeTrainingConsortium,
  type Party,
  sealBatch,
  type TrainingConsortium,
} from '../../../test/sync/training-consortium.ts'
import type { StatementBytes } from '../../documents/batch-document.ts'
import { type EntryContext, enterBatch } from './enter-batch.ts'
import { offeredBy, openEntryLedger } from './entry-ledger.stub.ts'

const DAY_1 = Date.parse('2026-06-01T08:00:00.000Z')
const id = (bytes: Uint8Array) => toHex(sha256Native(bytes))

/** A statement of this key at a place in its chain; `change` says what is not as it should be. */
function state(by: Party, seq: number, prev: string, change: Partial<StatementFields> = {}): StatementBytes {
  const payload = change.payload ?? canonicalBytes({ seq, eventID: 'e' })
  const { kid, issuer } = by
  const fields = {
    contentType: contentTypes.event,
    kid,
    issuer,
    subject: id(payload),
    iat: 1,
    seq,
    prev,
    payload,
  }
  const bytes = signStatement({ ...fields, ...change }, by.sign)
  return { id: id(bytes), bytes }
}

const other = (() => {
  const { publicKey, sign } = signerFromSeed(generateSeed())
  const issuer = 'https://id.bondmark.example/org/ningbo-bonded/station/LBL08'
  return { publicKey, sign, kid: kidOf(publicKey), issuer } satisfies Party
})()
/** Lists a second station, LBL08, and what else a row needs. */
const listing =
  (change: (payload: MembershipPayload) => Partial<MembershipPayload>) =>
  (payload: MembershipPayload): MembershipPayload => {
    const { kid, publicKey } = other
    const key = toBase64Url(publicKey)
    const from = '2026-01-01T00:00:00.000Z'
    const second = { kid, key, use: 'station' as const, name: 'station/LBL08', from }
    const listed = { ...payload, keys: [...payload.keys, second] }
    return { ...listed, ...change(listed) }
  }
const stationKey = (payload: MembershipPayload, more: object) =>
  payload.keys.map((key) => (key.name === 'station/LBL07' ? { ...key, ...more } : key))

interface Row {
  /** What is listed. */
  readonly listed?: (payload: MembershipPayload) => Partial<MembershipPayload>
  /** What is in the log before. */
  readonly logged?: (station: Party) => StatementBytes[]
  /** What comes then. */
  readonly comes: (station: Party, logged: StatementBytes[]) => StatementBytes[]
  /** Code of each that is refused, in order; those that are not are logged. */
  readonly refused: readonly string[]
  readonly final: boolean
}

const first = (station: Party) => [state(station, 1, ZERO_PREV)]
const lastId = (statements: readonly StatementBytes[]) => statements.at(-1)?.id ?? ZERO_PREV
const rotation = (station: Party) => {
  const said = { format: 'bondmark/key-rotation/1', station: station.issuer, t: '2026-05-01T08:00:00.000Z' }
  const payload = canonicalBytes({ ...said, kid: other.kid, key: toBase64Url(other.publicKey) })
  return [state(station, 1, ZERO_PREV, { contentType: contentTypes.record('key-rotation'), payload })]
}

const rows: Readonly<Record<string, Row>> = {
  'a signature that its key did not make': {
    comes: (station) => [state({ ...station, sign: other.sign }, 1, ZERO_PREV)],
    refused: ['statement-forged'],
    final: true,
  },
  'a key before its time': {
    listed: (payload) => ({ keys: stationKey(payload, { from: '2026-07-01T00:00:00.000Z' }) }),
    comes: first,
    refused: ['key-not-yet-valid'],
    final: false,
  },
  'a key after its time': {
    listed: (payload) => ({ keys: stationKey(payload, { until: '2026-05-01T00:00:00.000Z' }) }),
    comes: first,
    refused: ['key-expired'],
    final: false,
  },
  'a statement dated before a revocation that comes after it, above the last good one': {
    listed: ({ keys }) => {
      const kid = keys.find(({ name }) => name === 'station/LBL07')?.kid ?? ''
      return { revocations: [{ kid, at: '2026-05-01T00:00:00.000Z', lastGoodSeq: 1 }] }
    },
    // Seconds of 2026-01-02: before the revocation, and worth nothing.
    comes: (station) => {
      const [good] = first(station)
      return good ? [good, state(station, 2, good.id, { iat: 1_767_312_000 })] : []
    },
    refused: ['key-revoked'],
    final: false,
  },
  "another's issuer URI": {
    comes: (station) => [state({ ...station, issuer: other.issuer }, 1, ZERO_PREV)],
    refused: ['entry-of-another'],
    final: false,
  },
  "another key's statement, well signed": {
    comes: () => first(other),
    refused: ['entry-of-another'],
    final: false,
  },
  'what a station may not state': {
    comes: (station) => [state(station, 1, ZERO_PREV, { contentType: contentTypes.membership })],
    refused: ['key-may-not-state'],
    final: false,
  },
  'a second statement for a place in the chain': {
    logged: first,
    comes: (station) => [state(station, 1, ZERO_PREV, { payload: canonicalBytes({ another: true }) })],
    refused: ['entry-equivocation'],
    final: true,
  },
  'one that names another before it': {
    logged: first,
    comes: (station) => [state(station, 2, 'ab'.repeat(32))],
    refused: ['chain-broken'],
    final: true,
  },
  'one after the end of its chain': {
    logged: rotation,
    comes: (station, logged) => [state(station, 2, lastId(logged))],
    refused: ['chain-ended'],
    final: true,
  },
  "one that goes on from another key's statement without being named there": {
    logged: () => [],
    comes: (station) => [state(station, 1, lastId(first(other)))],
    refused: ['chain-issuer-changed'],
    final: true,
  },
  'a rotation that names nobody': {
    comes: (station) => [state(station, 1, ZERO_PREV, { contentType: contentTypes.record('key-rotation') })],
    refused: ['record-malformed'],
    final: true,
  },
  'what follows a refused one': {
    comes: (station) => {
      const forged = state({ ...station, sign: other.sign }, 1, ZERO_PREV)
      const next = state(station, 2, forged.id)
      return [forged, next, state(station, 3, next.id)]
    },
    refused: ['statement-forged', 'chain-follows-refused', 'chain-follows-refused'],
    final: true,
  },
}

const undo: (() => void)[] = []
afterEach(() => {
  for (const each of undo.splice(0).reverse()) each()
})
function open(row: Partial<Row>): { consortium: TrainingConsortium; ledger: EntryContext } {
  const consortium = makeTrainingConsortium(listing(row.listed ?? (() => ({}))))
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-refusals-'))
  let now = DAY_1
  const ledger = openEntryLedger(consortium, folder, () => now++)
  undo.push(() => {
    ledger.store.close()
    rmSync(folder, { recursive: true })
    consortium.remove()
  })
  return { consortium, ledger }
}
const seqOf = (statements: readonly StatementBytes[], logged: number) =>
  statements.length > 0 ? logged + 1 : 1

it.each(Object.entries(rows))('refuses %s, signed, and the same way again', async (name, row) => {
  const { consortium, ledger } = open(row)
  const { station, supervisor, logSigner } = consortium
  if (name.startsWith('one that goes on from another key')) {
    await enterBatch(offeredBy(other, sealBatch(other, supervisor, 1, first(other))), ledger)
  }
  const logged = row.logged?.(station) ?? []
  if (logged.length > 0)
    await enterBatch(offeredBy(station, sealBatch(station, supervisor, 1, logged)), ledger)
  const before = ledger.store.size()
  const comes = row.comes(station, logged)
  const seq = row.refused[0] === 'entry-equivocation' ? 1 : seqOf(comes, logged.length)
  const offered = offeredBy(station, sealBatch(station, supervisor, 2, comes, seq))
  const { refused } = await enterBatch(offered, ledger)
  expect(refused.map(({ code }) => code)).toEqual(row.refused)
  for (const { id: refusedId, code, signed } of refused) {
    const said = readRefusal(signed, logSigner.publicKey, verifyEd25519)
    expect(said).toMatchObject({
      statement: refusedId,
      code,
      final: row.final,
      kept: true,
      origin: logSigner.name,
    })
    expect(ledger.store.leafOf(refusedId)).toBeNull()
  }
  // Of the batch, what was not refused and the manifest.
  expect(ledger.store.size() - before).toBe(comes.length - refused.length + 1)
  expect((await enterBatch(offered, ledger)).refused).toEqual(refused)
})

it.each([
  [
    'a tagged message, another encoding of the same',
    'statement-malformed',
    (bytes: Uint8Array) => concatBytes(Uint8Array.of(0xd2), bytes),
  ],
  [
    'a byte behind the end',
    'statement-malformed',
    (bytes: Uint8Array) => concatBytes(bytes, Uint8Array.of(0)),
  ],
  // Array of 4 in two bytes instead of one.
  [
    'a length that is not the shortest',
    'statement-malformed',
    (bytes: Uint8Array) => concatBytes(Uint8Array.of(0x98, 4), bytes.subarray(1)),
  ],
  ['nothing at all', 'statement-malformed', () => new Uint8Array()],
  ['more bytes than an entry may have', 'statement-too-large', () => new Uint8Array(65_536)],
])('takes nothing of a batch with %s, and signs why', async (_, code, change) => {
  const { consortium, ledger } = open({})
  const { station, supervisor, logSigner } = consortium
  const made = first(station)
  const offered = offeredBy(station, sealBatch(station, supervisor, 1, made))
  const broken = change(offered.statements[0] ?? new Uint8Array())
  const whole = { ...offered, statements: [broken] }
  await expect(enterBatch(whole, ledger)).rejects.toMatchObject({ code })
  await expect(enterBatch(whole, ledger)).rejects.toMatchObject({ code })
  expect(ledger.store.size()).toBe(0)
  const [signed, ...more] = ledger.store.refusals.of(id(broken))
  expect(more).toEqual([])
  const said = signed && readRefusal(signed, logSigner.publicKey, verifyEd25519)
  expect(said).toMatchObject({ code, final: true, kept: true })
})

it('answers a replay with the receipts there are, and logs nothing twice', async () => {
  const { consortium, ledger } = open({})
  const { station, supervisor } = consortium
  const made = first(station)
  const answer = await enterBatch(offeredBy(station, sealBatch(station, supervisor, 1, made)), ledger)
  const again = await enterBatch(offeredBy(station, sealBatch(station, supervisor, 2, made)), ledger)
  expect(again.receipts[0]).toEqual(answer.receipts[0])
  // The statement, and two manifests that name it.
  expect(ledger.store.size()).toBe(3)
})

it("refuses a real ledger's station in training, and the other way round: neither lists the other's keys", async () => {
  const { consortium, ledger } = open({})
  const stranger = makeTrainingConsortium()
  undo.push(() => stranger.remove())
  const theirs = offeredBy(
    stranger.station,
    sealBatch(stranger.station, stranger.supervisor, 1, first(stranger.station)),
  )
  await expect(enterBatch(theirs, ledger)).rejects.toMatchObject({ code: 'key-unlisted' })
  const sealed = sealBatch(consortium.station, stranger.supervisor, 1, first(consortium.station))
  await expect(enterBatch(offeredBy(consortium.station, sealed), ledger)).rejects.toMatchObject({
    code: 'key-unlisted',
  })
  expect(ledger.store.size()).toBe(0)
})
