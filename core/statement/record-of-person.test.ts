import { describe, expect, it } from 'vitest'
import { bondedApprovals } from '../bonded/bonded-records.ts'
import { inspectionOrders } from '../inspection/inspection-records.ts'
import { templateStatements } from '../label/template-approval.ts'
import { supervisorWords } from '../release/supervisor-word.ts'
import { approvers } from '../rules/approvers.stub.ts'
import { rulesStatements } from '../rules/rules-statement.ts'
import { contentTypes } from './content-types.ts'
import { type RecordsOfPeople, signAsPerson } from './record-of-person.ts'
import { readStatement, type StatementFields, signStatement, ZERO_PREV } from './statement.ts'

const { lin } = approvers
const t = '2026-11-22T09:00:00.123+08:00'
const hash = 'ab'.repeat(32)
const atStation = { station: 'https://id.trace.example/org/harbour/station/ST-01', t }
const ofSet = { consortium: 'trace.example', org: 'harbour', t, name: 'r', version: 2, hash }
const ofLine = { ...atStation, asn: 'A', line: '1', lot: 'L', reason: 'since it is 好的 for long' }
const ofTemplate = { ...atStation, template: 'unit-60x40/1', hash }
const ofSeries = { ...atStation, gtin: '09506000134352', manufacturer: 'm', rule: 'r' }

/** One of each kind, and its statement's id under one key: what was signed in earlier releases reads on. */
type Kept = readonly [said: never, records: RecordsOfPeople<never>, id: string]
const kept = <T extends { readonly format: string }>(records: RecordsOfPeople<T>, said: T, id: string) =>
  [said.format, said, records, id] as unknown as readonly [string, ...Kept]

const kinds = [
  kept(
    rulesStatements,
    { format: 'bondmark/rules-approved/1', ...ofSet, validFrom: '2026-12-01', replaces: hash },
    'd4368b83e75d3316ef330710833abe1683fb9d69aef3dbad6df254c4f962f7be',
  ),
  kept(
    rulesStatements,
    { format: 'bondmark/rules-withdrawn/1', ...ofSet, reason: 'no' },
    '6954fd135f1f3644c6152ce9ca1c2f5c4089d13dee57404e499203bc3294f510',
  ),
  kept(
    supervisorWords,
    {
      ...{ format: 'bondmark/release-overridden/1', ...ofLine },
      ...{ demands: [hash], conclusions: ['c'], decision: hash },
    },
    '6157cfdb801e47d3807d1a9effb52f32e841bc832d76af5d17dce17fbee19a49',
  ),
  kept(
    supervisorWords,
    { format: 'bondmark/hold-lifted/1', ...ofLine },
    'b8f8e4ee7dd4ddcfbba67a0bda151ffbd1d5ef7126108234458f8466788ad150',
  ),
  kept(
    templateStatements,
    { format: 'bondmark/template-approved/1', ...ofTemplate },
    '00c0c52949ca6fd8364066927e414c9c95c12b39a8157f90990df070aa07400c',
  ),
  kept(
    templateStatements,
    { format: 'bondmark/template-retired/1', ...ofTemplate, reason: 'old' },
    'fbd9a9e9db4c4a02e7a4768a44aa0966c4cf7841a10f6bd99ba0986e09b11d94',
  ),
  kept(
    inspectionOrders,
    { format: 'bondmark/inspection-ordered/1', ...atStation, order: 'repeat', task: hash, reason: 'r' },
    'eca7fe5084592bcfa650a0642dcf9f1bd84b1aad846fa76748c21d6148f1ddee',
  ),
  kept(
    inspectionOrders,
    { format: 'bondmark/switching-approved/1', ...ofSeries, approves: 'normal', reason: 'r' },
    '1d56e21020243468f4f36a1a4fbb378b21c330c78294e78a33d8ef5dde939d87',
  ),
  kept(
    bondedApprovals,
    { format: 'bondmark/bonded-approved/1', ...atStation, act: 'shipping', subject: 'A', body: hash },
    'b7c6be83b50f60bda431a13710c095cff28d93ff3ec688d86f33cbacd84eff62',
  ),
]

describe.each(kinds)('what a person signs as %s', (_, said, records, id) => {
  const statement = readStatement(records.sign(said, lin))

  it('has the bytes that it always had, and is read back', () => {
    expect(statement.id).toBe(id)
    expect(statement).toMatchObject({
      kid: lin.kid,
      issuer: lin.issuer,
      iat: Math.floor(Date.parse(t) / 1000),
    })
    expect(records.read(statement)).toEqual(said)
  })

  it.each<[string, Partial<StatementFields>]>([
    ['another content type', { contentType: contentTypes.record('shift-opened') }],
    ['another subject', { subject: hash }],
    ['another time', { iat: 0 }],
    ['a place in a chain', { seq: 1, prev: ZERO_PREV }],
  ])('is not read under %s', (_, change) => {
    expect(records.read(readStatement(signStatement({ ...statement, ...change }, lin.sign)))).toBeNull()
  })

  it('is not read with a word more, and not signed so', () => {
    const more = { ...(said as object), more: 1 } as never
    expect(records.read(readStatement(signAsPerson(more, t, lin)))).toBeNull()
    expect(() => records.sign(more, lin)).toThrow('statement-malformed')
  })
})
