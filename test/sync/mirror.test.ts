import { afterAll, beforeAll, expect, it } from 'vitest'
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
let a: Member
let b: Member
const running = new Map<string, LedgerProcess>()
const of = (member: Member): LedgerProcess => {
  const ledger = running.get(member.org)
  if (ledger === undefined) throw new Error(`no ledger of ${member.org}`)
  return ledger
}

/** Two ledgers that mirror each other, and the consortium's witness, each a process. */
beforeAll(async () => {
  three = makeThreeMembers()
  ;[a, b] = three.members
  witness = await startWitnessProcess(three.witness)
  const { url } = await start(a)
  await start(b, { [a.org]: url })
  await of(a).kill()
  await start(a, { [b.org]: of(b).url }, new URL(url).port)
})
afterAll(async () => {
  for (const ledger of running.values()) await ledger.kill()
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

async function bring(member: Member, statements: StatementBytes[], n = 1, firstSeq = 1) {
  return syncBatch({
    url: of(member).url,
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

it('publishes at both ledgers that one serial was commissioned twice, and tells both stations', async () => {
  const stations = [new StatingStation(a.station), new StatingStation(b.station)] as const
  const ids = stations.map((station) => station.commission('B7QC0123456789Y'))
  for (const station of stations) station.commission(`B7QC0123456789${stations.indexOf(station)}`)
  for (let n = 0; n < 9; n += 1) stations[0].commission(`B7QC0123456${1_000 + n}`)
  for (const [i, member] of [a, b].entries()) await bring(member, stations[i]?.statements ?? [])

  for (const [i, member] of [a, b].entries()) {
    const { url } = of(member)
    const get = async <T>(path: string) => (await (await fetch(`${url}${path}`)).json()) as T
    const read = () => get<LogConflictsAnswer>('/log-conflicts')
    await expect.poll(async () => (await read()).conflicts.length).toBe(1)
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
    // The next session of the station brings it along.
    const { notices } = await bring(member, stations[i]?.statements ?? [])
    expect(notices?.map(({ record }) => record)).toEqual([published?.conflict])
  }
})

it('holds the very pages of the other log, also after it was killed', async () => {
  await of(b).kill()
  await start(b, { [a.org]: of(a).url }, new URL(of(b).url).port)
  const [mirrored] = await mirrorsOf(of(b))
  expect(mirrored).toMatchObject({ origin: a.logSigner.name, size: 12, forked: false })
  for (const each of ['checkpoint', 'tile/0/000.p/12', 'tile/entries/000.p/12']) {
    const held = await page(`${of(b).url}${mirrored?.path}/${each}`)
    expect(held).not.toBeNull()
    expect(held).toEqual(await page(`${of(a).url}/${each}`))
  }
})

it('lets receipts wait while the witness is away, says so, and goes on when it is back', async () => {
  const { url } = of(b)
  const { port } = new URL(witness.url)
  const before = String(await page(`${url}/checkpoint`))
  await witness.kill()
  const more = new StatingStation(b.station)
  for (const serial of ['B7QC0123456789Y', 'B7QC0123456789Z']) more.commission(serial)
  const [, last] = more.statements
  if (last === undefined) throw new Error('two statements expected')
  const chained = makeStatements(b.station, 1, { seq: 1, id: more.statements[0]?.id ?? '' })
  await expect(bring(b, chained, 2, 2)).rejects.toMatchObject({
    code: 'receipts-waiting',
    detail: { found: 0, needed: 1 },
  })
  const health = (await (await fetch(`${url}/health`)).json()) as {
    ok: boolean
    reasons: { reason: string }[]
  }
  expect(health.ok).toBe(false)
  expect(health.reasons.map(({ reason }) => reason)).toContain('publishing-fails')
  witness = await startWitnessProcess(three.witness, ['--port', port])
  // Nobody asks: the ledger goes on by itself.
  await expect.poll(async () => String(await page(`${url}/checkpoint`)) !== before).toBe(true)
})
