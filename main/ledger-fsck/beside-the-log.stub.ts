import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clone, getLastLocalChange } from '@automerge/automerge'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { formatCheckpoint } from '../../core/log/checkpoint.ts'
import { cosign } from '../../core/log/cosignature.ts'
import { proveFork, writeForkProof } from '../../core/log/fork-proof.ts'
import { appendSignature, signNote } from '../../core/log/note.ts'
import { rootFrom } from '../../core/log/stored-tree.ts'
import { KnownConsortium } from '../../core/membership/consortium.ts'
import { type EnrolmentPayload, makeEnrolment, trustRootHash } from '../../core/membership/enrolment.ts'
import { beginHistory } from '../../core/membership/member-history.ts'
import { trustNamedBy } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import type { LineTally } from '../../core/progress/line-tally.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { documentRefusalBytes } from '../../sync/documents/document-refusal.ts'
import {
  loadWorkspace,
  workspaceActor,
  workspaceDocumentName,
  writeTallies,
} from '../../sync/documents/workspace-document.ts'
import { openDocumentShelf } from '../../sync/ledger/documents/document-shelf.ts'
import { openFirstChecks } from '../../sync/ledger/label-page/first-checks.ts'
import { openLogStore } from '../../sync/ledger/log/log-store.ts'
import { EnrolmentDesk } from '../../sync/ledger/members/enrolment-desk.ts'
import { openLogsBetween } from '../../sync/ledger/mirrors/logs-between.ts'
import { type MirrorStore, openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { openStandingOf } from '../../sync/ledger/standing/standing-store.ts'
import { originHash } from '../../sync/ledger/witness/witness-pages.ts'
import { openWorkspaceDesk } from '../../sync/ledger/workspace/workspace-desk.ts'
import { openWorkspaceStore } from '../../sync/ledger/workspace/workspace-store.ts'
import { tasksInPlace } from '../../sync/ledger/workspace/workspace-tasks.ts'
import { gtin, StatingStation } from '../../test/sync/stated-events.ts'
import type { Member } from '../../test/sync/three-members.ts'

/**
 * Fills what a ledger keeps beside its log, by the stores that do so when it serves: a mirror of `other`, whose station states
 * `serials` too and then gives them up, with a fork of it; the conflicts; documents; shared counts; a check; a request.
 */
export async function keepBesideLog(own: Member, other: Member, serials: readonly string[]): Promise<void> {
  await mirrorAndCompare(own, other, serials)
  keepDocuments(own)
  await keepShared(own)
  const log = openLogStore(join(own.data, 'log.sqlite'))
  const [first] = log.entries(0, 1)
  if (first === undefined) throw new RangeError('a log with entries is needed')
  const checks = openFirstChecks(join(own.data, 'checks.sqlite'))
  checks.note(createHash('sha256').update(first).digest('hex'), 1_790_000_000_000)
  checks.close()
  log.close()
  askToBeLetIn(own)
}

async function mirrorAndCompare(own: Member, other: Member, serials: readonly string[]): Promise<void> {
  const { data } = own
  const origin = other.logSigner.name
  const vkeys = [other.logVkey]
  const station = new StatingStation(other.station)
  for (const serial of serials) station.commission(serial)
  mkdirSync(join(data, 'mirror'), { recursive: true })
  const store = openMirrorStore(join(data, 'mirror', `${originHash(origin)}.sqlite`))
  const log = openLogStore(join(data, 'log.sqlite'))
  const standing = openStandingOf(log, join(data, 'standing.sqlite'))
  const between = openLogsBetween({
    data,
    own: standing,
    mirrors: [
      { log: { origin, vkeys, witnessVkeys: [], k: 0 }, url: 'http://127.0.0.1', store, state: never },
    ],
    signer: own.logSigner,
    memberships: () => [own, other].map((member) => historyOf(member).versions[0].membership),
    logger: createLogger({ name: 'test', level: 'silent' }),
  })
  const hear = async (entries: readonly Uint8Array[]) => {
    store.append(entries)
    store.addCheckpoint({
      size: store.taken(),
      note: checkpointOf(other, store.taken(), rootFrom(store.node, store.taken())),
    })
    const records = between.store.next()
    between.wake()
    while (between.store.next() === records) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await hear(station.statements.map(({ bytes }) => bytes))
  keepFork(store, other)
  await between.close()
  for (const each of [standing, log, store]) each.close()
}

const never = () => {
  throw new Error('not asked')
}

function historyOf({ membershipFile }: Member) {
  const statements = readMembershipFile(readFileSync(membershipFile, 'utf8'))
  return beginHistory(statements, trustNamedBy(statements), verifyEd25519)
}

const signedBy = ({ logSigner }: Member, size: number, root: Uint8Array): string =>
  signNote(formatCheckpoint({ origin: logSigner.name, size, root }), [logSigner])

function checkpointOf(other: Member, size: number, root: Uint8Array): string {
  const { logSigner, witnessSigner } = other
  const text = formatCheckpoint({ origin: logSigner.name, size, root })
  return appendSignature(
    signedBy(other, size, root),
    cosign({ noteText: text, ...witnessSigner, timestamp: 1_790_000_000 }),
  )
}

function keepFork(store: MirrorStore, other: Member): void {
  const size = store.taken()
  const views = [rootFrom(store.node, size), new Uint8Array(32)].map((root) => signedBy(other, size, root))
  const proof = proveFork(views as [string, string], [], [other.logVkey], verifyEd25519)
  if (proof !== null) store.keepFork(writeForkProof(proof))
}

/** One frozen by the ledger, one by the station, and one that is half here. */
function keepDocuments({ data, station, logSigner }: Member): void {
  const shelf = openDocumentShelf(join(data, 'documents.sqlite'))
  const logKid = kidOf(logSigner.publicKey)
  const word = (by: string, document: string, author: string, sign: (message: Uint8Array) => Uint8Array) => {
    const { bytes, toSign } = documentRefusalBytes({
      format: 'bondmark/document-refusal/1',
      by,
      document,
      author,
      heads: [],
      changeHash: 'ab'.repeat(32),
      reason: { code: 'change-deletes', detail: { document, key: 'manifest' } },
      at: '2026-11-25T00:00:00.000Z',
    })
    shelf.freeze({ document, kid: author }, { bytes, signature: sign(toSign) }, Uint8Array.of(1, 2, 3))
  }
  word(logKid, 'batch/LBL07/40', station.kid, logSigner.sign)
  word(station.kid, `receipts/${logSigner.name}/batch/LBL07/30`, logKid, station.sign)
  shelf.keep({ document: 'batch/LBL07/41', kid: station.kid }, [Uint8Array.of(1), Uint8Array.of(2)], 0, 0)
  shelf.close()
}

const tallyAt = (seq: number): LineTally => ({
  asn: 'ASN-1',
  line: '1',
  lot: 'L1',
  gtin,
  planned: 100,
  revision: 1,
  plan: 'ef'.repeat(32),
  received: 40 + seq,
  labeled: 0,
  passed: 0,
  short: 0,
  damaged: 0,
  held: false,
  closed: false,
  seq,
  head: 'ab'.repeat(32),
})

/** Two generations of a shared document, and a station that was set aside. */
async function keepShared({ data, org, station, operator, logSigner }: Member): Promise<void> {
  const store = openWorkspaceStore(join(data, 'workspace.sqlite'))
  const of = { org, warehouse: '9506000134352' }
  const desk = openWorkspaceDesk({
    store,
    tasks: tasksInPlace,
    membership: never,
    logKid: kidOf(logSigner.publicKey),
    randomBytes: (n) => new Uint8Array(n),
  })
  for (const nowMs of [0, 2 * 86_400_000]) {
    const generation = await desk.open(of, nowMs)
    const document = workspaceDocumentName(org, of.warehouse, generation.generation)
    const bytes = store.document(generation)
    const actor = workspaceActor(document, station.kid, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1))
    const told = {
      station: station.issuer,
      seq: nowMs === 0 ? 1 : 2,
      head: 'ab'.repeat(32),
      at: '2026-03-02T09:00:00.000+08:00',
    }
    const doc = writeTallies(clone(loadWorkspace(bytes), { actor }), {
      kid: station.kid,
      word: told,
      tallies: [tallyAt(told.seq)],
    })
    const added = doc === null ? undefined : getLastLocalChange(doc)
    if (added === undefined) throw new RangeError('nothing was told')
    const law = { document, kid: station.kid, station: station.issuer, former: new Map(), changesMax: 4 }
    const admitted = await tasksInPlace.admit({ document: bytes, added, law })
    if (!admitted.ok) throw new RangeError(admitted.failure.code)
    store.add(generation, station.kid, admitted.changes)
    store.hear(of, station.kid, nowMs)
    const failure = { code: 'tally-not-own', detail: { document } } as const
    store.setAside(generation, { kid: operator.kid, atMs: nowMs, change: 'cd'.repeat(32), failure })
  }
  store.close()
}

function askToBeLetIn(own: Member): void {
  const history = historyOf(own)
  const asking = signerFromSeed(generateSeed())
  const payload: EnrolmentPayload = {
    format: 'bondmark/enrolment/1',
    consortium: own.payload.consortium,
    org: own.org,
    station: 'LBL08',
    key: toBase64Url(asking.publicKey),
    people: [],
    trust: trustRootHash(history.next),
    nonce: '0'.repeat(32),
  }
  const consortium = new KnownConsortium(history, [], verifyEd25519)
  new EnrolmentDesk(own.data, Date.now).take(
    makeEnrolment(payload, asking.sign).text,
    '192.0.2.1',
    consortium,
  )
}
