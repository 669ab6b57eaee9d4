import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatVkey } from '../../core/log/vkey.ts'
import type { LedgerAudit } from '../../main/ledger-audit/audit-log.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { answerOf, bondmark, type Running, startBondmark } from './bondmark.ts'
import { playedShift } from './played-shift.ts'
import { makeScratch } from './workspace-on-disk.ts'

const scratch = makeScratch()
const workspace = join(scratch, 'training')
const trust = join(workspace, 'trust.json')
let ledger: Running
let url: string

beforeAll(async () => {
  await playedShift('quick', workspace)
  ledger = startBondmark([
    ...['ledger', 'serve', '--data', join(workspace, 'ledger'), '--port', '0', '--json'],
    ...['--membership', join(workspace, 'membership.json')],
  ])
  url = await new Promise<string>((resolve, reject) => {
    ledger.child.stdout?.on('data', (line: string) => resolve(JSON.parse(line).url))
    ledger.ended.then(({ stderr }) => reject(new Error(stderr)))
  })
})
afterAll(async () => {
  ledger.child.kill('SIGTERM')
  await ledger.ended
  rmSync(scratch, { recursive: true, force: true })
})

const verify = (...more: string[]) =>
  answerOf<LedgerAudit & { proofs: string[] }>([
    ...['ledger', 'verify', url, '--trust', trust, '--state', join(scratch, 'audit'), ...more],
  ])

it('audits a real ledger by its pages, twice, and holds its mirrors against it', async () => {
  const first = await verify()
  expect([first.code, first.json]).toMatchObject([0, { ok: true, problems: [], proofs: [], unproven: 0 }])
  expect(first.json.checked).toBe(first.json.size)
  const again = await verify('--again', '--also', url)
  expect([again.code, again.json]).toEqual([0, first.json])
})

it('refuses a log that the trust file does not name, and says so in words', async () => {
  const other = join(scratch, 'other-trust.json')
  const key = JSON.parse(readFileSync(trust, 'utf8')) as { logs: string[] }
  const logs = [formatVkey('ledger.example/other', 1, signerFromSeed(generateSeed()).publicKey)]
  writeFileSync(other, JSON.stringify({ ...key, logs }))
  const { code, stdout, stderr } = await bondmark([
    ...['ledger', 'verify', url, '--trust', other, '--state', join(scratch, 'other')],
  ])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).not.toContain('    at ')
})
