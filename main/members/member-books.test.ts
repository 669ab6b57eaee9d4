import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { changeMembership } from '../../core/membership/change-membership.ts'
import { beginHistory, newestOf } from '../../core/membership/member-history.ts'
import { type MembershipPayload, signMembership } from '../../core/membership/membership.ts'
import { membershipDiff } from '../../core/membership/membership-diff.ts'
import {
  draftChanges,
  type MembershipDraft,
  readMembershipDraft,
  signaturesMissing,
  signMembershipDraft,
  writeMembershipDraft,
} from '../../core/membership/membership-draft.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { loadOwnHistory } from '../../sync/ledger/members/ledger-membership.ts'
import { makeAdministratorKey, openAdministratorKey } from './administrator-key.ts'
import { changesAsked } from './changes-asked.ts'
import { foundMembership } from './found-membership.ts'
import { readKeysToList } from './key-to-list.ts'
import { MemberBooks } from './member-books.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-members-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const from = '2026-03-02T08:00:00.000Z'
const later = '2026-04-02T08:00:00.000Z'
const iat = 1_772_000_000
const passphrase = 'correct horse battery'
const keyFile = async (id: string) =>
  toUtf8(
    JSON.stringify(
      await makeAdministratorKey({ consortium: 'bondmark.example', org: 'acme', id }, passphrase),
    ),
  )

let files: Uint8Array[]
const named = (bytes: Uint8Array) => ({ name: '-', bytes })
let first: MembershipPayload
const data = join(folder, 'ledger')
beforeAll(async () => {
  files = await Promise.all(['ADM-1', 'ADM-2', 'ADM-3'].map(keyFile))
  first = {
    format: 'bondmark/membership/1',
    consortium: 'bondmark.example',
    org: 'acme',
    roles: ['warehouse'],
    keys: files.slice(0, 2).flatMap((bytes) => readKeysToList(bytes, from, '-')),
    revocations: [],
    previous: null,
  }
  const administrators = await Promise.all(
    files.slice(0, 2).map((each) => openAdministratorKey(each, passphrase, '-')),
  )
  mkdirSync(data)
  const file = join(folder, 'membership.json')
  writeFileSync(file, writeMembershipFile(signMembership(first, administrators, iat)))
  loadOwnHistory(file, data).keep()
})

const draftOf = (books: MemberBooks, asked: Parameters<typeof changesAsked>[1]): MembershipDraft => {
  const history = books.history()
  const before = newestOf(history)
  const changes = changesAsked(
    before.payload,
    asked,
    later,
    (name) => files[Number(name)] ?? new Uint8Array(),
  )
  return { before, payload: changeMembership(before, changes), needs: history.next, statements: [] }
}
/** As it travels: written, read on another machine, signed there. */
const signedBy = async (draft: MembershipDraft, n: number): Promise<MembershipDraft> => {
  const carried = readMembershipDraft(writeMembershipDraft(draft), verify)
  const key = await openAdministratorKey(files[n] ?? new Uint8Array(), passphrase, '-')
  return signMembershipDraft(carried, key, iat, verify)
}

