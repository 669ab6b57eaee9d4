import { describe, expect, it } from 'vitest'
import { contentTypes } from '../statement/content-types.ts'
import { signStatement } from '../statement/statement.ts'
import { type KnownToFit, whyUnfit } from './fit-check.ts'
import {
  agencyMembership,
  askedTask,
  clerk,
  goodResult,
  inspector,
  known,
  signedResult,
  stranger,
} from './inspection.stub.ts'
import { type InspectionResult, readResult } from './inspection-result.ts'

const why = (change: Partial<InspectionResult>, more: Partial<KnownToFit> = {}, by = inspector) =>
  whyUnfit(signedResult(change, by), { ...known, ...more })?.code ?? null
const task = (change: Partial<NonNullable<KnownToFit['task']>>): Partial<KnownToFit> => ({
  task: known.task && { ...known.task, ...change },
})

describe('a signed result', () => {
  it('fits the task that it answers: sample or whole lot', () => {
    expect(why({})).toBeNull()
    expect(why({ examined: 240 })).toBeNull()
  })

  it('of another agency than was asked, or of one that is none, does not fit', () => {
    expect(why({}, task({ agency: 'others' }))).toBe('inspection-agency-other')
    expect(why({}, task({ agency: null }))).toBe('inspection-agency-other')
    expect(why({}, { agency: null })).toBe('inspection-agency-unknown')
    expect(why({}, { agency: agencyMembership({ org: 'others' }) })).toBe('inspection-agency-unknown')
    expect(why({}, { agency: agencyMembership({ roles: ['brand'] }) })).toBe('inspection-agency-no-role')
  })

  it('fits only under a listed inspector’s key that counts', () => {
    expect(why({}, {}, stranger)).toBe('inspection-key-unlisted')
    expect(why({}, {}, clerk)).toBe('key-may-not-state')
    const revoked = (at: string) => ({
      agency: agencyMembership({ revocations: [{ kid: inspector.kid, at }] }),
    })
    expect(why({}, revoked('2026-11-27T12:00:00.000+08:00'))).toBe('key-revoked')
    expect(why({}, revoked('2026-11-29T12:00:00.000+08:00'))).toBeNull()
  })

  it.each([
    ['another content type', { contentType: contentTypes.record('inspection-ordered') }],
    ['another time', { iat: 0 }],
    ['a place in a chain', { seq: 1, prev: '0'.repeat(64) }],
  ])('is none under %s', (_, change) => {
    const bytes = signStatement({ ...signedResult().statement, ...change }, inspector.sign)
    expect(() => readResult(bytes)).toThrow('inspection-result-malformed')
  })

  it('whose counts were changed after the signature is nobody’s', () => {
    const signed = signedResult()
    const text = Buffer.from(signed.statement.bytes).toString('latin1').replace('"major":1', '"major":0')
    // The subject is the payload's hash, so the reader sees it first; with a subject to fit, the signature does.
    expect(() => readResult(Buffer.from(text, 'latin1'))).toThrow('inspection-result-malformed')
    const changed = { ...signed, statement: { ...signed.statement, signature: new Uint8Array(64) } }
    expect(whyUnfit(changed, known)?.code).toBe('inspection-signature-wrong')
  })

  it('is not played again for another task, another wording of it, or other goods', () => {
    const other = { ...askedTask, id: 'c'.repeat(64) }
    expect(why({}, task({ task: other }))).toBe('inspection-task-differs')
    expect(why({}, task({ task: { ...askedTask, deadline: askedTask.createdAt } }))).toBe(
      'inspection-task-differs',
    )
    expect(why({}, { task: null })).toBe('inspection-task-unknown')
    expect(why({ lot: 'L2' })).toBe('inspection-subject-differs')
    expect(why({ gtin: null })).toBe('inspection-subject-differs')
    expect(why({}, task({ state: 'cancelled' }))).toBe('inspection-not-awaited')
    expect(why({}, task({ state: 'created' }))).toBe('inspection-not-awaited')
  })

  it('is neither of before its samples nor of tomorrow', () => {
    expect(why({ issuedAt: '2026-11-26T09:30:00.000+08:00' })).toBe('inspection-before-samples')
    expect(why({ issuedAt: '2026-11-28T09:30:00.000+08:00' })).toBe('inspection-from-future')
  })

  it('counts what can have been counted, of the sample that was asked for', () => {
    expect(why({ examined: 31 })).toBe('inspection-sample-size')
    expect(why({ nonconforming: { critical: 0, major: 20, minor: 13 } })).toBe('inspection-counts-wrong')
    expect(
      why({ counted: 'nonconformities', nonconforming: { critical: 0, major: 20, minor: 13 } }),
    ).toBeNull()
    const coarse = {
      ...askedTask,
      sampling: askedTask.sampling && { ...askedTask.sampling, aql: '15' },
    }
    expect(whyUnfit(signedResult({}), { ...known, ...task({ task: coarse }) })?.code).toBe(
      'inspection-task-differs',
    )
  })

  it('says its conditions exactly when it is conditional', () => {
    expect(() => signedResult({ verdict: 'conditional' })).toThrow('inspection-result-malformed')
    expect(() => signedResult({ conditions: ['relabel'] })).toThrow('inspection-result-malformed')
    expect(signedResult({ verdict: 'conditional', conditions: ['relabel'] }).result).toEqual({
      ...goodResult,
      verdict: 'conditional',
      conditions: ['relabel'],
    })
  })
})
