import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import {
  type Enrolment,
  type EnrolmentPayload,
  makeEnrolment,
  trustRootHash,
} from '../../core/membership/enrolment.ts'
import {
  beginHistory,
  type MemberHistory,
  newestOf,
  trustRootOf,
} from '../../core/membership/member-history.ts'
import { claimedMembership, keyOf, type ListedKey } from '../../core/membership/membership.ts'
import type { SsccBlock } from '../../core/membership/station-ranges.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { askEnrolment, askMembers, askMembership, postEnrolment } from '../../sync/replication/ask-members.ts'
import { catchUpMembership } from '../../sync/replication/catch-up-membership.ts'

/** How often a waiting station asks. */
const POLL_MS = 1_000
/** A station gives up by its own clock too: a ledger that says "wait" for good is not believed. */
export const ENROL_WAIT_MS_MAX = 15 * 60_000

export interface EnrolmentWish {
  /** address of the ledger */
  readonly url: string
  /** proposed short name of the station */
  readonly station: string
  readonly stationSeed: Uint8Array
  readonly people: EnrolmentPayload['people']
  /** the trust file that was handed over with the station; null: the ledger's own word, which only training takes */
  readonly trust: TrustFile | null
}

/** What people see while they wait. */
export interface Waiting {
  readonly code: string
  readonly org: string
  readonly station: string
  /** whether the ledger has the request */
  readonly asked: boolean
  /** RFC 3339, by the ledger's clock; null until it has the request */
  readonly expiresAt: string | null
  /** the administrators have signed, and all that is left is to make the workspace */
  readonly approved: boolean
  /** why the ledger could not be asked just now; it is asked again */
  readonly trouble: Failure | null
}

/** A station that the administrators have listed. */
export interface Listed {
  readonly history: MemberHistory
  readonly key: ListedKey & { readonly prefix: string; readonly ssccBlock: SsccBlock }
}

/**
 * Asks a ledger to list a station, shows the code by `show`, and waits until the administrators have signed a membership that
 * lists its key. That membership is believed for its signatures, by the trust file or, in training, by the root that the ledger
 * named when it was asked first; an answer that says "approved" decides nothing. Throws `training-only` for a real ledger
 * without a trust file, `enrolment-…`, `ledger-unreachable`, `membership-…`; an AbortError when `signal` says so.
 */
export async function askToEnrol(
  wish: EnrolmentWish,
  show: (waiting: Waiting) => void,
  signal: AbortSignal,
): Promise<Listed> {
  const { url } = wish
  const { publicKey, sign } = signerFromSeed(wish.stationSeed)
  const known = await firstSight(url, wish.trust)
  const { consortium, org } = newestOf(known).payload
  const enrolment = makeEnrolment(
    {
      format: 'bondmark/enrolment/1',
      consortium,
      org,
      station: wish.station,
      key: toBase64Url(publicKey),
      people: wish.people,
      trust: trustRootHash(trustRootOf(known)),
      nonce: toHex(random(16)),
    },
    sign,
  )
  const shown = { code: enrolment.code, org, station: wish.station }
  show({ ...shown, asked: false, approved: false, expiresAt: null, trouble: null })
  const first = await postEnrolment(url, enrolment.text)
  const asked = { ...shown, asked: true, approved: false }
  show({ ...asked, expiresAt: first.expiresAt, trouble: null })
  await untilApproved(wish, enrolment, (expiresAt, trouble) => show({ ...asked, expiresAt, trouble }), signal)
  show({ ...asked, approved: true, expiresAt: null, trouble: null })
  const history = await catchUpMembership(url, known)
  const listed = keyOf(newestOf(history), kidOf(publicKey))
  if (listed?.use !== 'station' || !listed.prefix || !listed.ssccBlock)
    throw new BondmarkError('enrolment-incomplete', { code: enrolment.code })
  return { history, key: { ...listed, prefix: listed.prefix, ssccBlock: listed.ssccBlock } }
}

/** The membership that is there before anything is asked, under whom the station will believe. */
async function firstSight(url: string, trust: TrustFile | null): Promise<MemberHistory> {
  const statements = await askMembership(url, trust ? `membership/${trust.membershipHead}` : 'membership')
  if (statements === null) throw new BondmarkError('enrolment-trust-differs', { org: url })
  const { org, training } = claimedMembership(statements).payload
  if (trust === null && training === undefined) throw new BondmarkError('enrolment-trust-needed', {})
  if (trust !== null && (training !== undefined) !== (trust.training === true))
    throw new BondmarkError('membership-training', {})
  const root = trust ?? (await askMembers(url)).find((member) => member.org === org)
  if (root === undefined) throw new BondmarkError('enrolment-trust-differs', { org })
  const history = beginHistory(statements, root, verifyEd25519)
  return trust ? catchUpMembership(url, history) : history
}

async function untilApproved(
  { url }: Pick<EnrolmentWish, 'url'>,
  { id, text, code }: Enrolment,
  show: (expiresAt: string | null, trouble: Failure | null) => void,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + ENROL_WAIT_MS_MAX
  let expiresAt: string | null = null
  while (performance.now() < end) {
    try {
      const state = (await askEnrolment(url, id)) ?? (await postEnrolment(url, text))
      if (state.state === 'approved') return
      if (state.state === 'refused') throw new BondmarkError('enrolment-refused', { code })
      // A ledger that lost the request was asked anew: what was shown first stands, by the clock that runs here.
      expiresAt ??= state.expiresAt
      show(expiresAt, null)
    } catch (error) {
      if (!(error instanceof BondmarkError) || !mayPass.has(error.code)) throw error
      show(expiresAt, error.toFailure())
    }
    await pause(POLL_MS, signal)
  }
  throw new BondmarkError('enrolment-timed-out', { code })
}

/** What is over by itself: the network, or a ledger that is busy. */
const mayPass: ReadonlySet<string> = new Set(['ledger-unreachable', 'enrolment-busy', 'enrolment-too-often'])

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new BondmarkError('enrolment-cancelled', {}))
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(new BondmarkError('enrolment-cancelled', {}))
    }
    signal.addEventListener('abort', stop, { once: true })
  })
}
