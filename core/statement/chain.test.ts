import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { canonicalBytes } from './canonical-json.ts'
import { checkLink, verifyChain } from './chain.ts'
import { contentTypes } from './content-types.ts'
import {
  kidOf,
  readStatement,
  type Statement,
  type StatementFields,
  signStatement,
  ZERO_PREV,
} from './statement.ts'

const station = signerFromSeed(new Uint8Array(32).fill(1))
const successor = signerFromSeed(new Uint8Array(32).fill(2))
const { publicKey } = station

function fieldsAt(seq: number, prev: string, more: Partial<StatementFields> = {}): StatementFields {
  return {
    contentType: contentTypes.event,
    kid: kidOf(publicKey),
    issuer: 'https://id.bondmark.example/org/harbour/station/LBL07',
    subject: `ni:///sha-256;${'5a'.repeat(32)}?ver=CBV2.0`,
    iat: 1_790_000_000 + seq,
    seq,
    prev,
    payload: canonicalBytes({ seq }),
    ...more,
  }
}

function link(seq: number, prev: string, more: Partial<StatementFields> = {}, key = station): Statement {
  const kid = kidOf(key.publicKey)
  return readStatement(signStatement(fieldsAt(seq, prev, { kid, ...more }), key.sign))
}

function chain(length: number): Statement[] {
  const links: Statement[] = []
  for (let seq = 1; seq <= length; seq++) links.push(link(seq, links.at(-1)?.id ?? ZERO_PREV))
  return links
}

const day = chain(20)
const [first, second, third] = day as [Statement, Statement, Statement]
const bytesOf = (links: readonly Statement[]) => links.map(({ bytes }) => bytes)
const without = (index: number) => day.toSpliced(index, 1)

describe('a chain', () => {
  it('verifies from its first statement to its head', () => {
    expect(verifyChain(bytesOf(day), publicKey, verifyEd25519)).toEqual({
      count: 20,
      headId: day[19]?.id,
      headSeq: 20,
    })
  })

  it('verifies the same with the SHA-256 of the machine', () => {
    expect(verifyChain(bytesOf(day), publicKey, verifyEd25519, { sha256: sha256Native })).toEqual(
      verifyChain(bytesOf(day), publicKey, verifyEd25519),
    )
  })

  it('goes on from a head that is known', () => {
    const head = verifyChain(bytesOf(day.slice(12)), publicKey, verifyEd25519, {
      after: day[11] as Statement,
    })
    expect(head).toEqual({ count: 8, headId: day[19]?.id, headSeq: 20 })
  })

  it('of nothing has no head', () => {
    expect(verifyChain([], publicKey, verifyEd25519)).toEqual({ count: 0, headId: ZERO_PREV, headSeq: 0 })
  })

  it.each([
    ['the first statement is missing', without(0), /^chain-gap .*"expected":1,"seq":2/],
    ['one in the middle is missing', without(9), /^chain-gap .*"expected":10,"seq":11/],
    ['one comes twice', [first, first], /^chain-gap .*"expected":2,"seq":1/],
    ['two are exchanged', [first, third, second], /^chain-gap/],
    [
      'one was replaced by another of the same key',
      [first, link(2, first.id, { iat: 5 }), third],
      /^chain-broken .*"seq":3/,
    ],
    ['it begins with a claim to something before', [link(1, first.id)], /^chain-broken .*"seq":1/],
    ['it begins at 0', [link(0, ZERO_PREV)], /^chain-gap .*"expected":1,"seq":0/],
    ['one is of another key', [first, link(2, first.id, {}, successor)], /^chain-foreign-key/],
  ])('is refused when %s', (_, links, message) => {
    expect(() => verifyChain(bytesOf(links), publicKey, verifyEd25519)).toThrow(message)
  })

  it('is refused from a forged statement on, by its id', () => {
    const forged = readStatement(signStatement(fieldsAt(2, first.id), successor.sign))
    expect(() => verifyChain([first.bytes, forged.bytes], publicKey, verifyEd25519)).toThrow(
      `statement-forged {"id":"${forged.id}"}`,
    )
  })

  it('is refused when a byte of any statement is changed', () => {
    const bytes = bytesOf(day)
    for (const [i, whole] of bytes.entries()) {
      const changed = Uint8Array.from(whole)
      const at = (i * 37) % whole.length
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => verifyChain(bytes.with(i, changed), publicKey, verifyEd25519)).toThrow(
        /^(statement|chain)-/,
      )
    }
  })

  it('takes no statement that stands in no chain', () => {
    const { seq: _seq, prev: _prev, ...unlinked } = fieldsAt(1, ZERO_PREV)
    const statement = readStatement(signStatement(unlinked, station.sign))
    expect(checkLink(null, statement)).toEqual({ code: 'chain-unlinked', detail: { id: statement.id } })
  })
})

