import { afterEach, expect, it, vi } from 'vitest'
import { verifyRefusalsAnswer } from '../../core/contract/batch-answers.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import { signRefusal, writeRefusalsFile } from '../../core/statement/refusal.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { isRefusals, tellRefusals } from './verify-refusals.ts'

const origin = 'ledger.example/bondmark/a'
const log = signerFromSeed(generateSeed())
const trust = { logs: [formatVkey(origin, 1, log.publicKey)] } as unknown as TrustFile
const said = {
  format: 'bondmark/refusal/2' as const,
  ...{ origin, statement: 'ab'.repeat(32), code: 'statement-forged', detail: { id: 'ab'.repeat(32) } },
  ...{ final: true, kept: true, at: '2026-06-01T08:00:00.000Z' },
}
const file = writeRefusalsFile([signRefusal(said, log.sign)])

afterEach(() => vi.restoreAllMocks())

/** What it answers, and whether it holds. */
function verified(bytes: Uint8Array, whom = trust) {
  const written: string[] = []
  const collect = (text: unknown) => written.push(String(text)) > 0
  vi.spyOn(process.stdout, 'write').mockImplementation(collect)
  vi.spyOn(process.stderr, 'write').mockImplementation(collect)
  return { json: [tellRefusals(bytes, whom, true), JSON.parse(written[0] ?? '')], written, whom }
}

it('verifies what a log refused, offline', () => {
  expect(isRefusals(file)).toBe(true)
  const { json } = verified(file)
  verifyRefusalsAnswer.strict().parse(json[1])
  expect(json).toEqual([
    true,
    { format: 'bondmark/verify-refusals/1', ok: true, reason: null, refusals: [said] },
  ])
})

it('says it in words', () => {
  const { written } = verified(file)
  tellRefusals(file, trust, false)
  expect(written.at(-2)).toContain(`refused statement ${said.statement}`)
})

it.each([
  [
    'another reason',
    Buffer.from(file).toString().replace('statement-forged', 'chain-ended'),
    'refusal-forged',
  ],
  [
    'another word beside it',
    Buffer.from(file).toString().replace('{"format"', '{"a":1,"format"'),
    'refusal-malformed',
  ],
  ['an end that is missing', Buffer.from(file).toString().slice(0, -1), 'refusal-malformed'],
])('refuses a file with %s', (_, text, reason) => {
  const { json } = verified(Buffer.from(text))
  expect(json).toMatchObject([false, { ok: false, reason }])
})

it('refuses what another log has signed', () => {
  const other = signerFromSeed(generateSeed())
  const { json } = verified(writeRefusalsFile([signRefusal(said, other.sign)]))
  expect(json).toMatchObject([false, { reason: 'refusal-forged' }])
})
