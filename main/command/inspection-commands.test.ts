import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { AGENCY_ROLE } from '../../core/inspection/fit-check.ts'
import { signMembership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { main } from '../cli.ts'
import { createTasks } from '../inspection/create-tasks.ts'
import type { AdministratorKeyFile } from '../members/administrator-key.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { sampleAdministrators } from '../training/sample-administrators.ts'

const task = 'a'.repeat(64)
const PASSPHRASE = 'three words of the agency'
const scratch = mkdtempSync(join(tmpdir(), 'bondmark-agency-'))
const at = (name: string) => join(scratch, name)
let bench: BenchStation
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
const inspection = (...argv: string[]) => run('inspection', ...argv, '--workspace', bench.folder, '--json')

/** An agency's membership, as the consortium's administrators sign it. */
async function membershipOf(key: AdministratorKeyFile, revokedAt: string | null): Promise<string> {
  const { ctx } = bench.station
  const { consortium, training } = ctx.rights.basis.own.payload
  const administrators = await sampleAdministrators(ctx.store.people, ctx.vaultKey, ctx.profile)
  const from = '2026-01-01T00:00:00.000Z'
  const statements = signMembership(
    {
      format: 'bondmark/membership/1',
      ...{ consortium, org: 'harbour-laboratory', roles: [AGENCY_ROLE], training },
      keys: [
        {
          ...{ kid: key.kid, key: toBase64Url(fromBase64Url(key.key)), use: 'person' as const },
          ...{ name: 'person/INS-0001', role: 'inspector' as const, from },
        },
      ],
      revocations: revokedAt === null ? [] : [{ kid: key.kid, at: revokedAt }],
      previous: null,
    },
    administrators,
    Math.floor(Date.parse(from) / 1000),
  )
  return writeMembershipFile(statements)
}

beforeAll(async () => {
  bench = await BenchStation.open()
  const line = bench.store.plans.lines()[0]
  if (!line) throw new Error('the sample day has no line')
  writeFileSync(at('pass'), PASSPHRASE)
  const asked = {
    demand: {
      ...{ id: task, kind: 'ingredient-inspection' as const, rule: 'I1' },
      subject: { gtin: line.gtin, lot: line.lot, manufacturer: 'Maker' },
      sampling: {
        ...{ level: 'II', aql: '6.5', severity: 'normal' as const, lotSize: line.planned },
        ...{ letter: 'D', n: 8, ac: 1, re: 2 },
      },
    },
    asn: line.asn,
    lines: [{ line: line.line, lot: line.lot, quantity: line.planned, unitsPerCase: 6, ssccs: [] }],
    ...{ decisions: [line.decisionHash], ruleSet: line.ruleSet, refundRatio: null, days: 7 },
  }
  bench.store.transaction(() => createTasks(bench.station.ctx, [asked]))
})
afterAll(async () => {
  await bench.close()
  rmSync(scratch, { recursive: true, force: true })
})

describe('a task on the terminal', () => {
  it('says what it is about, the plan, and which units to take', async () => {
    await bench.workspace.close()
    expect(await run('inspection', 'show', 'aaa', '--workspace', bench.folder)).toBe(0)
    expect(out).toContain('manufacturer Maker')
    expect(out).toMatch(/D \(II, AQL 6\.5, normal\): 8 \/ \d+, Ac 1, Re 2/)
    expect(out).toMatch(/case \d+.*: unit \d/)
    await bench.reopen()
  })
})

describe('an agency without a station and without a ledger', () => {
  it('gets a task in a file, signs what it found, and its result counts once the consortium lists it', async () => {
    const where = ['--consortium', bench.station.ctx.profile.consortium, '--org', 'harbour-laboratory']
    const pass = ['--passphrase-file', at('pass')]
    await run(
      'agency',
      'make-key',
      ...where,
      '--id',
      'INS-0001',
      ...pass,
      '--out',
      at('key'),
      '--list-out',
      at('list'),
    )
    const key = JSON.parse(readFileSync(at('key'), 'utf8')) as AdministratorKeyFile
    expect(JSON.parse(readFileSync(at('list'), 'utf8'))).toMatchObject({ role: 'inspector', key: key.key })
    writeFileSync(at('membership'), await membershipOf(key, null))
    await bench.workspace.close()

    expect(await inspection('sample', 'aaa', '--units', '8', '--badge', 'OP-0007')).toBe(0)
    // What no membership can name would never be answered.
    expect(await inspection('assign', 'aaa', '--agency', 'Harbour Laboratory')).toBe(1)
    expect(await inspection('assign', 'aaa', '--agency', 'harbour-laboratory')).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ state: 'samples-taken', agency: 'harbour-laboratory' })
    await inspection('export', 'aaa', '--out', at('task.json'))
    // Sent, it is another task's to be given to somebody else: told by its code, and nothing changes.
    expect(await inspection('assign', 'aaa', '--agency', 'other-laboratory')).toBe(1)

    writeFileSync(at('report.pdf'), '%PDF-1.7 what was found')
    writeFileSync(
      at('found.json'),
      JSON.stringify({
        ...{ format: 'bondmark/agency-findings/1', examined: 8, verdict: 'conformant', reportNumber: 'HL-1' },
        nonconforming: { critical: 0, major: 2, minor: 0 },
      }),
    )
    const answered = ['agency', 'answer', at('task.json'), '--key', at('key'), ...pass]
    const found = ['--result', at('found.json'), '--report', at('report.pdf')]
    expect(await run(...answered, ...found, '--out', at('bare.json'))).toBe(0)

    expect(await inspection('import', at('bare.json'))).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'quarantined',
      why: { code: 'inspection-agency-unknown', detail: { agency: 'harbour-laboratory' } },
    })
    await inspection('quarantine')
    expect(JSON.parse(out)).toMatchObject({ waiting: { results: 1 }, quarantine: [{ ended: null }] })

    // The membership arrives with the same findings, signed again: what waited is looked at again, and counts.
    expect(
      await run(...answered, ...found, '--membership', at('membership'), '--out', at('whole.json')),
    ).toBe(0)
    expect(await inspection('import', at('whole.json'), at('report.pdf'))).toBe(0)
    await inspection('quarantine')
    expect(JSON.parse(out)).toMatchObject({
      waiting: { results: 0 },
      quarantine: [{ ended: { how: 'fits' } }],
    })
    await inspection('show', 'aaa')
    expect(JSON.parse(out)).toMatchObject({
      row: { state: 'concluded', outcome: 'non-conformant' },
      conclusion: { decidedBy: 'count', count: 2, ac: 1, re: 2 },
      attachments: [{ mediaType: 'application/pdf', isHere: true }],
    })
    expect(JSON.parse(out).results).toHaveLength(1)

    const criticals = { critical: 1, major: 2, minor: 0 }
    const before = JSON.parse(readFileSync(at('found.json'), 'utf8'))
    writeFileSync(at('found.json'), JSON.stringify({ ...before, nonconforming: criticals }))
    await run(...answered, ...found, '--out', at('other.json'))
    expect(await inspection('import', at('other.json'))).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ outcome: 'contested' })
    expect(await inspection('repeat', 'aaa', '--reason', 'two reports that differ')).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ id: `${task}-r2`, state: 'created' })
  })

  it('is told in words what is wrong with its file, and nothing is signed', async () => {
    writeFileSync(at('bad.json'), Buffer.from([0x7b, 0xff, 0x7d]))
    const pass = ['--passphrase-file', at('pass')]
    const bad = ['--result', at('bad.json'), '--report', at('report.pdf'), '--out', at('never.json')]
    expect(await run('agency', 'answer', at('task.json'), '--key', at('key'), ...pass, ...bad)).toBe(1)
    expect(await inspection('import', at('bad.json'))).toBe(1)
    expect(() => readFileSync(at('never.json'))).toThrow('ENOENT')
    await bench.reopen()
  })
})
