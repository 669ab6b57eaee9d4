import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { answerTask } from '../../core/inspection/answer-task.ts'
import { AGENCY_ROLE } from '../../core/inspection/fit-check.ts'
import { type InspectionResult, signResult } from '../../core/inspection/inspection-result.ts'
import type { InspectionTask } from '../../core/inspection/inspection-task.ts'
import { writePickup } from '../../core/inspection/pickup.ts'
import { readTaskFile, writeResultFile } from '../../core/inspection/result-file.ts'
import { readSharedFile, sharedFileBytes } from '../../core/inspection/shared-task.ts'
import { keyOf, type Membership, readMembership, signMembership } from '../../core/membership/membership.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { createTasks } from '../../main/inspection/create-tasks.ts'
import { taskFileOf } from '../../main/inspection/send-task.ts'
import { checkInspectionsOnTheWay } from '../../main/ledger-fsck/check-inspections-on-the-way.ts'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { sampleAdministrators } from '../../main/training/sample-administrators.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../platform/http/http-service.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { loadWorkspace, readWorkspace } from '../../sync/documents/workspace-document.ts'
import { inspectionPages } from '../../sync/ledger/inspections/inspection-pages.ts'
import { InspectionShelf, type ListedKeys } from '../../sync/ledger/inspections/inspection-shelf.ts'
import { handOnInspections, resultCame } from '../../sync/ledger/workspace/hand-on-inspections.ts'
import { openWorkspaceDesk } from '../../sync/ledger/workspace/workspace-desk.ts'
import { openWorkspaceStore } from '../../sync/ledger/workspace/workspace-store.ts'
import { tasksInPlace } from '../../sync/ledger/workspace/workspace-tasks.ts'
import { handIn, pickUp } from '../../sync/replication/inspection-exchange.ts'

const data = mkdtempSync(join(tmpdir(), 'bondmark-shelf-'))
const id = 'a'.repeat(64)
const now = () => new Date().toISOString()
let bench: BenchStation
let server: Server
let url: string
let shelf: InspectionShelf
let org: string
let listed: ListedKeys
let agency: Membership

const person = () => {
  const { publicKey, sign } = signerFromSeed(generateSeed())
  return { kid: kidOf(publicKey), key: toBase64Url(publicKey), sign }
}
const inspector = person()
const stranger = person()

beforeAll(async () => {
  bench = await BenchStation.open('day-1.csv', undefined)
  const { ctx } = bench.station
  const { own, trust } = ctx.rights.basis
  const { consortium, training } = own.payload
  org = own.payload.org
  const from = '2026-01-01T00:00:00.000Z'
  const administrators = await sampleAdministrators(ctx.store.people, ctx.vaultKey, ctx.profile)
  agency = readMembership(
    signMembership(
      {
        format: 'bondmark/membership/1',
        ...{ consortium, org: 'harbour-laboratory', roles: [AGENCY_ROLE], training },
        keys: [
          {
            ...{ kid: inspector.kid, key: inspector.key, use: 'person', name: 'person/INS-0001' },
            ...{ role: 'inspector', from },
          },
        ],
        ...{ revocations: [], previous: null },
      },
      administrators,
      Math.floor(Date.parse(from) / 1000),
    ),
    { administrators: trust.administrators, threshold: trust.threshold },
    verifyEd25519,
  )
  const all = () => [ctx.rights.basis.own, agency]
  listed = {
    all,
    keyOf: (kid: string) => {
      for (const membership of all()) {
        const key = keyOf(membership, kid)
        if (key) return { membership, key }
      }
      return null
    },
  }
  shelf = new InspectionShelf(data, listed, Date.now)
  const logger = createLogger({ name: 'ledger', level: 'silent' })
  server = boundedHttpServer(answerBy([inspectionPages(shelf, () => org, Date.now)]), logger)
  url = await listen(server, '127.0.0.1', 0)

  const line = bench.store.plans.lines()[0]
  if (!line) throw new Error('the sample day has no line')
  const asked = {
    demand: {
      ...{ id, kind: 'factory-evaluation' as const, rule: 'FE' },
      subject: { manufacturer: 'Maker', category: 'honey' },
    },
    asn: line.asn,
    lines: [],
    ...{ decisions: [line.decisionHash], ruleSet: line.ruleSet, refundRatio: null, days: 7 },
  }
  // The agency's clock is the machine's: so is the station's here.
  bench.clock.set({ instantMs: Date.now(), offsetMin: 0 })
  bench.store.transaction(() => createTasks(ctx, [asked]))
  const desk = bench.workspace.control.inspections
  desk.assign(id, 'harbour-laboratory', null)
  desk.send(id, 'ledger', null)
})
afterAll(async () => {
  await stop(server)
  shelf.close()
  await bench.close()
  rmSync(data, { recursive: true, force: true })
})

