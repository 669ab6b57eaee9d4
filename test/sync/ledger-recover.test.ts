import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StandingAnswer } from '../../core/contract/standing.ts'
import { claimedMembership, signMembership } from '../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../core/membership/membership-file.ts'
import { makeLedgerBackup } from '../../main/backup/make-ledger-backup.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { readText } from '../../sync/ledger/members/member-folder.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import { type Member, makeThreeMembers, type ThreeMembers } from './three-members.ts'
import { makeParty, makeStatements, type Party, sealBatch } from './training-consortium.ts'
import { startWitnessProcess, type WitnessProcess } from './witness-process.ts'

const bootstrap = fileURLToPath(new URL('../../bootstrap.mjs', import.meta.url))

let three: ThreeMembers
let witness: WitnessProcess
let a: Member
let b: Member
/** A supervisor whom only a membership after the backup lists. */
let later: Party
let batches: ReturnType<typeof sealBatch>[]
const running = new Map<string, LedgerProcess>()

/** A log, a member that mirrors it and a witness, each a process. */
beforeAll(async () => {
  three = makeThreeMembers()
  ;[a, b] = three.members
  const statements = makeStatements(a.station, 9)
  later = makeParty('person', 'SUP-0002', a.org)
  batches = [1, 2, 3].map((n) => {
    const sealer = n === 2 ? later : a.supervisor
    return sealBatch(a.station, sealer, n, statements.slice(3 * n - 3, 3 * n), 3 * n - 2)
  })
  witness = await startWitnessProcess(three.witness)
  const { url } = await start(a)
  await start(b, { [a.org]: url })
})
afterAll(async () => {
  for (const ledger of running.values()) await ledger.kill()
  await witness.kill()
  three.remove()
})

const of = ({ org }: Member): LedgerProcess => {
  const ledger = running.get(org)
  if (ledger === undefined) throw new Error(`no ledger of ${org}`)
  return ledger
}

async function start(member: Member, logs: Record<string, string> = {}, data = member.data, port = '0') {
  const peersFile = three.writePeers(member, { witness: witness.url, logs })
  const more = ['--peers', peersFile, '--members', member.membersFolder, '--port', port]
  const ledger = await startLedgerProcess({ ...member, data }, more)
  running.set(member.org, ledger)
  return ledger
}

const bring = (n: 1 | 2 | 3) =>
  syncBatch({
    url: of(a).url,
    station: a.station.issuer,
    batch: batches[n - 1] as (typeof batches)[number],
    identity: a.station,
    logVkey: a.logVkey,
    witnessVkeys: [three.witness.vkey],
    k: 1,
  })

const mirrored = async () => {
  const said = (await (await fetch(`${of(b).url}/mirror`)).json()) as {
    mirrors: { size: number; forked: boolean }[]
  }
  return said.mirrors[0]
}
const untilMirrored = (size: number) => expect.poll(mirrored).toMatchObject({ size, forked: false })

/** Has the newest membership list one more supervisor, at both ledgers. */
async function listLater(): Promise<void> {
  const { head, payload } = claimedMembership(readMembershipFile(readText(a.membershipFile)))
  const key = {
    kid: later.kid,
    key: Buffer.from(later.publicKey).toString('base64url'),
    use: 'person' as const,
    role: 'supervisor' as const,
    name: 'person/SUP-0002',
    from: '2026-01-02T00:00:00.000Z',
  }
  const next = { ...payload, keys: [...payload.keys, key], previous: head }
  const text = writeMembershipFile(signMembership(next, [a.administrator], 1_790_000_100))
  copyFileSync(a.membershipFile, `${a.membershipFile}.old`)
  writeFileSync(a.membershipFile, text)
  writeFileSync(join(b.membersFolder, `${a.org}.json`), text)
  const seen = async (url: string) => (await (await fetch(url)).text()) === text
  for (const url of [`${of(a).url}/membership`, `${of(b).url}/members/${a.org}`])
    await expect.poll(() => seen(url)).toBe(true)
}

/** A command as a person gives it; its answer, or what it said. */
const command = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [bootstrap, 'bondmark', 'ledger', ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

function restore(file: string, name: string): string {
  const folder = join(a.folder, name)
  mkdirSync(folder)
  execFileSync('tar', ['xf', file, '-C', folder])
  return folder
}

function trustFile(): string {
  const file = join(a.folder, 'audit-trust.json')
  const { head } = claimedMembership(readMembershipFile(readText(`${a.membershipFile}.old`)))
  const trust = {
    format: 'bondmark/trust/1',
    administrators: [Buffer.from(a.administrator.publicKey).toString('base64url')],
    threshold: 1,
    membershipHead: head,
    logs: [a.logVkey],
    witnesses: [three.witness.vkey],
    k: 1,
    training: true,
  }
  writeFileSync(file, JSON.stringify(trust))
  return file
}

it('brings a restored log forward from a member’s mirror, and it goes on as if nothing had happened', async () => {
  await bring(1)
  const backup = await makeLedgerBackup(
    { data: a.data, out: join(a.folder, 'backup.tar'), passphrase: null },
    wallClock,
  )
  await listLater()
  const before = await bring(2)
  await untilMirrored(8)
  const { port } = new URL(of(a).url)
  await of(a).kill()
  const data = restore(backup.file, 'restored')
  const restored = { ...a, membershipFile: `${a.membershipFile}.old` }
  await expect(start(restored, {}, data, port)).rejects.toMatchObject({
    failure: { code: 'log-rolled-back', detail: { size: 4, known: 8 } },
  })

  const peers = ['--peers', join(a.folder, 'peers.json'), '--members', a.membersFolder]
  const where = ['--data', data, '--from', of(b).url]
  const recovered = await command('recover', ...where, ...peers, '--json')
  expect([recovered.code, JSON.parse(recovered.out)]).toEqual([
    0,
    {
      format: 'bondmark/ledger-recovered/1',
      origin: a.logSigner.name,
      before: 4,
      size: 8,
      checkpoint: 8,
      finished: true,
    },
  ])

  await start(restored, { [b.org]: of(b).url }, data, port)
  // The checkpoint is the same, so the receipts are, byte by byte.
  expect((await bring(2)).receipts).toEqual(before.receipts)
  expect((await bring(3)).receipts).toHaveLength(4)
  await untilMirrored(12)
  const last = batches[1]?.statements[2]?.id ?? ''
  const judged = async () =>
    (await fetch(`${of(a).url}/standing/${last}`)).json() as Promise<Partial<StandingAnswer>>
  await expect.poll(async () => (await judged()).verdict?.leaf).toBe(6)

  const checked = await command('fsck', '--data', data, '--json')
  expect([checked.code, JSON.parse(checked.out)]).toMatchObject([0, { entries: 12, problems: [] }])
  const audit = ['--trust', trustFile(), '--state', join(a.folder, 'audit'), '--also', of(b).url, '--json']
  const audited = await command('verify', of(a).url, ...audit)
  expect([audited.code, JSON.parse(audited.out || audited.err)]).toMatchObject([
    0,
    { ok: true, size: 12, checked: 12, problems: [], forked: false },
  ])
})
