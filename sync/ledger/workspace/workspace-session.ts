import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { keyOf } from '../../../core/membership/membership.ts'
import { workspaceDocumentName } from '../../documents/workspace-document.ts'
import { documentTags, type SessionFrames } from '../../replication/session-frames.ts'
import type { StationMessage } from '../../replication/session-message.ts'
import { type SharingStation, WORKSPACE_BYTES_MAX } from '../../replication/workspace-message.ts'
import type { LedgerContext } from '../ledger-context.ts'
import type { ProvenStation } from '../sessions/admit-station.ts'
import { handOnInspections } from './hand-on-inspections.ts'
import { formerKeysOf, requireRoom, type WorkspaceDesk, warehouseOf } from './workspace-desk.ts'
import type { StoredGeneration } from './workspace-store.ts'
import type { AdmitTask, Admitted } from './workspace-tasks.ts'

type Frames = SessionFrames<StationMessage>
/** Changes that one session may bring: a station makes one. */
const CHANGES_MAX = 4

/**
 * A session in which a station takes its warehouse's document and may add its own counts to it. What it adds goes
 * through the gate; the first change that is not lawful sets it aside for this generation of the document, and the
 * document goes on as it was. Throws `session-not-served`, `workspace-…`, `tally-…`, `change-…`, `document-…`,
 * `key-revoked`, and what the session throws.
 */
export async function serveWorkspaceSession(
  frames: Frames,
  { station, kid, wants }: Pick<ProvenStation, 'station' | 'kid' | 'wants'>,
  { workspaces: desk, timers, logger }: LedgerContext,
): Promise<void> {
  if (desk === undefined) throw new BondmarkError('session-not-served', { wants })
  const former = formerKeysOf(desk.membership(), kid)
  const leave = desk.enter(kid, timers.now())
  try {
    const ask = await frames.expect('share', 'share')
    const of = warehouseOf(station, ask.warehouse)
    const generation = await desk.open(of, timers.now())
    await sendDocument(frames, desk, generation, ask.known, timers.now())
    const said = await frames.next('share')
    if (said.kind === 'message' && said.message.type === 'tallies') {
      const added = await takeAdded(frames, said.message.bytes)
      await keep(desk, { generation, kid, station, former, added }, timers.now(), logger)
      frames.send({ type: 'kept' })
      await frames.expect('done', 'share')
    } else if (said.kind !== 'message' || said.message.type !== 'done')
      throw new BondmarkError('session-protocol', { reason: 'expected tallies or done' })
    // Heard is who has said something once: who only looks on takes nobody's place.
    else if (desk.store.heard(of).has(kid)) desk.store.hear(of, kid, timers.now())
  } finally {
    leave()
  }
}

async function sendDocument(
  frames: Frames,
  { store, membership }: WorkspaceDesk,
  generation: StoredGeneration,
  known: readonly string[],
  nowMs: number,
): Promise<void> {
  const { heads } = generation
  const isKnown = known.length > 0 && [...known].sort().join() === [...heads].sort().join()
  const bytes = isKnown ? new Uint8Array() : store.document(generation)
  const { payload } = membership()
  const asides = new Map(store.asides(generation).map((each) => [each.kid, each]))
  const stations = [...store.heard(generation)].flatMap(([kid, atMs]): SharingStation[] => {
    const listed = keyOf({ payload }, kid)
    if (listed === null) return []
    const aside = asides.get(kid)
    return [
      {
        kid,
        station: `https://id.${payload.consortium}/org/${payload.org}/${listed.name}`,
        heardAt: new Date(atMs).toISOString(),
        setAside: aside ? { at: new Date(aside.atMs).toISOString(), code: aside.failure.code } : null,
      },
    ]
  })
  const now = new Date(nowMs).toISOString()
  frames.send({
    type: 'shared',
    document: nameOf(generation),
    heads: [...heads],
    bytes: bytes.length,
    stations,
    now,
  })
  if (bytes.length > 0) await frames.sendDocument(documentTags.workspace, bytes)
}

const nameOf = ({ org, warehouse, generation }: StoredGeneration): string =>
  workspaceDocumentName(org, warehouse, generation)

async function takeAdded(frames: Frames, bytes: number): Promise<Uint8Array> {
  const frame = await frames.next('share')
  if (frame.kind !== 'document' || frame.tag !== documentTags.workspace)
    throw new BondmarkError('session-protocol', { reason: 'another document' })
  if (frame.syncMessage.length !== bytes || bytes > WORKSPACE_BYTES_MAX)
    throw new BondmarkError('session-protocol', { reason: 'another length' })
  return frame.syncMessage
}

interface Told {
  readonly generation: StoredGeneration
  readonly kid: string
  readonly station: string
  readonly former: ReadonlyMap<string, number>
  readonly added: Uint8Array
}

async function keep(
  desk: WorkspaceDesk,
  { generation, kid, station, former, added }: Told,
  nowMs: number,
  logger: LedgerContext['logger'],
): Promise<void> {
  const { store, tasks } = desk
  const document = nameOf(generation)
  const aside = store.asides(generation).find((each) => each.kid === kid)
  if (aside) {
    const at = new Date(aside.atMs).toISOString()
    throw new BondmarkError('workspace-quarantined', { document, at, reason: aside.failure.code })
  }
  requireRoom(generation, new Set(store.heard(generation).keys()), kid, added.length)
  const law = { document, kid, station, former, changesMax: CHANGES_MAX }
  const admitted = await admit(tasks, { document: store.document(generation), added, law })
  if (!admitted.ok) {
    const { change, failure } = admitted
    store.setAside(generation, { kid, atMs: nowMs, change, failure })
    logger.warn({ kid, document, change, code: failure.code }, "a station's counts are set aside")
    throw new BondmarkError(failure.code, failure.detail)
  }
  // Begun anew meanwhile: the station takes the new one, and tells it there.
  if (!store.add(generation, kid, admitted.changes)) throw new BondmarkError('workspace-busy', {})
  store.hear(generation, kid, nowMs)
  await handOnInspections(desk, generation, admitted.files, logger)
}

/** Bytes that no station makes are as unlawful as a change that it may not make. */
async function admit(tasks: WorkspaceDesk['tasks'], task: AdmitTask): Promise<Admitted> {
  try {
    return await tasks.admit(task)
  } catch (error) {
    // What is said of the document, and not of this machine's want of room.
    if (!(error instanceof BondmarkError) || !error.code.startsWith('document-')) throw error
    return { ok: false, change: null, failure: error.toFailure() }
  }
}
