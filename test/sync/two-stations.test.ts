import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { standingAnswer } from '../../core/contract/standing.ts'
import { lotClassEpc } from '../../core/gs1/epc.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { holdWords } from '../../sync/ledger/documents/hold-words.ts'
import { makeScratch } from '../shift/workspace-on-disk.ts'
import { startLedgerProcess } from './ledger-process.ts'
import { makeTwoStations, type TwoStations, unlabeledPlan } from './two-stations.ts'

/** Ten bowls that need no label: line 5 of the first notice. */
const bowls = '01095060001100591736123110BT-26-11'
const line = { asn: 'ASN-2026-1122-01', line: '5', lot: 'BT-26-11' }
const scratch = makeScratch()

let at: TwoStations
const opened = new Set<OpenWorkspace>()
afterAll(async () => {
  for (const each of opened) await each.close()
  await at.ledger.kill()
  rmSync(scratch, { recursive: true, force: true })
})

async function open(folder: string): Promise<OpenWorkspace> {
  const options = {
    folder,
    clock: wallClock,
    labelMs: 0,
    ledgerUrl: at.ledger.url,
    waitMsMax: 1000,
    onWait: () => {},
  }
  const workspace = await openWorkspace({ ...options, logLevel: 'silent' })
  opened.add(workspace)
  return workspace
}
async function close(workspace: OpenWorkspace) {
  opened.delete(workspace)
  await workspace.close()
}

/** The same ledger at the same address, as whoever looks after it starts it again. */
const startAgain = () =>
  startLedgerProcess({ data: join(at.first, 'ledger'), membershipFile: join(at.first, 'membership.json') }, [
    '--port',
    new URL(at.ledger.url).port,
  ])

const signIn = ({ station }: OpenWorkspace) =>
  station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
/** Each pull of the trigger comes from another scanner, so that none is taken for the one before. */
let pulls = 0
async function receive({ station }: OpenWorkspace, units: number) {
  let answer = null
  for (let n = 0; n < units; n++)
    answer = await station.scan({ device: `hid-${++pulls}`, aim: ']d2', text: bowls })
  return answer
}
const lineOf = ({ station }: OpenWorkspace) =>
  station.view().lines.find((each) => each.line === line.line && each.asn === line.asn)
const standingOf = (id = '') => `${at.ledger.url.replace(/^ws/, 'http')}/standing/${id}`
/** A ledger lets a station in twice a second at most. */
const share = async ({ sharing }: OpenWorkspace) => {
  await new Promise((resolve) => setTimeout(resolve, 520))
  return sharing.share()
}

let a: OpenWorkspace
let b: OpenWorkspace
beforeAll(async () => {
  at = await makeTwoStations(scratch)
  a = await open(at.first)
  b = await open(at.second)
  for (const each of [a, b]) {
    await each.station.importPlan(unlabeledPlan(), 'day-1.csv')
    await signIn(each)
  }
})

