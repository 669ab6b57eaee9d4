import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { changeMembership, type MembershipChange } from '../../../core/membership/change-membership.ts'
import { newestOf } from '../../../core/membership/member-history.ts'
import {
  claimedMembership,
  type MembershipPayload,
  signMembership,
} from '../../../core/membership/membership.ts'
import { writeMembershipFile } from '../../../core/membership/membership-file.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { followKeyRegister } from '../entry/key-register.ts'
import { MembershipDesk } from './membership-desk.ts'

const root = mkdtempSync(join(tmpdir(), 'bondmark-desk-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const logger = createLogger({ name: 'ledger', level: 'silent' })

const administrator = signerFromSeed(generateSeed())
const station = signerFromSeed(generateSeed())
const listed = ({ publicKey }: typeof station) => ({
  kid: kidOf(publicKey),
  key: toBase64Url(publicKey),
  from: '2026-03-02T08:00:00.000Z',
})
const first = (org: string): MembershipPayload => ({
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org,
  roles: ['warehouse'],
  keys: [
    { ...listed(administrator), use: 'person', name: 'person/ADM-1', role: 'administrator' },
    { ...listed(station), use: 'station', name: 'station/LBL07', prefix: 'A07' },
  ],
  revocations: [],
  previous: null,
})
const sign = (payload: MembershipPayload) => {
  const issuer = `https://id.bondmark.example/org/${payload.org}/person/ADM-1`
  return signMembership(payload, [{ ...administrator, issuer }], 1_772_000_000)
}
const next = (statements: readonly Uint8Array[], changes: readonly MembershipChange[]) =>
  sign(changeMembership(claimedMembership(statements), changes))
const roles = (...list: string[]): MembershipChange => ({ kind: 'roles', roles: list })

let n = 0
let seconds = 1_780_000_000
let folder: string
let file: string
/** With another time each: two writes within one tick of the file system's clock look alike. */
const write = (to: string, statements: readonly Uint8Array[]) => {
  writeFileSync(to, writeMembershipFile(statements))
  utimesSync(to, seconds, seconds++)
}
const open = () => {
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const desk = new MembershipDesk({
    data,
    membershipFile: file,
    membersFolder: join(folder, 'others'),
    logger,
  })
  desk.watch()
  desk.close()
  return desk
}
beforeEach(() => {
  folder = join(root, String(n++))
  mkdirSync(join(folder, 'others'), { recursive: true })
  file = join(folder, 'membership.json')
  write(file, sign(first('acme')))
})

describe('a running ledger', () => {
  it('takes a revocation from the file, and what is not logged yet is refused from then on', () => {
    const desk = open()
    const at = '2026-06-01T00:00:00.000Z'
    const keys = followKeyRegister(
      () => desk.consortium.own(),
      () => Date.parse('2026-06-02T00:00:00.000Z'),
    )
    const { kid } = listed(station)
    const stated = (seq: number) =>
      keys.mayState({
        kid,
        issuer: 'https://id.bondmark.example/org/acme/station/LBL07',
        contentType: contentTypes.event,
        seq,
      })?.code ?? 'may'
    expect([stated(7), stated(8)]).toEqual(['may', 'may'])
    write(file, next(sign(first('acme')), [{ kind: 'revoke', kid, at, lastGoodSeq: 7 }]))
    desk.reload()
    expect([stated(7), stated(8)]).toEqual(['may', 'key-revoked'])
  })

  it('keeps what it took, however old the file is that it is started with', () => {
    const second = next(sign(first('acme')), [roles('customs')])
    write(file, second)
    open()
    write(file, sign(first('acme')))
    expect(open().consortium.own().head).toBe(claimedMembership(second).head)
  })

  it.each([
    ['is no membership', () => [new Uint8Array([1, 2, 3])]],
    ['skips a version', () => next(next(sign(first('acme')), [roles('a')]), [roles('b')])],
    ['contradicts another', () => sign({ ...first('acme'), roles: ['other'] })],
  ])('stays as it is when the file %s', (_, statements) => {
    const desk = open()
    const before = desk.consortium.own()
    write(file, statements())
    desk.reload()
    expect(desk.consortium.own()).toBe(before)
  })

  it('keeps two that contradict each other as proof, and does not start with the second', () => {
    const desk = open()
    write(file, sign({ ...first('acme'), roles: ['other'] }))
    desk.reload()
    expect(desk.folder.forks('acme')).toHaveLength(1)
    expect(open).toThrow(expect.objectContaining({ code: 'membership-forked' }))
  })

  it('outlives a folder that cannot be written to, and takes the file once it can', () => {
    const desk = open()
    const blocked = join(folder, 'data', 'members', 'acme', `2.json.${process.pid}.part`)
    mkdirSync(blocked)
    const second = next(sign(first('acme')), [roles('customs')])
    write(file, second)
    desk.reload()
    expect(desk.consortium.own().payload.roles).toEqual(['warehouse'])
    rmSync(blocked, { recursive: true })
    desk.reload()
    expect(desk.consortium.own().head).toBe(claimedMembership(second).head)
  })

  it('takes what a command puts into its folder beside it', () => {
    const desk = open()
    const { consortium, folder: kept } = open()
    consortium.take(next(sign(first('acme')), [roles('brand')]), (history) => kept.keep(history))
    desk.reload()
    expect(desk.consortium.own()).toEqual(consortium.own())
  })
})

describe('other members', () => {
  const other = () => join(folder, 'others', 'harbour.json')

  it('are met by the files in their folder, pinned, and followed', () => {
    const desk = open()
    write(other(), sign(first('harbour')))
    desk.reload()
    expect(desk.consortium.all().map(({ payload }) => payload.org)).toEqual(['acme', 'harbour'])
    const second = next(sign(first('harbour')), [roles('customs')])
    write(other(), second)
    desk.reload()
    expect(desk.consortium.version(claimedMembership(second).head)).not.toBeNull()
    const again = open().consortium
    expect(again.all().map(({ head }) => head)).toEqual(desk.consortium.all().map(({ head }) => head))
    const history = again.history('harbour')
    expect(history && newestOf(history).head).toBe(claimedMembership(second).head)
  })

  it('of another consortium, or of training, are not met', () => {
    const desk = open()
    write(other(), sign({ ...first('harbour'), training: '00'.repeat(8) }))
    write(join(folder, 'others', 'far.json'), sign({ ...first('far'), consortium: 'elsewhere.example' }))
    desk.reload()
    expect(desk.consortium.all()).toHaveLength(1)
    expect(readdirSync(join(folder, 'data', 'members')).sort()).toEqual(['acme', 'own.json'])
  })

  it('do not change the own organisation by their folder', () => {
    const desk = open()
    write(other(), sign({ ...first('acme'), roles: ['other'] }))
    desk.reload()
    expect(desk.consortium.own().payload.roles).toEqual(['warehouse'])
  })
})
