import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import {
  agencyMembership,
  askedTask,
  inspector,
  signedResult,
} from '../../../core/inspection/inspection.stub.ts'
import { taskHash } from '../../../core/inspection/inspection-task.ts'
import { readResultFile, writeResultFile, writeTaskFile } from '../../../core/inspection/result-file.ts'
import { keyOf, type Membership } from '../../../core/membership/membership.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { kidOf, signStatement, ZERO_PREV } from '../../../core/statement/statement.ts'
import { signerFromSeed } from '../../../platform/keys/ed25519.ts'
import { InspectionShelf, type ListedKeys } from './inspection-shelf.ts'

const station = signerFromSeed(new Uint8Array(32).fill(21))
const stationKid = kidOf(station.publicKey)

/** A warehouse, the agency that the task is for, and one whose name is the beginning of that agency's. */
const memberships: readonly Membership[] = [
  agencyMembership({
    org: 'harbour',
    roles: ['warehouse'],
    keys: [
      {
        ...{ kid: stationKid, key: toBase64Url(station.publicKey), use: 'station', name: 'station/LBL07' },
        ...{ role: 'operator', from: '2026-01-01T00:00:00.000Z' },
      },
    ] as Membership['payload']['keys'],
  }),
  agencyMembership({ org: 'inspectors.ningbo', keys: [] }),
  agencyMembership({ org: 'inspectors' }),
]
const listed: ListedKeys = {
  all: () => memberships,
  keyOf(kid) {
    const membership = memberships.find((one) => keyOf(one, kid) !== null)
    const key = membership && keyOf(membership, kid)
    return membership && key ? { membership, key } : null
  },
}

let folder: string
let shelf: InspectionShelf
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-shelf-'))
  shelf = new InspectionShelf(folder, listed, () => Date.parse('2026-11-26T09:00:00Z'))
})
afterEach(() => {
  shelf.close()
  rmSync(folder, { recursive: true })
})

/** The task as its station hands it in for an agency. */
function taskFor(agency: string): Uint8Array {
  const { station: issuer, id: task, createdAt: t } = askedTask
  const said = { format: 'bondmark/inspection-asked/1', station: issuer, t, task, hash: taskHash(askedTask) }
  const statement = signStatement(
    {
      ...{ contentType: contentTypes.record('inspection-asked'), kid: stationKid, issuer, subject: 'x' },
      ...{ iat: 1, seq: 1, prev: ZERO_PREV, payload: canonicalBytes(said) },
    },
    station.sign,
  )
  return Buffer.from(writeTaskFile({ task: askedTask, agency, statement }))
}

it('hands a task to the inspectors of the agency that it is for', () => {
  shelf.takeTask(taskFor('inspectors'))
  expect(shelf.waitingFor(inspector.kid, '').parcels.map(({ name }) => name)).toEqual([
    `inspectors.${taskHash(askedTask)}`,
  ])
})

it('shows no agency the tasks of another one whose name begins as its own', () => {
  shelf.takeTask(taskFor('inspectors.ningbo'))
  expect(shelf.waitingFor(inspector.kid, '').parcels).toEqual([])
})

describe('the results of a task', () => {
  const hash = taskHash(askedTask)
  const result = (number: string): string => {
    const report = { number, sha256: 'a'.repeat(64), bytes: 1234, mediaType: 'application/pdf' }
    const { statement } = signedResult({ report })
    return writeResultFile({ memberships: [], statement: statement.bytes })
  }
  const numbersOf = (files: readonly Uint8Array[]) =>
    new Set(files.map((file) => Buffer.from(readResultFile(file).statement ?? []).toString('hex'))).size

  it('are counted by what is signed: spellings of one file take no places', () => {
    shelf.takeTask(taskFor('inspectors'))
    const first = result('R-1')
    const name = shelf.takeResult(Buffer.from(first))
    for (let spaces = 1; spaces <= 12; spaces++)
      expect(shelf.takeResult(Buffer.from(first + ' '.repeat(spaces)))).toBe(name)
    const other = writeResultFile({
      memberships: [[Uint8Array.of(1)]],
      statement: readResultFile(Buffer.from(first)).statement,
    })
    expect(shelf.takeResult(Buffer.from(other))).toBe(name)
    expect(shelf.resultsOf(hash).map((file) => Buffer.from(file).toString())).toEqual([first])
    for (let number = 2; number <= 9; number++) shelf.takeResult(Buffer.from(result(`R-${number}`)))
    expect(numbersOf(shelf.resultsOf(hash))).toBe(9)
    expect(shelf.waitingFor(stationKid, '').parcels).toHaveLength(9)
    expect(() => shelf.takeResult(Buffer.from(result('R-10')))).toThrow('inspection-shelf-full')
    // What is here already is answered as before, in whatever spelling.
    expect(shelf.takeResult(Buffer.from(`${first}\n`))).toBe(name)
  })

  it('are there when the ledger starts again', () => {
    shelf.takeTask(taskFor('inspectors'))
    const first = result('R-1')
    const name = shelf.takeResult(Buffer.from(first))
    shelf.close()
    shelf = new InspectionShelf(folder, listed, () => Date.parse('2026-11-26T09:00:00Z'))
    expect(shelf.takeResult(Buffer.from(`${first} `))).toBe(name)
    expect(shelf.waitingFor(stationKid, '').parcels).toEqual([{ name, file: first }])
  })
})