describe('two stations of one warehouse, over a ledger of its own process', () => {
  it('see own and others’ units of a line, and what is left of it', async () => {
    await receive(a, 4)
    expect((await share(a)).notTaken).toBeNull()
    await receive(b, 3)
    await share(b)
    await share(a)
    expect(lineOf(b)).toMatchObject({
      received: 3,
      others: {
        received: 4,
        left: 3,
        word: 'fresh',
        stations: [{ station: 'LBL07', received: 4, word: 'fresh', planDiffers: false }],
      },
    })
    expect(lineOf(a)).toMatchObject({
      received: 4,
      others: { received: 3, left: 3, stations: [{ station: 'LBL08' }] },
    })
    expect(a.station.view().shared).toMatchObject({
      failure: null,
      stations: [{ station: 'LBL08', word: 'fresh' }],
    })
  })

  it('warn of units beyond the plan together, and go on', async () => {
    const within = await receive(b, 3)
    expect(within?.next.code).toBe('next-no-label')
    const beyond = await receive(b, 1)
    expect(beyond).toMatchObject({
      kind: 'accepted',
      next: {
        code: 'next-count-together',
        detail: { over: 1, own: 7, others: 4, planned: 10, stations: 'LBL07' },
      },
    })
    expect(lineOf(b)).toMatchObject({ received: 7, others: { left: -1 } })
    // What is done next on the line does not look as if all were well.
    await b.station.press({ key: 'confirm-lot', ...line })
    expect(b.station.view().state).toMatchObject({
      kind: 'accepted',
      sentence: { code: 'lot-confirmed' },
      next: { code: 'next-count-together', detail: { over: 1, own: 7, others: 4 } },
    })
  })

  it('work while the ledger is away, know what they knew after a start, and come together again', async () => {
    await at.ledger.kill()
    await close(a)
    a = await open(at.first)
    await receive(a, 1)
    await expect(a.sharing.share()).rejects.toMatchObject({ code: 'ledger-unreachable' })
    expect(lineOf(a)).toMatchObject({ received: 5, others: { received: 3, left: 2 } })
    expect(a.station.view().shared).toMatchObject({ at: null, failure: { code: 'ledger-unreachable' } })
    at = { ...at, ledger: await startAgain() }
    await share(b)
    await share(a)
    expect(lineOf(a)).toMatchObject({ received: 5, others: { received: 7, left: -2 } })
  })

  it('close one line each, of its own units, by the word of the other that is cited', async () => {
    const close = (at: OpenWorkspace, elsewhere?: number) =>
      at.station.press({ key: 'close-line', ...line, ...(elsewhere && { elsewhere }) })
    await expect(close(a)).rejects.toMatchObject({ code: 'line-not-reconciled', detail: { waiting: 5 } })
    await expect(close(a, 4)).rejects.toMatchObject({
      code: 'elsewhere-changed',
      detail: { seen: 4, now: 5 },
    })
    const books = a.station.view().lines.find(({ others }) => others === undefined)
    const { asn = '', line: number = '', lot = '' } = books ?? {}
    await expect(
      a.station.press({ key: 'close-line', asn, line: number, lot, elsewhere: 1 }),
    ).rejects.toMatchObject({ code: 'elsewhere-unknown' })
    for (const [at, units] of [
      [a, 5],
      [b, 3],
    ] as const) {
      expect(await close(at, units)).toMatchObject({ sentence: { code: 'line-part-closed' } })
      expect(lineOf(at)).toMatchObject({ closed: true, elsewhere: units })
      await at.station.press({ key: 'close-shift' })
      await at.station.seal(sampleSupervisor)
    }
  })

  it('are held against what they have stated, once that is logged', async () => {
    const data = join(at.first, 'ledger')
    const verdicts = () =>
      holdWords(data)
        .map(
          ({ station, findings }) =>
            `${station?.split('/').at(-1)} ${findings.map(({ verdict }) => verdict)}`,
        )
        .sort()
    expect(verdicts()).toEqual(['LBL07 not-logged', 'LBL08 not-logged'])
    expect((await b.sync.run()).ok).toBe(true)
    expect(verdicts()).toEqual(['LBL07 not-logged', 'LBL08 agrees'])
    expect((await a.sync.run()).ok).toBe(true)
    expect(verdicts()).toEqual(['LBL07 agrees', 'LBL08 agrees'])
  })

  it('have both closings valid at the ledger, and in order by their own fsck', async () => {
    const gtin = lineOf(a)?.gtin ?? ''
    for (const [folder, workspace] of [
      [at.first, a],
      [at.second, b],
    ] as const) {
      await close(workspace)
      const file = workspaceFiles(folder).database
      const store = new StationStore(file, { readonly: true })
      const closing = store.statements.about(lotClassEpc(gtin, line.lot)).at(-1)
      store.close()
      expect(closing?.contentType).toBe(contentTypes.record('line-closed'))
      await expect.poll(async () => (await fetch(standingOf(closing?.id))).status).toBe(200)
      const { verdict } = standingAnswer.parse(await (await fetch(standingOf(closing?.id))).json())
      expect(verdict).toMatchObject({ standing: 'valid', reasons: [] })
      expect(await checkWorkspace(folder)).toMatchObject({ ok: true, problems: [] })
    }
    // What the store notes of it is what the record says.
    const db = new Sqlite(workspaceFiles(at.first).database)
    const { changes } = db
      .prepare('UPDATE plan_line SET reasons = replace(reasons, \'"quantity":5\', \'"quantity":4\')')
      .run()
    db.close()
    expect(changes).toBeGreaterThan(0)
    const { problems } = await checkWorkspace(at.first)
    expect(problems.map(({ where }) => where)).toEqual([
      `line ${line.asn} ${line.line} ${line.lot}, reasons`,
      `line ${line.asn} ${line.line} ${line.lot}, elsewhere`,
    ])
  })
})
