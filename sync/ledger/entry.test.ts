import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { leafHash, rootOf } from '../../core/log/tree.ts'
import type { ListedKey } from '../../core/membership/membership.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf, signStatement, ZERO_PREV } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { judgeBatch } from './entry.ts'
import { readKeyRegister } from './key-register.ts'
import { type LogStore, openLogStore } from './log-store.ts'

type Party = ReturnType<typeof party>
function party(kind: 'station' | 'person', name: string) {
  const signer = signerFromSeed(generateSeed())
  const issuer = issuerUri({ consortium: 'bondmark.example', org: 'a', kind, name })
  return { ...signer, kid: kidOf(signer.publicKey), issuer, name: `${kind}/${name}` }
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
function state(by: Party, seq: number, prev: string, contentType: string = contentTypes.event) {
  const bytes = canonicalBytes({ seq, contentType })
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

describe('entry', () => {
  it('logs a chain in its order, whatever order it came in', () => {
    const first = state(station, 1, ZERO_PREV)
    const second = state(station, 2, first.id)
    const verdict = judgeBatch(batch(station, [first, second]), log, keys)
    expect(verdict.refused).toEqual([])
    expect(verdict.entries.map(({ id }) => id).slice(0, 2)).toEqual([first.id, second.id])
    expect(verdict.logged).toHaveLength(3)
  })

  it('appends nothing when all of it is in the log', () => {
    const offered = batch(station, [state(station, 1, ZERO_PREV)])
    const before = judgeBatch(offered, log, keys)
    log.append(before.entries)
    expect(judgeBatch(offered, log, keys)).toEqual({ ...before, entries: [] })
  })

  it('lets a new key continue the chain that names it', () => {
    const rotation = state(station, 1, ZERO_PREV, contentTypes.record('key-rotation'))
    log.append(judgeBatch(batch(station, [rotation]), log, keys).entries)
    expect(judgeBatch(batch(renewed, [state(renewed, 1, rotation.id)]), log, keys).refused).toEqual([])
  })

  it("lets no key continue another's chain without being named", () => {
    const event = state(station, 1, ZERO_PREV)
    log.append(judgeBatch(batch(station, [event]), log, keys).entries)
    const verdict = judgeBatch(batch(renewed, [state(renewed, 1, event.id)]), log, keys)
    expect(verdict.refused).toMatchObject([{ code: 'chain-foreign-key' }])
  })

  it('refuses a chain whose beginning is not there', () => {
    const verdict = judgeBatch(batch(station, [state(station, 5, 'ab'.repeat(32))]), log, keys)
    expect(verdict.refused).toMatchObject([{ code: 'chain-gap', detail: { expected: 1, seq: 5 } }])
  })

  it('takes nothing of a batch without a manifest', () => {
    const offered = { ...batch(station, [state(station, 1, ZERO_PREV)]), manifest: null }
    expect(() => judgeBatch(offered, log, keys)).toThrow('batch-without-manifest')
  })

  it("refuses another key's statement in a station's batch", () => {
    const statements = [state(renewed, 1, ZERO_PREV)]
    const offered = { ...batch(station, statements), n: 1 }
    expect(judgeBatch(offered, log, keys).refused).toMatchObject([{ code: 'entry-of-another' }])
  })
})