describe('the chain of a new key', () => {
  const issuer = 'https://id.bondmark.example/org/harbour/station/LBL07'
  const t = '2026-11-22T09:00:00.000+08:00'
  const names = (
    { publicKey }: typeof station,
    more: Record<string, unknown> = {},
  ): Partial<StatementFields> => ({
    contentType: contentTypes.record('key-rotation'),
    payload: canonicalBytes({
      format: 'bondmark/key-rotation/1',
      station: issuer,
      t,
      kid: kidOf(publicKey),
      key: toBase64Url(publicKey),
      ...more,
    }),
  })
  const restoredFrom = (
    head: Statement | null,
    more: Record<string, unknown> = {},
  ): Partial<StatementFields> => ({
    contentType: contentTypes.record('key-restored'),
    payload: canonicalBytes({
      format: 'bondmark/key-restored/1',
      station: issuer,
      t,
      kid: kidOf(successor.publicKey),
      restored: head && { kid: head.kid, seq: head.seq, id: head.id },
      ...more,
    }),
  })
  const rotation = link(2, first.id, names(successor))

  it('begins with 1 and cites the rotation that named it', () => {
    expect(checkLink(first, rotation)).toBeNull()
    expect(checkLink(rotation, link(1, rotation.id, {}, successor))).toBeNull()
    const [begun, next] = [link(1, rotation.id, {}, successor), {}]
    const after = link(2, begun.id, next, successor)
    const verified = verifyChain(bytesOf([begun, after]), successor.publicKey, verifyEd25519, {
      after: rotation,
    })
    expect(verified).toMatchObject({ count: 2, headId: after.id })
  })

  it('ends the chain that named it: nothing of the old key follows a rotation', () => {
    expect(checkLink(rotation, link(3, rotation.id))).toMatchObject({
      code: 'chain-ended',
      detail: { seq: 3 },
    })
    const late = bytesOf([first, rotation, link(3, rotation.id)])
    expect(() => verifyChain(late, publicKey, verifyEd25519)).toThrow('chain-ended')
  })

  it('is of the key that was named, and of no other', () => {
    const stranger = signerFromSeed(new Uint8Array(32).fill(3))
    expect(checkLink(rotation, link(1, rotation.id, {}, stranger))).toEqual({
      code: 'chain-foreign-key',
      detail: { kid: kidOf(stranger.publicKey), expected: kidOf(successor.publicKey) },
    })
  })

  it('is the same station’s', () => {
    const other = { issuer: 'https://id.bondmark.example/org/harbour/station/LBL08' }
    expect(checkLink(rotation, link(1, rotation.id, other, successor))).toMatchObject({
      code: 'chain-issuer-changed',
    })
    const taken = { ...restoredFrom(second), ...other }
    expect(checkLink(second, link(1, second.id, taken, successor))).toMatchObject({
      code: 'chain-issuer-changed',
    })
  })

  it('begins with a record of the restoration that cites the restored head', () => {
    expect(checkLink(second, link(1, second.id, restoredFrom(second), successor))).toBeNull()
    expect(checkLink(null, link(1, ZERO_PREV, restoredFrom(null), successor))).toBeNull()
    const elsewhere = link(1, first.id, restoredFrom(second), successor)
    expect(checkLink(second, elsewhere)).toMatchObject({
      code: 'record-malformed',
      detail: { at: 'restored' },
    })
    const another = restoredFrom(second, { restored: { kid: second.kid, seq: 9, id: second.id } })
    expect(checkLink(second, link(1, second.id, another, successor))).toMatchObject({
      code: 'chain-foreign-key',
    })
    const third = link(1, second.id, restoredFrom(second, { kid: kidOf(publicKey) }), successor)
    expect(checkLink(second, third)).toMatchObject({ code: 'record-malformed', detail: { at: 'kid' } })
  })

  it('is restored at its beginning only', () => {
    const begun = link(1, second.id, restoredFrom(second), successor)
    const again = link(2, begun.id, restoredFrom(begun), successor)
    expect(checkLink(begun, again)).toMatchObject({
      code: 'record-malformed',
      detail: { record: 'key-restored' },
    })
  })

  it.each([
    ['another key than its kid', names(successor, { kid: 'ab'.repeat(32) }), 'key'],
    ['no key', names(successor, { key: 'AAAA' }), 'key'],
    ['the key that states it', names(station), 'kid'],
    ['another station', names(successor, { station: `${issuer}8` }), 'station'],
    ['another format', names(successor, { format: 'bondmark/key-rotation/2' }), 'format'],
    ['nothing', { ...names(successor), payload: canonicalBytes(null) }, ''],
  ])('is not begun by a rotation that names %s', (_, fields, at) => {
    const wrong = link(2, first.id, fields)
    expect(checkLink(first, wrong)).toMatchObject({ code: 'record-malformed', detail: { at } })
    expect(checkLink(wrong, link(1, wrong.id, {}, successor))).toMatchObject({ code: 'record-malformed' })
  })

  it('does not continue a chain that handed nothing over', () => {
    expect(checkLink(second, link(1, second.id, {}, successor))).toMatchObject({ code: 'chain-foreign-key' })
  })

  it('does not continue the numbers of the old one, nor cite anything but its head', () => {
    expect(checkLink(rotation, link(3, rotation.id, {}, successor))).toMatchObject({ code: 'chain-gap' })
    expect(checkLink(rotation, link(1, first.id, {}, successor))).toMatchObject({ code: 'chain-broken' })
    expect(checkLink(rotation, link(1, ZERO_PREV, {}, successor))).toMatchObject({ code: 'chain-broken' })
  })
})
