import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { hasValidCheckDigit } from '../../../core/gs1/check-digit.ts'
import { keyOf, type Membership } from '../../../core/membership/membership.ts'
import { parseIssuer } from '../../../core/statement/issuer.ts'
import type { RandomBytes } from '../../../platform/keys/random-bytes.ts'
import {
  ACTOR_DRAWN_BYTES,
  workspaceActor,
  workspaceDocumentName,
} from '../../documents/workspace-document.ts'
import { STATIONS_MAX } from '../../documents/workspace-gate.ts'
import { WORKSPACE_BYTES_MAX } from '../../replication/workspace-message.ts'
import type { InspectionTray } from './inspection-tray.ts'
import type { StoredGeneration, Warehouse, WorkspaceStore } from './workspace-store.ts'
import type { WorkspaceTasks } from './workspace-tasks.ts'

/** Warehouses of one organisation. */
export const WAREHOUSES_MAX = 256
/** A document that has grown so far begins anew, and so does one of another day. */
const CHANGES_MAX = 1_000
const BYTES_MAX = 2 * 1024 * 1024
const DAY_MS = 24 * 3_600_000
/** Two beginnings of a document are so far apart at least, whatever a station sends. */
const RENEWAL_MS_MIN = 60_000
/** What a station said that was not heard for so long is not carried into the next document. */
const FORGOTTEN_MS = 30 * DAY_MS
/** From one session of a station to its next. */
const SESSION_MS_MIN = 500

export interface WorkspaceParts {
  readonly store: WorkspaceStore
  readonly tasks: WorkspaceTasks
  /** The organisation's own membership, as it is now. */
  readonly membership: () => Membership
  /** Key of the log, whose word a new document begins with. */
  readonly logKid: string
  readonly randomBytes: RandomBytes
  /** Where tasks wait for agencies, and results for stations; a ledger without one hands on nothing. */
  readonly shelf?: InspectionTray
  /** By which warehouse's document a task came, by its hash. Lost with the process: stations fetch from the shelf as well. */
  readonly homes: Map<string, Warehouse>
}

/** A ledger's workspace documents: which there are, when they begin anew, and who may come in now. */
export interface WorkspaceDesk extends WorkspaceParts {
  /**
   * Lets a station in: one session at a time, and not too soon after its last. Returns what lets it out. Throws
   * `workspace-busy`, `workspace-too-often`.
   */
  enter(kid: string, nowMs: number): () => void
  /** The newest document of a warehouse, made or begun anew where it is time. Throws `workspace-…`, `document-…`. */
  open(of: Warehouse, nowMs: number): Promise<StoredGeneration>
}

/** The desk over these parts. */
export function openWorkspaceDesk(given: Omit<WorkspaceParts, 'homes'>): WorkspaceDesk {
  const parts: WorkspaceParts = { ...given, homes: new Map() }
  const inside = new Set<string>()
  const lastMs = new Map<string, number>()
  const renewing = new Map<string, Promise<unknown>>()

  return {
    ...parts,
    enter(kid, nowMs) {
      if (inside.has(kid)) throw new BondmarkError('workspace-busy', {})
      const since = nowMs - (lastMs.get(kid) ?? Number.NEGATIVE_INFINITY)
      // A clock that was put back must not shut anybody out.
      if (since >= 0 && since < SESSION_MS_MIN) throw new BondmarkError('workspace-too-often', {})
      inside.add(kid)
      lastMs.set(kid, nowMs)
      return () => inside.delete(kid)
    },
    async open(of, nowMs) {
      const name = `${of.org}/${of.warehouse}`
      // Nothing may come between the look and the beginning: two at once would begin the same one.
      while (renewing.has(name)) await renewing.get(name)
      const newest = parts.store.newest(of)
      if (newest && !isDue(newest, nowMs)) return newest
      const renewed = beginNext(parts, of, newest, nowMs).finally(() => renewing.delete(name))
      renewing.set(name, renewed)
      await renewed
      const now = parts.store.newest(of)
      if (!now) throw new Error('a document that was begun is not there')
      return now
    },
  }
}

function isDue({ changes, bytes, openedMs }: StoredGeneration, nowMs: number): boolean {
  if (changes === 0) return false
  const age = Math.abs(nowMs - openedMs)
  if (age >= DAY_MS) return true
  return age >= RENEWAL_MS_MIN && (changes >= CHANGES_MAX || bytes >= BYTES_MAX)
}

async function beginNext(
  { store, tasks, logKid, randomBytes }: WorkspaceParts,
  of: Warehouse,
  before: StoredGeneration | null,
  nowMs: number,
): Promise<void> {
  if (before === null) {
    if (store.warehouses(of.org) >= WAREHOUSES_MAX)
      throw new BondmarkError('workspace-document-full', full(of.org, WAREHOUSES_MAX, 'warehouses'))
    return store.begin({ ...of, generation: 1 }, nowMs, new Uint8Array(), [])
  }
  const generation = before.generation + 1
  const document = workspaceDocumentName(of.org, of.warehouse, generation)
  const forgotten = [...store.heard(of)].filter(([, atMs]) => nowMs - atMs > FORGOTTEN_MS).map(([kid]) => kid)
  const actor = workspaceActor(document, logKid, randomBytes(ACTOR_DRAWN_BYTES))
  const { base, heads } = await tasks.renew({ document: store.document(before), actor, forgotten, nowMs })
  store.begin({ ...of, generation }, nowMs, base, heads)
}

const full = (document: string, limit: number, unit: string) => ({ document, limit, unit })

/** Whose warehouse a station means. The organisation is the one that lists its key, whatever it says. Throws `workspace-not-a-warehouse`. */
export function warehouseOf(station: string, warehouse: string): Warehouse {
  const org = parseIssuer(station)?.org
  if (org === undefined || !hasValidCheckDigit(warehouse))
    throw new BondmarkError('workspace-not-a-warehouse', { warehouse })
  return { org, warehouse }
}

/** Throws `workspace-document-full` when there is no room for another station or more bytes. */
export function requireRoom(
  generation: StoredGeneration,
  stations: ReadonlySet<string>,
  kid: string,
  bytes: number,
): void {
  const document = workspaceDocumentName(generation.org, generation.warehouse, generation.generation)
  if (!stations.has(kid) && stations.size >= STATIONS_MAX)
    throw new BondmarkError('workspace-document-full', full(document, STATIONS_MAX, 'stations'))
  if (generation.bytes + bytes > WORKSPACE_BYTES_MAX)
    throw new BondmarkError('workspace-document-full', full(document, WORKSPACE_BYTES_MAX, 'bytes'))
}

/**
 * Keys that a station had before its present one, with the place up to which each counts: those of its name that are
 * revoked. Throws `key-revoked` for a key that is revoked itself: it may bring what it has stated, and tells nothing new.
 */
export function formerKeysOf({ payload }: Membership, kid: string): Map<string, number> {
  if (payload.revocations.some((each) => each.kid === kid)) throw new BondmarkError('key-revoked', { kid })
  const name = keyOf({ payload }, kid)?.name
  const ends = new Map(payload.revocations.map((each) => [each.kid, each.lastGoodSeq ?? 0]))
  const former = payload.keys.filter((key) => key.use === 'station' && key.name === name && ends.has(key.kid))
  return new Map(former.map((key) => [key.kid, ends.get(key.kid) ?? 0]))
}