const found = (task: InspectionTask, change: Partial<InspectionResult> = {}) =>
  ({
    ...answerTask(task, {
      ...{ examined: 0, counted: 'units', nonconforming: { critical: 0, major: 0, minor: 0 } },
      ...{ verdict: 'conformant', conditions: [], validUntil: '2028-01-01', attachments: [] },
      report: { number: 'HL-1', sha256: 'b'.repeat(64), bytes: 10, mediaType: 'application/pdf' },
      issuedAt: now(),
    }),
    ...change,
  }) as InspectionResult
const signed = (result: InspectionResult, by = inspector) =>
  writeResultFile({
    memberships: [agency.statements],
    statement: signResult(result, {
      ...by,
      issuer: `https://id.${agency.payload.consortium}/org/harbour-laboratory/person/INS-0001`,
    }),
  })

describe('an inspection over a ledger', () => {
  it('reaches its agency, and its result reaches the station and counts there', async () => {
    const desk = bench.workspace.control.inspections
    expect(await desk.exchange(url)).toEqual({ sent: 1, came: 0, quarantined: 0 })
    const parcels = await pickUp(url, org, inspector, now)
    expect(parcels).toHaveLength(1)
    const { task } = readTaskFile(Buffer.from(parcels[0]?.file ?? ''))
    expect(task.id).toBe(id)

    // What does not fit is handed on too: it is the station that keeps it in quarantine.
    await handIn(url, 'results', signed(found(task, { task: 'x' })))
    await handIn(url, 'results', signed(found(task)))
    bench.clock.set({ instantMs: Date.now(), offsetMin: 0 })
    expect(await desk.exchange(url)).toMatchObject({ came: 2, quarantined: 1 })
    expect(desk.show(id)).toMatchObject({ row: { state: 'concluded', outcome: 'conformant' } })
    expect(await desk.exchange(url)).toMatchObject({ came: 0 })
  })

  it('goes on from a warehouse’s document to its agency, and comes back into it', async () => {
    const desk = bench.workspace.control.inspections
    const { ctx } = bench.station
    const folder = mkdtempSync(join(data, 'document-'))
    const store = openWorkspaceStore(join(folder, 'workspace.sqlite'))
    const shelf = new InspectionShelf(folder, listed, Date.now)
    const logKid = 'e'.repeat(64)
    const workspaces = openWorkspaceDesk({
      ...{ store, tasks: tasksInPlace, shelf, logKid, randomBytes: systemRandomBytes },
      membership: () => ctx.rights.basis.own,
    })
    try {
      const generation = await workspaces.open({ org, warehouse: ctx.profile.gln }, Date.now())
      const text = taskFileOf(ctx, desk.task(id), 'harbour-laboratory')
      const file = readSharedFile(sharedFileBytes(Buffer.from(text), 'task'))
      if (file === null) throw new Error('the file is no shared file')
      const logger = createLogger({ name: 'ledger', level: 'silent' })
      await handOnInspections(workspaces, generation, [file], logger)
      expect(shelf.waitingFor(inspector.kid, '').parcels).toHaveLength(1)
      const { task } = desk.show(id)
      const name = shelf.takeResult(Buffer.from(signed(found(task))))
      await resultCame(workspaces, name.slice(0, 64), logger)
      await resultCame(workspaces, name.slice(0, 64), logger)
      const newest = store.newest(generation)
      const { files } = readWorkspace(loadWorkspace(newest ? store.document(newest) : new Uint8Array()))
      expect(files).toMatchObject([{ kid: logKid, file: { kind: 'result', taskHash: name.slice(0, 64) } }])
      expect(newest?.changes).toBe(1)
    } finally {
      shelf.close()
      store.close()
    }
  })

  it('is in the ledger’s database, where one changed bit is found', () => {
    const keys = {
      org,
      byKid: new Map(
        [bench.station.ctx.rights.basis.own, agency].flatMap(({ payload }) =>
          payload.keys.map((key) => [
            key.kid,
            { ...key, org: payload.org, publicKey: Buffer.from(key.key, 'base64url') },
          ]),
        ),
      ),
    }
    const db = new Sqlite(join(data, 'inspections.sqlite'))
    const found = () => {
      const problems: string[] = []
      checkInspectionsOnTheWay(db, keys, (code, where) => problems.push(`${code} ${where}`))
      return problems
    }
    expect(found()).toEqual([])
    for (const trigger of ['tasks_are_final', 'results_are_final']) db.exec(`DROP TRIGGER ${trigger}`)
    for (const [table, columns] of [
      ['task', ['name', 'hash', 'agency', 'station', 'file']],
      ['result', ['name', 'task', 'agency', 'statement', 'file']],
    ] as const)
      for (const column of columns) {
        db.exec('SAVEPOINT one')
        const value = db.prepare<[], string | Buffer>(`SELECT ${column} FROM ${table} LIMIT 1`).pluck().get()
        const bytes = Buffer.from(value ?? '')
        const at = column === 'file' ? bytes.indexOf('"statement"') + 40 : bytes.length >> 1
        bytes[at] = (bytes[at] ?? 0) ^ 1
        db.prepare(
          `UPDATE ${table} SET ${column} = ? WHERE rowid = (SELECT rowid FROM ${table} LIMIT 1)`,
        ).run(typeof value === 'string' ? bytes.toString('latin1') : bytes)
        expect([table, column, found().length > 0]).toEqual([table, column, true])
        db.exec('ROLLBACK TO one; RELEASE one')
      }
    db.close()
  })

  it('is nobody else’s: strangers are handed nothing and hand in nothing', async () => {
    const words = writePickup({ ledger: 'another', at: now(), after: '' }, inspector)
    const late = writePickup({ ledger: org, at: '2026-01-01T00:00:00.000Z', after: '' }, inspector)
    const forged = JSON.stringify({
      ...JSON.parse(writePickup({ ledger: org, at: now(), after: '' }, stranger)),
      kid: inspector.kid,
    })
    for (const body of [words, late, forged, '{', 'x'.repeat(5_000)]) {
      const response = await fetch(new URL('/inspections/pickup', url), { method: 'POST', body })
      expect(response.status).toBe(422)
    }
    await expect(pickUp(url, org, stranger, now)).rejects.toMatchObject({ code: 'inspection-pickup-refused' })
    const { task } = bench.workspace.control.inspections.show(id)
    await expect(handIn(url, 'results', signed(found(task), stranger))).rejects.toMatchObject({
      code: 'inspection-key-unlisted',
    })
    await expect(
      handIn(url, 'results', signed(found(task, { taskHash: 'c'.repeat(64) }))),
    ).rejects.toMatchObject({ code: 'inspection-task-unknown' })
    await expect(handIn('http://127.0.0.1:9', 'results', '{}')).rejects.toMatchObject({
      code: 'inspection-ledger-unreachable',
    })
  })
})
