import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { agencyMembership, askedTask, inspector } from '../../../core/inspection/inspection.stub.ts'
import { taskHash } from '../../../core/inspection/inspection-task.ts'
import { writeTaskFile } from '../../../core/inspection/result-file.ts'
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
afterEach(() => rmSync(folder, { recursive: true }))

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
