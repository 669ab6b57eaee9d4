import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeResultFile } from '../../core/inspection/result-file.ts'
import { sharedFileBytes } from '../../core/inspection/shared-task.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { heldPlan } from '../../main/release/held-plan.stub.ts'
import { answerAs } from '../../main/training/practise-inspection.ts'
import { sampleAdministrators } from '../../main/training/sample-administrators.ts'
import { practiceResult, sampleAgency } from '../../main/training/sample-agency.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { shareTallies } from '../../sync/replication/workspace-station-session.ts'
import { makeScratch } from '../shift/workspace-on-disk.ts'
import { makeTwoStations, type TwoStations } from './two-stations.ts'

const AGENCY = 'training-inspection'
const scratch = makeScratch()
let at: TwoStations
let a: OpenWorkspace
let b: OpenWorkspace

async function open(folder: string): Promise<OpenWorkspace> {
  const options = { folder, clock: wallClock, labelMs: 0, ledgerUrl: at.ledger.url, waitMsMax: 1000 }
  return openWorkspace({ ...options, onWait: () => {}, logLevel: 'silent' })
}
/** A ledger lets a station in twice a second at most. */
const lastMs = new Map<OpenWorkspace, number>()
const rest = (of: OpenWorkspace) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, (lastMs.get(of) ?? 0) + 520 - performance.now())))
const share = async (of: OpenWorkspace) => {
  await rest(of)
  const { notTaken } = await of.sharing.share()
  lastMs.set(of, performance.now())
  expect(notTaken).toBeNull()
}
const inspections = ({ control }: OpenWorkspace) => control.inspections
const stateOf = (of: OpenWorkspace, id: string) =>
  inspections(of)
    .list()
    .tasks.find((task) => task.id === id)?.state

/** Samples are taken, and the file goes out. */
function send(of: OpenWorkspace, id: string) {
  const desk = inspections(of)
  const { sampling } = desk.task(id).task
  if (sampling) desk.sample(id, { units: Math.min(sampling.n, sampling.lotSize), epcs: [], note: '' })
  desk.assign(id, AGENCY)
  desk.send(id)
}

async function answerOf(id: string): Promise<Uint8Array> {
  const { ctx } = a.station
  const administrators = await sampleAdministrators(ctx.store.people, ctx.vaultKey, ctx.profile)
  const { task } = inspections(a).task(id)
  return answerAs(administrators, ctx.rights.basis.own.payload, task, 'conformant', wallClock.now()).file
}

beforeAll(async () => {
  at = await makeTwoStations(scratch)
  a = await open(at.first)
  b = await open(at.second)
  for (const { station } of [a, b])
    await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
})
afterAll(async () => {
  await a.close()
  await b.close()
  await at.ledger.kill()
  rmSync(scratch, { recursive: true, force: true })
})

describe('two stations whose lines wait for the same inspections', () => {
  let first: string
  let second: string

  it('have each asked for once, and the other shows it as a word with its age', async () => {
    await a.station.importPlan(heldPlan(), 'inbound.csv')
    const asked = inspections(a).list().tasks
    expect(asked.length).toBeGreaterThan(2)
    await share(a)
    await share(b)
    await b.station.importPlan(heldPlan(), 'inbound.csv')
    const { tasks, others } = inspections(b).list()
    expect(tasks).toEqual([])
    expect(others.map(({ task }) => task).sort()).toEqual(asked.map(({ id }) => id).sort())
    expect(others[0]).toMatchObject({ station: 'LBL07', word: 'fresh', state: 'created', sampled: false })
    // The lines stay on hold all the same: a word decides nothing.
    expect(b.station.ctx.store.releases.unasked()).toHaveLength(asked.length)
    first = asked[0]?.id ?? ''
    second = asked[1]?.id ?? ''
  })

  it('await what one has sent at both, and take the result wherever it came', async () => {
    send(a, first)
    await share(a)
    await share(b)
    expect(stateOf(b, first)).toBe('sent')
    expect(inspections(b).show(first).hash).toBe(inspections(a).show(first).hash)
    // The agency's file comes to the station that did not ask.
    expect(inspections(b).take(await answerOf(first), 'file')).toMatchObject({ outcome: 'taken' })
    expect(stateOf(b, first)).toBe('concluded')
    await share(b)
    await share(a)
    expect(inspections(a).show(first)).toMatchObject({ row: { state: 'concluded', outcome: 'conformant' } })
  })

  it('keep a result that does not fit in quarantine, whoever put it into the document', async () => {
    send(a, second)
    const { identity, rights } = b.station.ctx
    const own = rights.basis.own.payload
    const agency = sampleAgency(own.training ?? '', own.consortium, own.keys[0]?.from ?? '')
    const { result } = practiceResult(inspections(a).task(second).task, 'conformant', wallClock.now())
    const statement = agency.sign({ ...result, lot: 'ANOTHER' })
    const file = new TextEncoder().encode(writeResultFile({ memberships: [], statement }))
    const head = b.station.ctx.store.statements.head(identity.kid)
    await rest(b)
    const told = await shareTallies(
      {
        url: at.ledger.url,
        ...{ station: identity.issuer, kid: identity.kid, warehouse: b.station.ctx.profile.gln },
        logVkey: b.trust.logs[0] ?? '',
        silenceMsMax: 10_000,
        said: {
          word: {
            station: identity.issuer,
            seq: head?.seq ?? 0,
            head: head?.id ?? '',
            at: '2026-11-26T09:00:00.000+08:00',
          },
          tallies: [],
          files: [sharedFileBytes(file, 'result')],
        },
        known: [],
      },
      {
        sign: async (message) => identity.sign(message),
        connect: connectToLedger,
        timers: systemTimers,
        randomBytes: systemRandomBytes,
      },
    )
    expect(told.notTaken).toBeNull()
    await share(a)
    expect(stateOf(a, second)).toBe('sent')
    expect(inspections(a).list().quarantine).toMatchObject([
      { task: second, why: { code: 'inspection-subject-differs' }, ended: null },
    ])
    // It is not taken twice.
    await share(a)
    expect(inspections(a).list().waiting.results).toBe(1)
  })

  it('ask themselves when the other has given it up, and are in order by their own fsck', async () => {
    const boss = { badge: 'SUP-0001', passcode: '135790' }
    const third =
      inspections(a)
        .list()
        .tasks.find(({ state }) => state === 'created')?.id ?? ''
    await inspections(a).order(third, 'cancel', 'the other station has the goods', boss)
    await share(a)
    await share(b)
    expect(inspections(b).show(third)).toMatchObject({ row: { state: 'created' } })
    expect(inspections(b).show(third).task.station).toBe(b.station.ctx.identity.issuer)
    for (const [folder, workspace] of [
      [at.first, a],
      [at.second, b],
    ] as const) {
      await workspace.close()
      expect(await checkWorkspace(folder)).toMatchObject({ ok: true, problems: [] })
    }
  })
})
