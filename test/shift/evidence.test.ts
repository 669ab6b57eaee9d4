import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { verifyEvidence } from '../../core/evidence/evidence.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { answerOf, bondmark } from './bondmark.ts'
import { playedShift } from './played-shift.ts'
import { look, makeScratch, processesOf, statementsOf } from './workspace-on-disk.ts'

interface Verdict {
  readonly ok: boolean
  readonly reason: string | null
  readonly statements: readonly { id: string; eventID: string | null; ok: boolean; reason: string | null }[]
}

const scratch = makeScratch()
const at = (name: string) => join(scratch, name)
const [workspace, stranger] = [at('training'), at('stranger')]
const [evidence, trust] = [at('unit.evidence'), at('trust.json')]
let units: readonly string[] = []
let cases: readonly string[] = []

const verify = (file: string, trustFile = trust) => answerOf<Verdict>(['verify', file, '--trust', trustFile])

const verdict = (bytes: Uint8Array) =>
  verifyEvidence(bytes, parseTrustFile(readFileSync(trust, 'utf8')), verifyEd25519, { eventIdOf })

/** The file with one bit of one byte changed, for each `stride`-th place. */
function changedCopies(bytes: Uint8Array, stride: number): { place: number; changed: Uint8Array }[] {
  const places = Array.from({ length: Math.ceil(bytes.length / stride) }, (_, n) => n * stride)
  return places.map((place) => {
    const changed = Uint8Array.from(bytes)
    changed[place] = (changed[place] ?? 0) ^ (1 << (place % 8))
    return { place, changed }
  })
}

beforeAll(async () => {
  await bondmark(['init', '--workspace', stranger, '--training'])
  const shift = await playedShift('quick', workspace)
  units = shift.units
  cases = shift.cases
  await bondmark([
    ...['evidence', units[0] ?? '', '--workspace', workspace],
    ...['--out', evidence, '--trust-out', trust],
  ])
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('the evidence of a unit', () => {
  it('is confirmed offline, statement by statement, with the ledger gone', async () => {
    expect(processesOf(workspace)).toEqual([])
    const { code, json } = await verify(evidence)
    expect([code, json.ok, json.reason]).toEqual([0, true, null])
    const known = new Map(statementsOf(workspace).map(({ id, contentType }) => [id, contentType]))
    expect(json.statements.map(({ id }) => known.get(id)?.replace(/^application\//, ''))).toEqual([
      'epcis+json',
      'epcis+json',
      'epcis+json',
      'vnd.bondmark.manifest+json',
    ])
    for (const statement of json.statements) expect(statement).toMatchObject({ ok: true, reason: null })
    expect(json.statements.slice(0, 3).every(({ eventID }) => eventID?.startsWith('ni:///sha-256;'))).toBe(
      true,
    )
  })

  it('is confirmed for another unit and for the cases', async () => {
    for (const [n, text] of [units.at(-1), ...cases].entries()) {
      const file = at(`${n}.evidence`)
      const made = await answerOf<{ statements: number }>([
        ...['evidence', text ?? '', '--workspace', workspace, '--out', file],
      ])
      const { code, json } = await verify(file)
      expect([made.code, code, json.ok, json.statements.length]).toEqual([0, 0, true, made.json.statements])
    }
  })

  it('is refused after any one changed byte', () => {
    const bytes = readFileSync(evidence)
    expect(verdict(bytes).ok).toBe(true)
    const believed = changedCopies(bytes, 1).filter(({ changed }) => verdict(changed).ok)
    expect(believed.map(({ place }) => place)).toEqual([])
    expect(verdict(bytes.subarray(0, -1)).ok).toBe(false)
    expect(verdict(Buffer.concat([bytes, Buffer.of(0)])).ok).toBe(false)
  })

  it('is refused after one changed byte also when its digest is made to fit', () => {
    const bytes = readFileSync(evidence)
    const fitted = (changed: Uint8Array) => {
      const rest = changed.subarray(32)
      return Buffer.concat([createHash('sha256').update(rest).digest(), rest])
    }
    expect(verdict(fitted(bytes)).ok).toBe(true)
    const believed = changedCopies(bytes, 17).filter(
      ({ place, changed }) => place >= 32 && verdict(fitted(changed)).ok,
    )
    expect(believed.map(({ place }) => place)).toEqual([])
  })

  it('is refused by the command too, with exit code 1 and the reason', async () => {
    const bytes = readFileSync(evidence)
    const file = at('changed.evidence')
    for (const place of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = Uint8Array.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ 0x01
      writeFileSync(file, changed)
      const { code, json } = await verify(file)
      expect([code, json.ok, typeof json.reason]).toEqual([1, false, 'string'])
    }
  })

  it('is refused by whoever trusts somebody else', async () => {
    const { code, json } = await verify(evidence, join(stranger, 'trust.json'))
    expect([code, json.ok]).toEqual([1, false])
    expect(json.statements.every(({ ok }) => !ok)).toBe(true)
  })

  it('is not to be had of a unit that nobody knows', async () => {
    const file = at('unknown.evidence')
    const unknown = 'https://id.gs1.org/01/09506000110011/21/B7Q000000000000'
    const { code, stdout, stderr } = await bondmark([
      ...['evidence', unknown, '--workspace', workspace, '--out', file, '--json'],
    ])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('B7Q000000000000')
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })
})

describe('a look-up', () => {
  it('tells the life of a unit, each step with its receipt, by link, serial or scan', async () => {
    const [unit = ''] = units
    const serial = unit.split('/').at(-1) ?? ''
    const answers = []
    for (const text of [unit, serial, `]d2010950600011001121${serial}`]) {
      const { code, json } = await answerOf<object>(['lookup', text, '--workspace', workspace])
      expect(code).toBe(0)
      expect(json).toMatchObject({
        format: 'bondmark/lookup/1',
        unit,
        standing: 'packed',
        case: cases[0],
        timeline: [
          { step: 'receiving', receipt: 'proven' },
          { step: 'commissioning', receipt: 'proven' },
          { step: 'packing', receipt: 'proven' },
        ],
      })
      answers.push(json)
    }
    expect(answers[1]).toEqual(answers[0])
  })

  it('says so of what is unknown, with exit code 1', async () => {
    const { code, json } = await answerOf<object>(['lookup', 'nothing at all', '--workspace', workspace])
    expect([code, json]).toMatchObject([1, { standing: 'unknown', timeline: [] }])
  })

  it('shows operators by pseudonym alone', () => {
    const people = look<{ name: string; badge: string }>(workspace, 'SELECT name, badge FROM person')
    const stated = statementsOf(workspace)
      .filter(({ contentType }) => !contentType.includes('manifest'))
      .map(({ bytes }) => bytes.toString('latin1'))
    for (const { name, badge } of people)
      expect(
        stated.filter((text) => text.includes(name) || text.includes(badge)),
        badge,
      ).toEqual([])
  })
})
