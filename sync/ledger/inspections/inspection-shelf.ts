import { join } from 'node:path'
import { toHex } from '../../../core/encoding/hex.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { AGENCY_ROLE } from '../../../core/inspection/fit-check.ts'
import { readResult } from '../../../core/inspection/inspection-result.ts'
import { taskHash } from '../../../core/inspection/inspection-task.ts'
import type { InspectionParcels } from '../../../core/inspection/pickup.ts'
import { readResultFile, readTaskFile, type TaskFile } from '../../../core/inspection/result-file.ts'
import { issuerOf } from '../../../core/membership/listed-issuer.ts'
import type { ListedKey, Membership } from '../../../core/membership/membership.ts'
import { whyNotCountable } from '../../../core/membership/revocation.ts'
import { parseCanonical } from '../../../core/statement/canonical-json.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { readStatement, verifyStatement } from '../../../core/statement/statement.ts'
import { publicKeyOf } from '../../../core/statement/strict-ed25519.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { type KeptParcel, ShelfStore } from './shelf-store.ts'

/** Tasks that wait for agencies, and results that wait for stations: more than a consortium asks for in a year. */
export const SHELF_FILES_MAX = 20_000
/** Words of an agency on one task. */
const RESULTS_OF_TASK_MAX = 9
/** Files, and characters of them, that are handed out at once. */
const AT_ONCE = 50
const AT_ONCE_CHARACTERS = 8_000_000

/** Who is listed, as the ledger knows it. */
export interface ListedKeys {
  all(): readonly Membership[]
  keyOf(kid: string): { readonly membership: Membership; readonly key: ListedKey } | null
}

/**
 * Tasks on their way to agencies and results on their way back, in the ledger's folder. A ledger hands them on and judges
 * nothing but that they are of whom they say: whether a result fits, and counts, its station decides.
 */
export class InspectionShelf {
  readonly #store
  readonly #listed
  readonly #now

  /** `now` in Unix ms. Throws what `openDatabase` throws. */
  constructor(data: string, listed: ListedKeys, now: () => number) {
    this.#store = new ShelfStore(join(data, 'inspections.sqlite'))
    this.#listed = listed
    this.#now = now
  }

