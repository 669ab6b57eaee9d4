import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fromBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { KnownConsortium } from '../../../core/membership/consortium.ts'
import {
  ENROLMENT_TEXT_MAX,
  type Enrolment,
  readEnrolment,
  trustRootHash,
} from '../../../core/membership/enrolment.ts'
import { keyOf } from '../../../core/membership/membership.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { makeFolder } from '../../../platform/files/make-folder.ts'
import { writeDurably } from '../../../platform/files/write-durably.ts'
import { addressGroup } from '../../../platform/http/address-group.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'

/** How long a request waits for an administrator. */
export const ENROLMENT_MS_MAX = 15 * 60_000
/** Requests that wait at once: more stations than are set up in a quarter of an hour. */
export const ENROLMENTS_MAX = 8
/** Of one address. */
const ENROLMENTS_OF_ONE_MAX = 3

const openFile = z.strictObject({
  format: z.literal('bondmark/enrolment-open/1'),
  /** Unix ms */
  receivedAt: z.number(),
  address: z.string(),
  refused: z.boolean(),
  request: z.string().max(ENROLMENT_TEXT_MAX),
})

/** A request that a station is waiting on. */
export interface OpenEnrolment {
  readonly enrolment: Enrolment
  readonly receivedAt: number
  readonly address: string
  readonly refused: boolean
}

const isListed = ({ enrolment }: OpenEnrolment, consortium: Pick<KnownConsortium, 'own'>): boolean =>
  keyOf(consortium.own(), kidOf(fromBase64Url(enrolment.payload.key))) !== null

export type EnrolmentState = 'open' | 'approved' | 'refused'

/**
 * The requests of stations that nobody knows yet, in the ledger's folder, where the administrators' command finds them. A
 * request changes nothing: only a signed membership does. All of them end by themselves.
 */
export class EnrolmentDesk {
  readonly #folder
  readonly #now

  /** `now` in Unix ms. */
  constructor(data: string, now: () => number) {
    this.#folder = join(data, 'enrolments')
    this.#now = now
  }

  /** Those that wait, oldest first; what has run out is removed. */
  open(): OpenEnrolment[] {
    if (!existsSync(this.#folder)) return []
    const all = readdirSync(this.#folder)
      .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
      .flatMap((name) => this.#read(name.slice(0, 64)) ?? [])
    return all.sort((a, b) => a.receivedAt - b.receivedAt)
  }

  find(id: string): OpenEnrolment | null {
    return this.#read(id)
  }

  /** The one whose screen shows this code (as `readEnrolmentCode` gives it). Throws `enrolment-not-found` `{code}`. */
  byCode(code: string): OpenEnrolment {
    const found = this.open().find(({ enrolment, refused }) => enrolment.code === code && !refused)
    if (!found) throw new BondmarkError('enrolment-not-found', { code })
    return found
  }

  /**
   * Takes a request that came in; the same one again is the same request. Throws those of `readEnrolment`,
   * `enrolment-other-organisation`, `enrolment-trust-differs`, `enrolment-key-listed`, `enrolment-key-open`,
   * `enrolment-refused`, `enrolment-busy`.
   */
  take(text: string, address: string, consortium: Pick<KnownConsortium, 'own' | 'history'>): OpenEnrolment {
    const enrolment = readEnrolment(text, verifyEd25519)
    const known = this.find(enrolment.id)
    if (known?.refused) throw new BondmarkError('enrolment-refused', { code: enrolment.code })
    if (known) return known
    refuseStranger(enrolment, consortium)
    const open = this.open()
    if (open.some((other) => other.enrolment.payload.key === enrolment.payload.key))
      throw new BondmarkError('enrolment-key-open', {})
    // Whoever was let in waits no more, and keeps nobody out.
    const waiting = open.filter((other) => !other.refused && !isListed(other, consortium))
    const one = addressGroup(address)
    const ofOne = waiting.filter((other) => addressGroup(other.address) === one)
    if (waiting.length >= ENROLMENTS_MAX || ofOne.length >= ENROLMENTS_OF_ONE_MAX)
      throw new BondmarkError('enrolment-busy', { open: waiting.length, minutes: ENROLMENT_MS_MAX / 60_000 })
    return this.#keep({ enrolment, receivedAt: this.#now(), address, refused: false })
  }

  /** Says no to a request; its station is told. */
  refuse(open: OpenEnrolment): void {
    this.#keep({ ...open, refused: true })
  }

  /** What became of a request, or null when it is not known (any more). */
  stateOf(
    id: string,
    consortium: Pick<KnownConsortium, 'own'>,
  ): { state: EnrolmentState; expiresAt: number } | null {
    const open = this.#read(id)
    if (!open) return null
    const state = isListed(open, consortium) ? 'approved' : open.refused ? 'refused' : 'open'
    return { state, expiresAt: open.receivedAt + ENROLMENT_MS_MAX }
  }

  #keep(open: OpenEnrolment): OpenEnrolment {
    const { enrolment, receivedAt, address, refused } = open
    makeFolder(this.#folder, 0o700)
    const content = {
      format: 'bondmark/enrolment-open/1',
      receivedAt,
      address,
      refused,
      request: enrolment.text,
    }
    writeDurably(join(this.#folder, `${enrolment.id}.json`), `${JSON.stringify(content)}\n`)
    return open
  }

  #read(id: string): OpenEnrolment | null {
    const file = join(this.#folder, `${id}.json`)
    try {
      const { receivedAt, address, refused, request } = openFile.parse(JSON.parse(readFileSync(file, 'utf8')))
      const age = this.#now() - receivedAt
      // A clock that was set back does not make a request wait forever.
      if (age >= 0 && age < ENROLMENT_MS_MAX)
        return { enrolment: readEnrolment(request, verifyEd25519), receivedAt, address, refused }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      const isSpoilt =
        error instanceof BondmarkError || error instanceof z.ZodError || error instanceof SyntaxError
      if (!isSpoilt) throw error
    }
    rmSync(file, { force: true })
    return null
  }
}

function refuseStranger({ payload }: Enrolment, consortium: Pick<KnownConsortium, 'own' | 'history'>): void {
  const own = consortium.own()
  const { org } = own.payload
  if (payload.consortium !== own.payload.consortium || payload.org !== org)
    throw new BondmarkError('enrolment-other-organisation', { found: payload.org, expected: org })
  const history = consortium.history(org)
  const roots = history ? [history.next, ...history.versions.map(({ by }) => by)] : []
  if (!roots.some((root) => trustRootHash(root) === payload.trust))
    throw new BondmarkError('enrolment-trust-differs', { org })
  const kids = [payload.key, ...payload.people.map(({ key }) => key)].map((key) => kidOf(fromBase64Url(key)))
  if (new Set(kids).size !== kids.length)
    throw new BondmarkError('enrolment-malformed', { at: 'people', reason: 'one key for two' })
  const listed = kids.find((kid) => keyOf(own, kid) !== null)
  if (listed !== undefined) throw new BondmarkError('enrolment-key-listed', { kid: listed })
}
