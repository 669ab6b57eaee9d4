import { z } from 'zod'
import { BondmarkError, type Detail } from '../../core/errors/bondmark-error.ts'
import { type Code, codes } from '../../core/errors/codes.ts'
import { membershipFork } from '../../core/membership/fork-proof.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { publicKeyText } from '../../core/membership/membership-payload.ts'
import { readBoundedBody } from '../../platform/http/bounded-body.ts'
import { tlsFailureOf } from '../../platform/tls/tls-failure.ts'

const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 8_000_000

/** How a request to be listed stands, as a ledger answers it. */
export const enrolmentState = z.strictObject({
  format: z.literal('bondmark/enrolment-state/1'),
  /** hex SHA-256 of the request */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  state: z.enum(['open', 'approved', 'refused']),
  /** RFC 3339 */
  expiresAt: z.iso.datetime({ offset: true, precision: 3 }),
})
export type EnrolmentState = z.infer<typeof enrolmentState>

/** Who is known at a ledger, as `/members` answers it: the newest of each, and whose signatures that needed. */
export const membersPage = z.strictObject({
  format: z.literal('bondmark/members/1'),
  members: z
    .array(
      z.strictObject({
        org: z.string().max(64),
        /** hex SHA-256 of the newest payload */
        head: z.string().regex(/^[0-9a-f]{64}$/),
        versions: z.int().min(1),
        /** raw public keys, base64url */
        administrators: z.array(publicKeyText).min(1).max(64),
        threshold: z.int().min(1),
        forks: z.array(membershipFork).max(64),
      }),
    )
    .max(1024),
})
type MembersPage = z.infer<typeof membersPage>

const failure = z.object({
  code: z.enum(codes),
  detail: z.record(z.string(), z.union([z.string().max(200), z.number(), z.boolean(), z.null()])),
})

/**
 * The statements of a membership at a ledger: `membership` the newest of its own organisation, `membership/{head}` any
 * version, `members/{org}` another member's newest; null when it has none. Nothing of it is verified. Throws
 * `ledger-unreachable`, `tls-…`, `membership-malformed`.
 */
export async function askMembership(url: string, page: string): Promise<Uint8Array[] | null> {
  const { status, text } = await ask(url, page)
  if (status === 404) return null
  if (status !== 200) throw unreachable(url, `status ${status}`)
  return readMembershipFile(text)
}

/** Who is known at a ledger, by its own word: good for training and for looking. Throws `ledger-unreachable`, `tls-…`. */
export async function askMembers(url: string): Promise<MembersPage['members']> {
  const { status, text } = await ask(url, 'members')
  const page = membersPage.safeParse(parse(text))
  if (status !== 200 || !page.success) throw unreachable(url, `status ${status}`)
  return page.data.members
}

/** Asks to be listed. Throws `ledger-unreachable`, `tls-…`, and what the ledger refuses it with: `enrolment-…`. */
export async function postEnrolment(url: string, request: string): Promise<EnrolmentState> {
  return readState(url, await ask(url, 'enrolments', { method: 'POST', body: request }))
}

/** How a request stands; null when the ledger does not know it (any more). Throws `ledger-unreachable`, `tls-…`. */
export async function askEnrolment(url: string, id: string): Promise<EnrolmentState | null> {
  const answer = await ask(url, `enrolments/${id}`)
  return answer.status === 404 ? null : readState(url, answer)
}

interface Answer {
  readonly status: number
  readonly text: string
}

function readState(url: string, { status, text }: Answer): EnrolmentState {
  const value = parse(text)
  if (status === 200 || status === 202) {
    const state = enrolmentState.safeParse(value)
    if (state.success) return state.data
  }
  const said = failure.safeParse(value)
  if (said.success && said.data.code.startsWith('enrolment-'))
    throw new BondmarkError(said.data.code satisfies Code, said.data.detail as Detail)
  throw unreachable(url, `status ${status}`)
}

async function ask(url: string, page: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const base = url.replace(/^ws/, 'http').replace(/\/*$/, '/')
    const response = await fetch(new URL(page, base), {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      ...init,
    })
    const bytes = await readBoundedBody(response, ANSWER_BYTES_MAX)
    if (bytes === null) throw new TypeError('the answer is too long')
    return { status: response.status, text: bytes.toString('utf8') }
  } catch (error) {
    throw (
      tlsFailureOf(error, url) ??
      unreachable(url, error instanceof Error ? error.message : String(error), error)
    )
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function unreachable(url: string, reason: string, cause?: unknown): BondmarkError {
  return new BondmarkError('ledger-unreachable', { url, reason }, { cause })
}
