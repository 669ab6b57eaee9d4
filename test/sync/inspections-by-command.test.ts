import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { AGENCY_ROLE } from '../../core/inspection/fit-check.ts'
import { ATTACHMENT_BYTES_MAX } from '../../core/inspection/inspection-result.ts'
import { signMembership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { main } from '../../main/cli.ts'
import { createTasks } from '../../main/inspection/create-tasks.ts'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { sampleAdministrators } from '../../main/training/sample-administrators.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'

const scratch = mkdtempSync(join(tmpdir(), 'bondmark-by-command-'))
const at = (name: string) => join(scratch, name)
const id = 'a'.repeat(64)
let bench: BenchStation
let ledger: LedgerProcess
let out = ''

/** Runs a command as somebody would; answers its exit code. What it prints is in `out`. */
async function run(...argv: string[]): Promise<number> {
  out = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    return await main(argv)
  } finally {
    write.mockRestore()
    told.mockRestore()
  }
}
const pass = ['--passphrase-file', at('pass')]
const inspection = (...argv: string[]) => run('inspection', ...argv, '--workspace', bench.folder, '--json')

beforeAll(async () => {
  bench = await BenchStation.open()
  bench.clock.set({ instantMs: Date.now(), offsetMin: 0 })
  const { ctx } = bench.station
  const { consortium, training, org } = ctx.rights.basis.own.payload
  writeFileSync(at('pass'), 'three words of the agency')
  const named = ['--consortium', consortium, '--org', 'harbour-laboratory', '--id', 'INS-0001']
  await run('agency', 'make-key', ...named, ...pass, '--out', at('key'), '--list-out', at('list'))
  const { kid, key } = JSON.parse(readFileSync(at('key'), 'utf8'))
  const from = '2026-01-01T00:00:00.000Z'
  const statements = signMembership(
    {
      format: 'bondmark/membership/1',
      ...{ consortium, org: 'harbour-laboratory', roles: [AGENCY_ROLE], training },
      keys: [{ kid, key, use: 'person', name: 'person/INS-0001', role: 'inspector', from }],
      ...{ revocations: [], previous: null },
    },
    await sampleAdministrators(ctx.store.people, ctx.vaultKey, ctx.profile),
    Math.floor(Date.parse(from) / 1000),
  )
  mkdirSync(at('members'))
  writeFileSync(join(at('members'), 'harbour-laboratory.json'), writeMembershipFile(statements))
  // Whose signatures count on it is told beside it.
  copyFileSync(workspaceFiles(bench.folder).trust, join(at('members'), 'harbour-laboratory.trust.json'))
  writeFileSync(at('org'), org)
  const line = bench.store.plans.lines()[0]
  if (!line) throw new Error('the sample day has no line')
  const demand = { id, kind: 'factory-evaluation' as const, rule: 'FE' }
  const asked = {
    demand: { ...demand, subject: { manufacturer: 'Maker', category: 'honey' } },
    ...{ asn: line.asn, lines: [], decisions: [line.decisionHash], ruleSet: line.ruleSet },
    ...{ refundRatio: null, days: 7 },
  }
  bench.store.transaction(() => createTasks(ctx, [asked]))
  const desk = bench.workspace.control.inspections
  desk.assign(id, 'harbour-laboratory', null)
  desk.send(id, 'ledger', null)
  await bench.workspace.close()
  const { membership } = workspaceFiles(bench.folder)
  ledger = await startLedgerProcess({ data: at('ledger'), membershipFile: membership }, [
    '--members',
    at('members'),
  ])
})
afterAll(async () => {
  await ledger.end()
  rmSync(bench.folder, { recursive: true, force: true })
  rmSync(scratch, { recursive: true, force: true })
})

it('an inspection goes to its agency and back by commands alone, over a ledger that runs', async () => {
  // A sync hands the task in, whatever else there is to sync.
  await run('sync', '--workspace', bench.folder, '--ledger', ledger.url, '--json')
  expect(JSON.parse(out)).toMatchObject({ format: 'bondmark/sync/1', ok: true })

  const member = readFileSync(at('org'), 'utf8')
  const from = ['--ledger', ledger.url, '--member', member]
  expect(await run('agency', 'fetch', ...from, '--key', at('key'), ...pass, '--out', at('tasks'))).toBe(0)
  const [task = ''] = readdirSync(at('tasks'))
  writeFileSync(at('report.pdf'), '%PDF-1.7 what was found')
  writeFileSync(
    at('found.json'),
    JSON.stringify({
      ...{ format: 'bondmark/agency-findings/1', examined: 0, verdict: 'conformant', reportNumber: 'HL-1' },
      ...{ nonconforming: { critical: 0, major: 0, minor: 0 }, validUntil: '2028-06-30' },
    }),
  )
  const signing = ['--key', at('key'), ...pass, '--result', at('found.json'), '--report', at('report.pdf')]
  const listed = ['--membership', join(at('members'), 'harbour-laboratory.json')]
  const answered = ['agency', 'answer', join(at('tasks'), task), ...signing, ...listed]
  expect(await run(...answered, '--out', at('result.json'))).toBe(0)
  expect(await run('agency', 'submit', at('result.json'), '--ledger', ledger.url)).toBe(0)

  expect(await inspection('exchange', '--ledger', ledger.url)).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ came: 1, quarantined: 0 })
  await inspection('show', 'aaa')
  expect(JSON.parse(out)).toMatchObject({ row: { state: 'concluded', outcome: 'conformant' } })

  writeFileSync(at('huge.pdf'), '')
  truncateSync(at('huge.pdf'), ATTACHMENT_BYTES_MAX + 1)
  expect(await inspection('import', at('huge.pdf'))).not.toBe(0)
  expect(await inspection('import', at('report.pdf'))).toBe(0)
  await inspection('show', 'aaa')
  expect(JSON.parse(out).attachments).toMatchObject([{ mediaType: 'application/pdf', isHere: true }])
  expect(await run('ledger', 'fsck', '--data', at('ledger'), '--json')).toBe(0)

  // A ledger where a result lies is backed up as any other, and the copy has what lay there.
  expect(await run('ledger', 'backup', '--data', at('ledger'), '--out', at('backup.tar'))).toBe(0)
  mkdirSync(at('copy'))
  execFileSync('tar', ['-xf', at('backup.tar'), '-C', at('copy')])
  const kept = new Sqlite(join(at('copy'), 'inspections.sqlite'), { readonly: true })
  expect(kept.prepare('SELECT file FROM result').pluck().all()).toEqual([readFileSync(at('result.json'))])
  kept.close()
})