describe('a draft', () => {
  it('collects signatures on different machines, and is in force once enough have signed', async () => {
    const books = new MemberBooks(data)
    const draft = draftOf(books, { add: ['2'] })
    expect(membershipDiff(first, draft.payload)).toMatchObject([
      { code: 'membership-change-administrator', detail: { name: 'person/ADM-3' } },
    ])
    const once = await signedBy(draft, 0)
    expect(signaturesMissing(once)).toBe(1)
    await expect(signedBy(once, 0)).rejects.toMatchObject({ code: 'membership-signed-twice' })
    await expect(signedBy(once, 2)).rejects.toMatchObject({ code: 'membership-not-administrator' })
    expect(() => books.apply(once.statements)).toThrow(
      expect.objectContaining({ code: 'membership-signatures-missing' }),
    )
    const twice = await signedBy(once, 1)
    const { before, after } = books.apply(twice.statements)
    expect(after.payload.previous).toBe(before.head)
    expect(newestOf(new MemberBooks(data).history()).head).toBe(after.head)
    expect(books.apply(twice.statements).after.head).toBe(after.head)
  })

  it('of the same place as one that is in force is kept as proof, and refused', async () => {
    const books = new MemberBooks(data)
    const newest = books.history().versions.at(-1)
    const other = changeMembership(books.history().versions[0].membership, [
      { kind: 'roles', roles: ['other'] },
    ])
    const administrators = await Promise.all(
      files.slice(0, 2).map((each) => openAdministratorKey(each, passphrase, '-')),
    )
    expect(() => books.apply(signMembership(other, administrators, iat))).toThrow(
      expect.objectContaining({ code: 'membership-forked' }),
    )
    expect(books.folder.forks('acme')).toHaveLength(1)
    expect(books.history().versions.at(-1)).toEqual(newest)
  })

  it.each([
    ['nothing', {}, 'members-nothing-to-change'],
    ['a stranger', { revoke: ['person/ADM-9'] }, 'members-key-unknown'],
    ['a pair that is none', { until: ['person/ADM-1'] }, 'members-pair-malformed'],
    ['a number that is none', { revoke: ['person/ADM-1=x'] }, 'members-pair-malformed'],
    ['a file that says nothing', { add: ['7'] }, 'members-key-malformed'],
    ['a key that is listed', { add: ['0'] }, 'membership-key-listed'],
  ])('of %s is refused', (_, asked, code) => {
    expect(() => draftOf(new MemberBooks(data), asked)).toThrow(expect.objectContaining({ code }))
  })

  it('that was changed on its way is refused', () => {
    const draft = draftOf(new MemberBooks(data), { roles: 'warehouse,brand' })
    const text = writeMembershipDraft(draft)
    for (const [changed, code] of [
      [text.replace(/"previous": "[0-9a-f]/, '"previous": "z'), 'membership-draft-malformed'],
      [
        writeMembershipDraft({ ...draft, payload: { ...draft.payload, previous: '0'.repeat(64) } }),
        'membership-draft-malformed',
      ],
      [writeMembershipDraft({ ...draft, payload: { ...draft.payload, keys: [] } }), 'membership-key-dropped'],
      ['{', 'membership-draft-malformed'],
    ] as const)
      expect(() => readMembershipDraft(changed, verify)).toThrow(expect.objectContaining({ code }))
  })
})

describe('a first membership', () => {
  const founding = () => ({
    consortium: 'bondmark.example',
    org: 'acme',
    roles: [],
    files: files.map(named),
    threshold: 2,
    now: from,
  })

  it('is signed like any other, by those whom it lists, and begins a history', async () => {
    const draft = foundMembership(founding())
    expect(draftChanges(draft).map(({ code }) => code)).toEqual(
      Array(3).fill('membership-change-administrator'),
    )
    const { needs, statements } = await signedBy(await signedBy(draft, 2), 0)
    const history = beginHistory(statements, needs, verify)
    expect(newestOf(history).payload).toEqual(draft.payload)
    expect(history.next.administrators).toHaveLength(3)
  })

  it.each([
    ['fewer administrators than must sign', { threshold: 4 }, 'membership-administrators-few'],
    ['a name that is none', { org: 'a/b' }, 'membership-malformed'],
    ['a file that says nothing', { files: [named(toUtf8('{}'))] }, 'members-key-malformed'],
    ['one key twice', { files: () => [...files, ...files].map(named) }, 'membership-malformed'],
  ])('of %s is refused', (_, change, code) => {
    const given = { ...founding(), ...change }
    const all = typeof given.files === 'function' ? given.files() : given.files
    expect(() => foundMembership({ ...given, files: all })).toThrow(expect.objectContaining({ code }))
  })
})

it('an administrator’s key is opened by its passphrase alone, and is nobody else’s', async () => {
  const [file = new Uint8Array()] = files
  await expect(openAdministratorKey(file, 'another passphrase', '-')).rejects.toMatchObject({
    code: 'vault-locked',
  })
  const { kid: _, ...rest } = JSON.parse(Buffer.from(file).toString('utf8'))
  const forged = toUtf8(JSON.stringify({ ...rest, kid: '0'.repeat(64) }))
  await expect(openAdministratorKey(forged, passphrase, '-')).rejects.toMatchObject({ code: 'vault-locked' })
  await expect(openAdministratorKey(toUtf8('{}'), passphrase, 'k')).rejects.toMatchObject({
    code: 'administrator-key-malformed',
  })
})
