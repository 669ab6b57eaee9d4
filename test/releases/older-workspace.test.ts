import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrations } from '../../main/store/schema.ts'
import { answerOf, bondmark, type Ended } from '../shift/bondmark.ts'
import { type ShiftAnswer, sample, shiftOf } from '../shift/sample.ts'
import { look, makeScratch, type StatementRow, statementsOf } from '../shift/workspace-on-disk.ts'

const fixture = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))
const scratch = makeScratch()
const workspace = join(scratch, 'older')

const proofsOf = (folder: string) =>
  look<{ statement: number; proof: string }>(
    folder,
    'SELECT statement, proof FROM receipt ORDER BY statement LIMIT 32',
  )

let stated: StatementRow[]
let proofs: ReturnType<typeof proofsOf>
let shift: Ended & { json: ShiftAnswer }

beforeAll(async () => {
  cpSync(fixture, workspace, { recursive: true })
  stated = statementsOf(workspace)
  proofs = proofsOf(workspace)
  shift = await answerOf<ShiftAnswer>(shiftOf(workspace, 'mistakes'))
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a workspace that release 0.1 wrote', () => {
  it('opens in this release, and a whole shift is worked, sealed and synced on top of it', () => {
    const { expected } = sample('mistakes')
    expect([shift.code, shift.json.ok], shift.stderr).toEqual([0, true])
    expect(shift.json.statements).toBeGreaterThan(stated.length)
    expect(shift.json.receipts).toBe(shift.json.statements)
    // Six and four units of the old day are still among the verified ones.
    expect(shift.json.labels.verified).toBe(expected.verified + 10)
  })

  it('is at the newest version of the schema afterwards', () => {
    const [row] = look<{ user_version: number }>(workspace, 'PRAGMA user_version')
    expect(row?.user_version).toBe(migrations.length)
  })

  it('still holds every statement and receipt, byte for byte and in its place', () => {
    expect(stated).toHaveLength(32)
    expect(statementsOf(workspace).slice(0, 32)).toEqual(stated)
    expect(proofs).toHaveLength(32)
    expect(proofsOf(workspace)).toEqual(proofs)
  })

  it('is found clean by fsck', async () => {
    const { code, json } = await answerOf<object>(['fsck', '--workspace', workspace])
    expect(json).toMatchObject({ ok: true, problems: [] })
    expect(code).toBe(0)
  })

  it('gives evidence of a unit that was labeled by the old release, and it verifies', async () => {
    const [unit] = look<{ serial: string }>(
      workspace,
      "SELECT serial FROM label_job WHERE kind = 'unit' AND state = 'verified' ORDER BY job LIMIT 1",
    )
    const file = join(scratch, 'unit.evidence')
    const trust = join(scratch, 'trust.json')
    const made = await bondmark([
      'evidence',
      unit?.serial ?? '',
      '--workspace',
      workspace,
      '--out',
      file,
      '--trust-out',
      trust,
    ])
    expect(made.code, made.stderr).toBe(0)
    const { json } = await answerOf<{ ok: boolean }>(['verify', file, '--trust', trust])
    expect(json.ok).toBe(true)
  })
})

describe('the fixture of release 0.1', () => {
  it('is as that release wrote it', () => {
    const copy = join(scratch, 'as-written.sqlite')
    writeFileSync(copy, readFileSync(join(fixture, 'station.sqlite')))
    const db = new Database(copy, { readonly: true })
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    db.close()
  })
})