  /**
   * A task that its station states. The same one again is the same. Throws `inspection-file-malformed`,
   * `inspection-task-differs`, `inspection-agency-no-role`, `inspection-key-unlisted`, `inspection-shelf-full`.
   */
  takeTask(bytes: Uint8Array): string {
    const file = readTaskFile(bytes)
    const hash = taskHash(file.task)
    this.#demandStated(file, hash)
    const { agency } = file
    const isAgency = this.#listed
      .all()
      .some(({ payload }) => payload.org === agency && payload.roles.includes(AGENCY_ROLE))
    if (!isAgency) throw new BondmarkError('inspection-agency-no-role', { agency })
    const name = `${agency}.${hash}`
    if (this.#store.hasTask(name)) return hash
    this.#demandRoom('tasks')
    this.#store.addTask({ name, hash, agency, station: file.task.station, file: Buffer.from(bytes) })
    return hash
  }

  /**
   * A result of the agency that was asked, and the name of its file here. The same statement again, in whatever file, is the same. Throws `inspection-file-malformed`, `inspection-result-malformed`, `statement-…`,
   * `inspection-key-unlisted`, `inspection-task-unknown`, `inspection-shelf-full`.
   */
  takeResult(bytes: Uint8Array): string {
    const { statement: signed } = readResultFile(bytes)
    if (signed === null)
      throw new BondmarkError('inspection-result-malformed', { at: 'statement', reason: 'none' })
    const { statement, result } = readResult(signed, sha256Native)
    const found = this.#counting(statement.kid)
    const publicKey = found && publicKeyOf(found.key.key)
    const org = found?.membership.payload.org ?? ''
    if (
      found?.key.role !== 'inspector' ||
      !publicKey ||
      !verifyStatement(statement, publicKey, verifyEd25519)
    )
      throw new BondmarkError('inspection-key-unlisted', { kid: statement.kid.slice(0, 16), agency: org })
    if (!this.#store.hasTask(`${org}.${result.taskHash}`))
      throw new BondmarkError('inspection-task-unknown', { task: result.task.slice(0, 80) })
    // What an inspector has signed is one result however its file is written: spellings take no places.
    const kept = this.#store.nameOf(statement.id)
    if (kept !== null) return kept
    if (this.#store.countOf(result.taskHash) >= RESULTS_OF_TASK_MAX)
      throw new BondmarkError('inspection-shelf-full', { max: RESULTS_OF_TASK_MAX })
    this.#demandRoom('results')
    const name = `${result.taskHash}.${toHex(sha256Native(bytes))}`
    const file = Buffer.from(bytes)
    this.#store.addResult({ name, task: result.taskHash, agency: org, statement: statement.id, file })
    return name
  }

  /** Results that lie here for a task, as they were handed in. */
  resultsOf(taskHash: string): Uint8Array[] {
    return this.#store.resultsOf(taskHash)
  }

  /** What waits for the holder of a listed key: an inspector's agency its tasks, a station the results of its own. */
  waitingFor(kid: string, after: string): InspectionParcels {
    const found = this.#counting(kid)
    if (found?.key.role === 'inspector')
      return parcelsOf(this.#store.forAgency(found.membership.payload.org, after))
    const issuer = found?.key.use === 'station' ? issuerOf(found.membership, found.key) : null
    return parcelsOf(issuer === null ? [] : this.#store.forStation(issuer, after))
  }

  close(): void {
    this.#store.close()
  }

  /** A listed key that counts now. */
  keyOf(kid: string): Uint8Array | null {
    const found = this.#counting(kid)
    return found && publicKeyOf(found.key.key)
  }

  #counting(kid: string) {
    const found = this.#listed.keyOf(kid)
    const late = found && whyNotCountable(found.membership, kid, { loggedBy: this.#now() / 1000 })
    return late === null ? found : null
  }

  #demandStated({ task, statement: bytes }: TaskFile, hash: string): void {
    const statement = readStatement(bytes, sha256Native)
    const found = this.#counting(statement.kid)
    const publicKey = found && publicKeyOf(found.key.key)
    const isStations =
      found?.key.use === 'station' &&
      publicKey !== null &&
      issuerOf(found.membership, found.key) === statement.issuer &&
      verifyStatement(statement, publicKey, verifyEd25519)
    if (!isStations)
      throw new BondmarkError('inspection-key-unlisted', { kid: statement.kid.slice(0, 16), agency: '–' })
    const said = parseCanonical(statement.payload) as Readonly<Record<string, unknown>>
    const isSaid =
      statement.contentType === contentTypes.record('inspection-asked') &&
      said.hash === hash &&
      said.task === task.id &&
      task.station === statement.issuer
    if (!isSaid) throw new BondmarkError('inspection-task-differs', { task: task.id })
  }

  #demandRoom(kind: 'tasks' | 'results'): void {
    if (this.#store.count(kind) >= SHELF_FILES_MAX)
      throw new BondmarkError('inspection-shelf-full', { max: SHELF_FILES_MAX })
  }
}

/** As many as are handed out at once; one at least, where there is one. */
function parcelsOf(kept: Iterable<KeptParcel>): InspectionParcels {
  const parcels: { name: string; file: string }[] = []
  let characters = 0
  let more = false
  for (const { name, file } of kept) {
    const text = file.toString()
    characters += text.length
    more = parcels.length === AT_ONCE || (parcels.length > 0 && characters > AT_ONCE_CHARACTERS)
    if (more) break
    parcels.push({ name, file: text })
  }
  return { format: 'bondmark/inspection-parcels/1', parcels, more }
}
