import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { ENROLMENT_TEXT_MAX } from '../../../core/membership/enrolment.ts'
import { addressGroup } from '../../../platform/http/address-group.ts'
import { answer, isRead, type Route, readBody } from '../../../platform/http/http-service.ts'
import { RequestRate } from '../../../platform/http/request-rate.ts'
import type { EnrolmentDesk } from './enrolment-desk.ts'
import type { MembershipDesk } from './membership-desk.ts'

/** Requests of one address, and of all: a station asks once, and again after a restart of the ledger. */
const PER_MINUTE_OF_ONE = 12
const PER_MINUTE = 60

/**
 * `POST /enrolments`: a station asks to be listed; answered with where its request stands, 202. `GET /enrolments/{id}`: how
 * it stands. What is refused is `{code, detail}` with 4xx.
 */
export const enrolmentPages = (
  desk: EnrolmentDesk,
  { consortium }: Pick<MembershipDesk, 'consortium'>,
  now: () => number,
): Route => {
  const rate = new RequestRate({ perMinuteOfOne: PER_MINUTE_OF_ONE, perMinute: PER_MINUTE, now })
  return async (request, { pathname }, response) => {
    const match = /^\/enrolments(?:\/([0-9a-f]{64}))?$/.exec(pathname)
    if (match === null) return false
    const [, id] = match
    const say = (status: number, said: object) => {
      const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
      answer(response, status, `${JSON.stringify(said)}\n`, headers)
      return true
    }
    const stateOf = (of: string) => {
      const found = desk.stateOf(of, consortium)
      return (
        found && { format: 'bondmark/enrolment-state/1', id: of, state: found.state, expiresAt: at(found) }
      )
    }
    if (id !== undefined) {
      if (!isRead(request, response)) return true
      const state = stateOf(id)
      return say(state ? 200 : 404, state ?? { code: 'enrolment-unknown', detail: {} })
    }
    if (request.method !== 'POST') {
      answer(response, 405, 'POST only\n', { Allow: 'POST' })
      return true
    }
    const address = request.socket.remoteAddress ?? ''
    if (!rate.allows(addressGroup(address))) return say(429, { code: 'enrolment-too-often', detail: {} })
    const text = await readBody(request, ENROLMENT_TEXT_MAX)
    try {
      if (text === null)
        throw new BondmarkError('enrolment-malformed', { at: 'request', reason: 'too large or no UTF-8' })
      const { enrolment } = desk.take(text, address, consortium)
      return say(202, stateOf(enrolment.id) ?? {})
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      return say(error.code === 'enrolment-busy' ? 503 : 422, error.toFailure())
    }
  }
}

const at = ({ expiresAt }: { expiresAt: number }) => new Date(expiresAt).toISOString()
