import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { toHex } from '../encoding/hex.ts'
import { eventIdOf } from '../epcis/event-hash.ts'
import { parseCanonical } from './canonical-json.ts'
import { readStatement, signStatement, verifyStatement } from './statement.ts'

const root = new URL('../../', import.meta.url)
const bytes = new Uint8Array(readFileSync(new URL('fixtures/golden/statement-1.cbor', root)))
const page = readFileSync(new URL('docs/formats/statement.md', root), 'utf8')
const key = signerFromSeed(Uint8Array.from({ length: 32 }, (_, i) => i))
const statement = readStatement(bytes)

describe('the statement kept since the first release', () => {
  it('still reads, verifies and has its id', () => {
    expect(statement.id).toBe('f5656f60cd58ec4c4dbf543caf1fb869bc7c83f9e954695cc73a2cb34b5ba004')
    expect(statement).toMatchObject({
      contentType: 'application/epcis+json',
      kid: '56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c',
      issuer: 'https://id.bondmark.example/org/harbour/station/LBL07',
      iat: 1_772_414_100,
      seq: 42,
      prev: 'e5'.repeat(32),
    })
    expect(verifyStatement(statement, key.publicKey, verifyEd25519)).toBe(true)
  })

  it('is still signed to the same bytes', () => {
    expect(toHex(signStatement(statement, key.sign))).toBe(toHex(bytes))
  })

  it('carries the event its subject names', () => {
    expect(eventIdOf(parseCanonical(statement.payload))).toBe(statement.subject)
  })

  it('is the sample that the page on statements takes apart', () => {
    const sample = page.split('```')[1] ?? ''
    const hex = sample.replaceAll(/#.*$/gm, '').replaceAll(/\s/g, '')
    expect(hex.replace('…', toHex(statement.payload))).toBe(toHex(bytes))
    expect(page).toContain(statement.id)
  })
})
