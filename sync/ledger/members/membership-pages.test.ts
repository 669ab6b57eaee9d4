import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { makeEnrolment, trustRootHash } from '../../../core/membership/enrolment.ts'
import { newestOf } from '../../../core/membership/member-history.ts'
import {
  type MembershipPayload,
  readMembership,
  signMembership,
} from '../../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../../core/membership/membership-file.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { askEnrolment, askMembers, askMembership, postEnrolment } from '../../replication/ask-members.ts'
import { EnrolmentDesk } from './enrolment-desk.ts'
import { enrolmentPages } from './enrolment-pages.ts'
import { MembershipDesk } from './membership-desk.ts'
import { membershipPages } from './membership-pages.ts'

const data = mkdtempSync(join(tmpdir(), 'bondmark-pages-'))
const logger = createLogger({ name: 'ledger', level: 'silent' })
const administrator = signerFromSeed(generateSeed())
const key = toBase64Url(administrator.publicKey)
const trust = { administrators: [key], threshold: 1 }
const payload: MembershipPayload = {
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org: 'acme',
  roles: [],
  keys: [
    {
      kid: kidOf(administrator.publicKey),
      key,
      use: 'person',
      name: 'person/ADM-1',
      role: 'administrator',
      from: '2026-03-02T08:00:00.000Z',
    },
  ],
  revocations: [],
  previous: null,
}

let server: Server
let url: string
let desk: MembershipDesk
let now = Date.parse('2026-06-01T00:00:00.000Z')
beforeAll(async () => {
  const membershipFile = join(data, 'membership.json')
  const issuer = 'https://id.bondmark.example/org/acme/person/ADM-1'
  const signed = signMembership(payload, [{ ...administrator, issuer }], 1_772_000_000)
  writeFileSync(membershipFile, writeMembershipFile(signed))
  desk = new MembershipDesk({ data, membershipFile, logger })
  const enrolments = new EnrolmentDesk(data, () => now)
  const routes = [membershipPages(desk), enrolmentPages(enrolments, desk, () => now)]
  server = boundedHttpServer(answerBy(routes), logger)
  url = await listen(server, '127.0.0.1', 0)
})
afterAll(async () => {
  desk.close()
  await stop(server)
  rmSync(data, { recursive: true, force: true })
})

const ask = () => {
  const signer = signerFromSeed(generateSeed())
  const wanted = { consortium: 'bondmark.example', org: 'acme', station: 'LBL08', people: [] }
  const own = { key: toBase64Url(signer.publicKey), trust: trustRootHash(trust) }
  const nonce = Buffer.from(generateSeed()).toString('hex').slice(0, 32)
  return makeEnrolment({ format: 'bondmark/enrolment/1', ...wanted, ...own, nonce }, signer.sign)
}

describe('the pages of memberships', () => {
  it('answer the newest, any version for good, and who is known', async () => {
    const { head } = newestOf(desk.consortium.history('acme') ?? expect.fail())
    const statements = await askMembership(url, 'membership')
    expect(readMembership(statements ?? [], trust, verifyEd25519).head).toBe(head)
    const version = await fetch(`${url}/membership/${head}`)
    expect(version.headers.get('cache-control')).toContain('immutable')
    expect(readMembershipFile(await version.text())).toEqual(statements)
    expect(await askMembers(url)).toEqual([{ org: 'acme', head, versions: 1, ...trust, forks: [] }])
    expect(await askMembership(url, 'members/acme')).toEqual(statements)
  })

  it.each(['membership/0000', 'members/other', 'memberships', 'membership/a/b'])(
    'have no %s',
    async (page) => {
      expect((await fetch(`${url}/${page}`)).status).toBe(404)
    },
  )

  it('are not written to', async () => {
    for (const page of ['membership', 'members'])
      expect((await fetch(`${url}/${page}`, { method: 'POST', body: '{}' })).status).toBe(405)
    expect((await fetch(`${url}/enrolments`)).status).toBe(405)
  })
})

describe('the pages of enrolments', () => {
  it('take a request, say how it stands, and know no other', async () => {
    const enrolment = ask()
    const state = await postEnrolment(url, enrolment.text)
    expect(state).toMatchObject({ id: enrolment.id, state: 'open' })
    expect(await askEnrolment(url, enrolment.id)).toEqual(state)
    expect(await askEnrolment(url, '0'.repeat(64))).toBeNull()
  })

  it('refuse by code what is hostile, and count it', async () => {
    now += 60_000
    const codes: string[] = []
    for (const body of [
      '{',
      ' '.repeat(33_000),
      '"\\u0000"',
      '[]',
      ask().text.replace('"signature":"', '"signature":"A'),
    ])
      codes.push(await codeOf(body))
    expect(new Set(codes)).toEqual(new Set(['enrolment-malformed']))
    const more = await Promise.all(Array.from({ length: 9 }, () => codeOf('{')))
    expect(more.filter((code) => code === 'enrolment-too-often')).toHaveLength(2)
    now += 60_000
    expect(await codeOf('{')).toBe('enrolment-malformed')
  })
})

const codeOf = (body: string): Promise<string> =>
  postEnrolment(url, body).then(
    () => 'taken',
    (error: { code: string }) => error.code,
  )
