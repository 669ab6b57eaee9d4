import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { parseTrustFile, type TrustFile } from '../../core/evidence/trust.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import { newestOf } from '../../core/membership/member-history.ts'
import { claimedMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { approveEnrolment } from '../../main/members/approve-enrolment.ts'
import { enrolTrainingWorkspace } from '../../main/training/enrol-training.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { openSampleBooks } from '../../main/training/sample-signers.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { trainingLedgerSeeds } from '../../sync/ledger/training-keys.ts'
import { makeWitness } from '../../sync/ledger/witness/witness-files.ts'
import { type LedgerProcess, startLedgerProcess } from '../sync/ledger-process.ts'
import { makeTrainingConsortium } from '../sync/training-consortium.ts'
import { startWitnessProcess, type WitnessProcess } from '../sync/witness-process.ts'
import { chainStation } from './chain-station.ts'
import { type Link, openLink } from './link.ts'
import type { ClusterStation } from './station.ts'
import { warehouseStation } from './warehouse-station.ts'

/** A member's ledger node: where it lies, what it is trusted by, and its process, killed and started again. */
export interface Node {
  readonly org: string
  readonly data: string
  readonly membershipFile: string
  readonly logVkey: string
  /** What an auditor of this log goes by. */
  trust(): TrustFile
  process(): LedgerProcess
  /** `kill -9`. */
  kill(): Promise<void>
  /** Starts it on the same folder and port. */
  start(): Promise<void>
}

/** Three organisations' ledger nodes, one witness, four stations: every one a process, every way between them a link. */
export interface Cluster {
  readonly nodes: readonly Node[]
  readonly stations: readonly ClusterStation[]
  /** Real workspaces among the stations. */
  readonly workspaces: readonly string[]
  readonly killWitness: () => Promise<void>
  readonly startWitness: () => Promise<void>
  /** Links between this organisation's node and the other nodes and the witness, both ways. */
  linksOf(org: string): Link[]
  /** The link between a station and its node. */
  linkOf(station: ClusterStation): Link
  close(): Promise<void>
}

const warehouse = 'ningbo-bonded'
const others = ['shanghai-customs', 'acme-brands'] as const

export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-cluster-'))
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return await start(folder, undo, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function start(folder: string, undo: (() => unknown)[], close: () => Promise<void>): Promise<Cluster> {
  const [first, second] = [join(folder, 'LBL07'), join(folder, 'LBL08')]
  await makeTrainingWorkspace(first, wallClock)
  const files = workspaceFiles(first)
  const trust = () => parseTrustFile(readFileSync(files.trust, 'utf8'))
  const { payload } = claimedMembership(readMembershipFile(readFileSync(files.membership, 'utf8')))
  // The witness that the stations of the warehouse trust, as a program of its own: the consortium's.
  const name = 'witness.bondmark.example/training'
  const witnessFolder = join(folder, 'witness')
  const seed = trainingLedgerSeeds(payload.training ?? '').witness
  const witnessVkey = formatVkey(name, 4, makeWitness(witnessFolder, name, seed).publicKey)
  const made = others.map((org) => ({ org, ...makeTrainingConsortium((p) => p, org) }))
  for (const { remove } of made) undo.push(remove)

  const members = [
    {
      org: warehouse,
      data: files.ledger,
      membershipFile: files.membership,
      logVkey: trust().logs[0] ?? '',
      trust,
    },
    ...made.map((member) => ({ ...member, trust: () => trustOf(member, witnessVkey) })),
  ]
  const logsFile = join(folder, 'logs.json')
  const logs = members.map(({ logVkey }) => ({ vkey: logVkey }))
  writeFileSync(logsFile, JSON.stringify({ format: 'bondmark/witness-logs/1', logs }))

  const ports = new Map<string, number>()
  const links = new Map<string, Link>()
  const link = async (from: string, to: string) => {
    const made = await openLink(() => ports.get(to) ?? 9)
    undo.push(() => made.close())
    links.set(`${from}>${to}`, made)
    return made.url
  }
  const portOf = (url: string) => Number(new URL(url).port)

  let witness: WitnessProcess
  const startWitness = async () => {
    const port = String(ports.get('witness') ?? 0)
    witness = await startWitnessProcess({ data: witnessFolder, logsFile }, ['--port', port])
    ports.set('witness', portOf(witness.url))
  }
  await startWitness()
  undo.push(() => witness.kill())

  const nodes: Node[] = []
  for (const member of members) {
    const { org, data, membershipFile } = member
    mkdirSync(join(folder, org))
    const peersFile = join(folder, `${org}.peers.json`)
    const rest = members.filter((each) => each !== member)
    for (const other of rest) copyFileSync(other.membershipFile, join(folder, org, `${other.org}.json`))
    const followed: { vkey: string; url: string }[] = []
    for (const other of rest) followed.push({ vkey: other.logVkey, url: await link(org, other.org) })
    const witnesses = [{ vkey: witnessVkey, url: await link(org, 'witness') }]
    writeFileSync(peersFile, JSON.stringify({ format: 'bondmark/peers/1', logs: followed, witnesses, k: 1 }))
    let running: LedgerProcess
    const node: Node = {
      ...member,
      process: () => running,
      kill: () => running.kill(),
      async start() {
        const port = String(ports.get(org) ?? 0)
        const more = ['--peers', peersFile, '--members', join(folder, org), '--port', port]
        running = await startLedgerProcess({ data, membershipFile }, more)
        ports.set(org, portOf(running.url))
      },
    }
    await node.start()
    undo.push(() => node.kill())
    nodes.push(node)
  }

  await letSecondIn(first, second, nodes[0]?.process().url ?? '')
  const stations = [
    warehouseStation(first, 'LBL07', warehouse, {
      url: await link(`LBL07 of ${warehouse}`, warehouse),
      by: 'program',
    }),
    warehouseStation(second, 'LBL08', warehouse, {
      url: await link(`LBL08 of ${warehouse}`, warehouse),
      by: 'station',
    }),
  ]
  for (const member of made)
    stations.push(
      chainStation(member, { witnessVkey, url: await link(`LBL07 of ${member.org}`, member.org) }),
    )

  const named = (want: (ends: readonly string[]) => boolean) =>
    [...links].filter(([ends]) => want(ends.split('>'))).map(([, each]) => each)
  const isStation = (end: string) => end.startsWith('LBL')
  return {
    nodes,
    stations,
    workspaces: [first, second],
    killWitness: () => witness.kill(),
    startWitness,
    linksOf: (org) => named(([from = '', to]) => !isStation(from) && (from === org || to === org)),
    linkOf(station) {
      const [found] = named(([from]) => from === station.name)
      if (!found) throw new Error(`no link of ${station.name}`)
      return found
    },
    close,
  }
}

/** The second station of the warehouse is enrolled at its ledger, by the code on its screen. */
async function letSecondIn(first: string, second: string, url: string): Promise<void> {
  const shown = Promise.withResolvers<string>()
  const enrolling = enrolTrainingWorkspace(second, {
    url,
    station: 'LBL08',
    trust: null,
    clock: wallClock,
    show: ({ code, expiresAt }) => expiresAt && shown.resolve(code),
    signal: new AbortController().signal,
  })
  const code = await Promise.race([shown.promise, enrolling.then(() => 'nobody was asked')])
  const { books, sign } = await openSampleBooks(first)
  const at = wallClock.now()
  sign(approveEnrolment(newestOf(books.history()), books.enrolments.byCode(code).enrolment, {}, at), at)
  await enrolling
}

function trustOf(
  { administrator, logVkey, payload }: ReturnType<typeof makeTrainingConsortium>,
  witnessVkey: string,
): TrustFile {
  return {
    format: 'bondmark/trust/1',
    administrators: [toBase64Url(administrator.publicKey)],
    threshold: 1,
    logs: [logVkey],
    witnesses: [witnessVkey],
    k: 1,
    membershipHead: toHex(sha256Native(canonicalBytes(payload))),
    training: true,
  }
}
