import { expect, it } from 'vitest'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { approvers, membershipOf } from '../../rules/approvers.stub.ts'
import { contentTypes } from '../../statement/content-types.ts'
import { readStatement, signStatement } from '../../statement/statement.ts'
import { readSnapshot, type SnapshotManifest, signSnapshot } from './snapshot-manifest.ts'

const consortium = 'trace.example'
const manifest: SnapshotManifest = {
  ...{ format: 'bondmark/catalogue-snapshot/1', consortium, version: 1, previous: null, tables: {} },
  createdAt: '2026-11-22T09:00:00.000+08:00',
}
const { zhao, sun, lin, stranger } = approvers
const read = (by: typeof zhao, membership = membershipOf()) =>
  readSnapshot(signSnapshot(manifest, by).bytes, {
    ...{ consortium, memberships: [membership], verify: verifyEd25519 },
  })

it('a version of the catalogue is signed by an administrator whom a member lists', () => {
  expect(read(zhao).manifest).toEqual(manifest)
  expect(() => read(lin)).toThrow('key-may-not-state')
  expect(() => read(stranger)).toThrow('key-unlisted')
  expect(() => read({ ...zhao, sign: sun.sign })).toThrow('statement-forged')
})

it('a revoked key signs no version, however early a time it gives', () => {
  const revocations = [{ kid: zhao.kid, at: '2026-11-25T00:00:00.000Z' }]
  expect(() => read(zhao, membershipOf({ revocations }))).toThrow('key-revoked')
})

it('nobody of another consortium signs a version for this one, whatever their membership lists', () => {
  const { payload } = membershipOf()
  const other = { payload: { ...payload, consortium: 'other.example' } }
  expect(() => read(zhao, other)).toThrow('catalogue-snapshot-foreign')
})

it.each([
  ['another content type', { contentType: contentTypes.record('serial-pool') }],
  ['another time', { iat: 0 }],
  ['a place in a chain', { seq: 1, prev: '0'.repeat(64) }],
])('a version is not read under %s', (_, change) => {
  const bytes = signStatement({ ...readStatement(signSnapshot(manifest, zhao).bytes), ...change }, zhao.sign)
  const trust = { consortium, memberships: [membershipOf()], verify: verifyEd25519 }
  expect(() => readSnapshot(bytes, trust)).toThrow('catalogue-snapshot-malformed')
})
