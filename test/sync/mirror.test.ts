import { afterEach, beforeEach, expect, it } from 'vitest'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
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
  const statements = makeStatements(member.station, count)
  return syncBatch({
    url: ledger.url,
    station: member.station.issuer,
    batch: sealBatch(member.station, member.supervisor, 1, statements),
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
