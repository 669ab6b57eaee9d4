import { afterEach, beforeEach, expect, it } from 'vitest'
import { labelAnswer } from '../../core/contract/label-answer.ts'
import type { LogConflictsAnswer } from '../../core/contract/log-conflict.ts'
import type { StandingAnswer, UnitAnswer } from '../../core/contract/standing.ts'
import type { StatementBytes } from '../../sync/documents/batch-document.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import { gtin, StatingStation } from './stated-events.ts'
import { type Member, makeThreeMembers, type ThreeMembers } from './three-members.ts'
import { makeStatements, sealBatch } from './training-consortium.ts'
import { startWitnessProcess, type WitnessProcess } from './witness-process.ts'

let three: ThreeMembers
let witness: WitnessProcess
const running = new Map<string, LedgerProcess>()

beforeEach(async () => {
  three = makeThreeMembers()
  witness = await startWitnessProcess(three.witness)
})
afterEach(async () => {
  for (const ledger of running.values()) await ledger.kill()
  running.clear()
  await witness.kill()
  three.remove()
})

async function start(member: Member, logs: Record<string, string> = {}, port = '0'): Promise<LedgerProcess> {
  const peersFile = three.writePeers(member, { witness: witness.url, logs })
  const more = ['--peers', peersFile, '--members', member.membersFolder, '--port', port]
  const ledger = await startLedgerProcess(member, more)
  running.set(member.org, ledger)
  return ledger
}

async function log(member: Member, ledger: LedgerProcess, count: number) {
  return bring(member, ledger, makeStatements(member.station, count))
}

async function bring(
  member: Member,
  ledger: LedgerProcess,
  statements: StatementBytes[],
  n = 1,
  firstSeq = 1,
) {
  return syncBatch({
    url: ledger.url,
    station: member.station.issuer,
    batch: sealBatch(member.station, member.supervisor, n, statements, firstSeq),
    identity: member.station,
    logVkey: member.logVkey,
    witnessVkeys: [three.witness.vkey],
    k: 1,
  })
}

const page = async (url: string) => {
  const response = await fetch(url)
  return response.status === 200 ? Buffer.from(await response.arrayBuffer()) : null
}
type Mirrors = { mirrors: { origin: string; path: string; size: number; forked: boolean }[] }
const mirrorsOf = async ({ url }: LedgerProcess) =>
  ((await (await fetch(`${url}/mirror`)).json()) as Mirrors).mirrors

it('mirrors every statement of one ledger at another, with the consortium’s witness, also when it is killed', async () => {
  const [a, b] = three.members
  const first = await start(a)
  await log(a, first, 300)
  let second = await start(b, { [a.org]: first.url })
  await expect.poll(async () => (await mirrorsOf(second))[0]?.size, { timeout: 10_000 }).toBe(301)
  await second.kill()
  second = await start(b, { [a.org]: first.url })
  const [mirrored] = await mirrorsOf(second)
  expect(mirrored).toMatchObject({ origin: a.logSigner.name, size: 301, forked: false })
  for (const each of ['checkpoint', 'tile/0/000', 'tile/entries/000', 'tile/entries/001.p/45']) {
    const held = await page(`${second.url}${mirrored?.path}/${each}`)
    expect(held).not.toBeNull()
    expect(held).toEqual(await page(`${first.url}/${each}`))
  }
}, 30_000)

it('lets receipts wait while the witness is away, says so, and gives them when it is back', async () => {
  const [a] = three.members
  const ledger = await start(a)
  const { port } = new URL(witness.url)
  await witness.kill()
  await expect(log(a, ledger, 3)).rejects.toMatchObject({
    code: 'receipts-waiting',
    detail: { found: 0, needed: 1 },
  })
  const health = (await (await fetch(`${ledger.url}/health`)).json()) as {
    ok: boolean
    reasons: { reason: string }[]
  }
  expect(health.ok).toBe(false)
  expect(health.reasons.map(({ reason }) => reason)).toContain('publishing-fails')
  witness = await startWitnessProcess(three.witness, ['--port', port])
  // Nobody asks: the ledger goes on by itself.
  await expect
    .poll(async () => (await page(`${ledger.url}/checkpoint`)) !== null, { timeout: 10_000 })
    .toBe(true)
}, 30_000)

it('publishes at both ledgers that one serial was commissioned twice, and tells both stations', async () => {
  const [a, b] = three.members
  let first = await start(a)
  const { port } = new URL(first.url)
  const second = await start(b, { [a.org]: first.url })
  await first.kill()
  first = await start(a, { [b.org]: second.url }, port)
  const stations = [new StatingStation(a.station), new StatingStation(b.station)] as const
  const ids = stations.map((station) => station.commission('B7QC0123456789Y'))
  for (const station of stations) station.commission(`B7QC0123456789${stations.indexOf(station)}`)
  const ledgers = [first, second] as const
  for (const [i, member] of [a, b].entries())
    await bring(member, ledgers[i] ?? first, stations[i]?.statements ?? [])

  for (const [i, member] of [a, b].entries()) {
    const { url } = ledgers[i] ?? first
    const get = async <T>(path: string) => (await (await fetch(`${url}${path}`)).json()) as T
    const read = () => get<LogConflictsAnswer>('/log-conflicts')
    await expect.poll(async () => (await read()).conflicts.length, { timeout: 15_000 }).toBe(1)
    const [published] = (await read()).conflicts
    expect(published?.conflict).toMatchObject({
      code: 'unit-begun-at-two-logs',
      open: true,
      here: { origin: member.logSigner.name, statement: ids[i] },
      there: { statement: ids[1 - i] },
    })
    const standing = await get<StandingAnswer>(`/standing/${ids[i]}`)
    expect(standing.elsewhere).toEqual([published])
    const unit = `https://id.gs1.org/01/${gtin}/21/B7QC0123456789Y`
    const { statements } = await get<UnitAnswer>(`/unit?epc=${encodeURIComponent(unit)}`)
    expect(statements.map((each) => each.standing)).toEqual(['conflicted'])
    // The next session of the station brings it along.
    const { notices } = await bring(member, ledgers[i] ?? first, stations[i]?.statements ?? [])
    expect(notices?.map(({ record }) => record)).toEqual([published?.conflict])
    // A customer of either ledger is told of both claims, and of a unit that is on record at the other one alone.
    const label = async (serial: string) =>
      labelAnswer.parse(
        await (
          await fetch(`${url}/01/${gtin}/21/${serial}`, { headers: { Accept: 'application/json' } })
        ).json(),
      )
    const disputed = await label('B7QC0123456789Y')
    expect([disputed.verdict, disputed.timeline.length]).toEqual(['conflicted', 2])
    const other = await label(`B7QC0123456789${1 - i}`)
    expect(other).toMatchObject({
      verdict: 'record-found',
      timeline: [{ log: [a, b][1 - i]?.logSigner.name, standing: 'valid' }],
    })
    expect(await page(`${url}${other.timeline[0]?.proof}`)).not.toBeNull()
  }
}, 40_000)
