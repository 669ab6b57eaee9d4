import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { labelCheckAnswer } from '../../core/contract/answers.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import {
  gtin14,
  harbour,
  labelOf,
  pairOf,
  pearl,
  readAs,
  seeds,
} from '../../core/label/sealing-members.stub.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import { type MembershipPayload, signMembership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { bondmark } from '../shift/bondmark.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-seal-'))
afterAll(() => rmSync(folder, { recursive: true }))

const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** Each member has administrators of its own. */
function listOf(payload: MembershipPayload, seed: number): string {
  const issuer = `https://id.bondmark.example/org/${payload.org}/person/ADM-0001`
  const statements = signMembership(payload, [{ ...pairOf(seed), issuer }], 1_772_000_000)
  return written(`${payload.org}-${readAs(payload).head.slice(0, 8)}.json`, writeMembershipFile(statements))
}
function trustOf(payload: MembershipPayload, seed: number): string {
  const trust = {
    format: 'bondmark/trust/1',
    administrators: [toBase64Url(pairOf(seed).publicKey)],
    threshold: 1,
    logs: [formatVkey(`ledger.example/bondmark/${payload.org}`, 1, pairOf(seeds.log).publicKey)],
    witnesses: [formatVkey('witness.example/w1', 4, pairOf(seeds.witness).publicKey)],
    k: 1,
    membershipHead: readAs(payload).head,
  }
  return written(`trust-${payload.org}.json`, JSON.stringify(trust))
}

const harbourList = listOf(harbour, seeds.harbourAdministrator)
const newer: MembershipPayload = { ...harbour, roles: ['customs'], previous: readAs(harbour).head }
const vouched = [
  ...[
    '--membership',
    harbourList,
    '--membership',
    listOf(newer, seeds.harbourAdministrator),
    '--membership',
    listOf(pearl, seeds.pearlAdministrator),
  ],
  ...[
    '--trust',
    trustOf(newer, seeds.harbourAdministrator),
    '--trust',
    trustOf(pearl, seeds.pearlAdministrator),
  ],
]
const good = labelOf(seeds.harbour, 'B7Q')

it('answers for each label of several members, without a workspace, a line each', async () => {
  const lines = [
    good,
    `]Q1${labelOf(seeds.pearl, 'P7Q')}`,
    '',
    labelOf(seeds.pearl, 'B7Q'),
    'x'.repeat(100_000),
  ]
  const { code, stdout, stderr } = await bondmark(['label', 'check', '-', ...vouched, '--json'], {
    input: lines.join('\r\n'),
  })
  expect(stderr).toBe('')
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => labelCheckAnswer.parse(JSON.parse(line)))
  expect(answers.map(({ ok, code: said }) => [ok, said])).toEqual([
    [true, 'seal-record-verified'],
    [true, 'seal-record-verified'],
    [false, 'seal-by-other-member'],
    [false, 'seal-malformed'],
  ])
  expect(answers[0]).toMatchObject({
    format: 'bondmark/label-check/1',
    unit: `https://id.gs1.org/01/${gtin14}/21/B7Q0123456789AB`,
    sealer: { org: 'harbour', name: 'station/LBL07' },
    vouched: true,
  })
  expect(answers[3]?.input).toHaveLength(2_000)
  expect(code).toBe(1)
})

it('says to a person whether a record is verified, refused, or for a ledger to say, and that nobody vouched', async () => {
  const revoked = labelOf(seeds.harbourStolen, 'B9Q')
  const { code, stdout, stderr } = await bondmark([
    ...['label', 'check', good, revoked, `${good}#`, '--membership', harbourList],
  ])
  expect(stdout.split('\n').map((line) => line.slice(0, 19))).toEqual([
    'ok  Record verified',
    '??  The key of stat',
    'NO  This is not the',
    '',
  ])
  expect(stderr).toMatch(/for want of a trust file/)
  expect(code).toBe(1)
})

it('is used wrongly without a list of keys, or with one that the trust file does not vouch for', async () => {
  expect(await bondmark(['label', 'check', good])).toMatchObject({ code: 2, stdout: '' })
  const other = ['--membership', harbourList, '--trust', trustOf(newer, seeds.harbourAdministrator)]
  const { code, stdout, stderr } = await bondmark(['label', 'check', good, ...other])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/The membership is version/)
})
