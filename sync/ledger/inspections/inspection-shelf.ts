import { existsSync, readdirSync, readFileSync } from 'node:fs'
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
import { makeFolder } from '../../../platform/files/make-folder.ts'
import { writeDurably } from '../../../platform/files/write-durably.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'

/** Tasks that wait for agencies, and results that wait for stations: more than a consortium asks for in a year. */
export const SHELF_FILES_MAX = 20_000
/** Words of an agency on one task. */
const RESULTS_OF_TASK_MAX = 9
/** Files, and characters of them, that are handed out at once. */
const AT_ONCE = 50
const AT_ONCE_CHARACTERS = 8_000_000

/** Whose task stands under a name: an organisation may have full stops in its own, and another may be called what stands before one. */
const agencyIn = (name: string): string => name.slice(0, -65)

/** Who is listed, as the ledger knows it. */
export interface ListedKeys {
  all(): readonly Membership[]
  keyOf(kid: string): { readonly membership: Membership; readonly key: ListedKey } | null
}

/**
 * Tasks on their way to agencies and results on their way back, as files of the ledger's folder. A ledger hands them on and judges
 * nothing but that they are of whom they say: whether a result fits, and counts, its station decides.
 */
export class InspectionShelf {
  readonly #folder
  readonly #listed
  readonly #now

  /** `now` in Unix ms. */
  constructor(data: string, listed: ListedKeys, now: () => number) {
    this.#folder = join(data, 'inspections')
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
    this.#put('tasks', `${agency}.${hash}`, bytes)
    return hash
  }

  /**
   * A result of the agency that was asked. Throws `inspection-file-malformed`, `inspection-result-malformed`, `statement-…`,
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
    if (this.#read('tasks', `${org}.${result.taskHash}`) === null)
      throw new BondmarkError('inspection-task-unknown', { task: result.task.slice(0, 80) })
    const name = `${result.taskHash}.${toHex(sha256Native(bytes))}`
    const others = this.#names('results').filter((each) => each.startsWith(`${result.taskHash}.`))
    if (!others.includes(name) && others.length >= RESULTS_OF_TASK_MAX)
      throw new BondmarkError('inspection-shelf-full', { max: RESULTS_OF_TASK_MAX })
    this.#put('results', name, bytes)
    return name
  }

  /** Results that lie here for a task, as they were handed in. */
  resultsOf(taskHash: string): Uint8Array[] {
    return this.#names('results')
      .filter((name) => name.startsWith(`${taskHash}.`))
      .flatMap((name) => {
        const text = this.#read('results', name)
        return text === null ? [] : [Buffer.from(text)]
      })
  }

  /** What waits for the holder of a listed key: an inspector's agency its tasks, a station the results of its own. */
  waitingFor(kid: string, after: string): InspectionParcels {
    const found = this.#counting(kid)
    const org = found?.membership.payload.org
    if (found?.key.role === 'inspector')
      return this.#parcels('tasks', after, (name) => agencyIn(name) === org)
    const issuer = found?.key.use === 'station' ? issuerOf(found.membership, found.key) : null
    if (issuer === null) return { format: 'bondmark/inspection-parcels/1', parcels: [], more: false }
    const own = new Set(
      this.#names('tasks').flatMap((name) => {
        const text = this.#read('tasks', name)
        return text && readTaskFile(Buffer.from(text)).task.station === issuer ? [name.slice(-64)] : []
      }),
    )
    return this.#parcels('results', after, (name) => own.has(name.slice(0, 64)))
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

  #parcels(kind: 'tasks' | 'results', after: string, isWanted: (name: string) => boolean): InspectionParcels {
    const names = this.#names(kind).filter((name) => name > after && isWanted(name))
    const parcels: { name: string; file: string }[] = []
    let characters = 0
    for (const name of names.slice(0, AT_ONCE)) {
      const file = this.#read(kind, name) ?? ''
      characters += file.length
      if (parcels.length > 0 && characters > AT_ONCE_CHARACTERS) break
      parcels.push({ name, file })
    }
    return { format: 'bondmark/inspection-parcels/1', parcels, more: parcels.length < names.length }
  }

  #names(kind: 'tasks' | 'results'): string[] {
    const folder = join(this.#folder, kind)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5))
      .sort()
  }

  #read(kind: 'tasks' | 'results', name: string): string | null {
    try {
      return readFileSync(join(this.#folder, kind, `${name}.json`), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  #put(kind: 'tasks' | 'results', name: string, bytes: Uint8Array): void {
    if (this.#read(kind, name) !== null) return
    if (this.#names(kind).length >= SHELF_FILES_MAX)
      throw new BondmarkError('inspection-shelf-full', { max: SHELF_FILES_MAX })
    makeFolder(this.#folder, 0o700)
    makeFolder(join(this.#folder, kind), 0o700)
    writeDurably(join(this.#folder, kind, `${name}.json`), bytes)
  }
}
