import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { trustRootOf } from '../../../core/membership/member-history.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { writeMembershipFile } from '../../../core/membership/membership-file.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { MembershipDesk } from './membership-desk.ts'

const JSON_TYPE = 'application/json'

/**
 * `/membership`: the newest of this ledger's own organisation; `/membership/{head}`: any version of any member that is known
 * here, for good; `/members`: who is known, with the head of each one's newest; `/members/{org}`: that newest. What they
 * answer proves itself by its signatures, to whoever trusts the administrators.
 */
export const membershipPages =
  ({ consortium, folder }: Pick<MembershipDesk, 'consortium' | 'folder'>): Route =>
  (request, { pathname }, response) => {
    const [, page, name] = /^\/(membership|members)(?:\/([A-Za-z0-9._-]{1,64}))?$/.exec(pathname) ?? []
    if (page === undefined) return false
    if (!isRead(request, response)) return true
    if (page === 'members' && name === undefined) {
      const members = consortium.all().map(({ payload, head }) => {
        const { org } = payload
        const history = consortium.history(org)
        const root = history && trustRootOf(history)
        return {
          org,
          head,
          versions: history?.versions.length,
          ...root,
          forks: folder.forks(org).map(parsed),
        }
      })
      send(`${JSON.stringify({ format: 'bondmark/members/1', members })}\n`, 'no-cache')
      return true
    }
    const found = page === 'members' ? newest(name ?? '') : name ? consortium.version(name) : consortium.own()
    if (found === null) answer(response, 404, 'no such membership\n')
    else send(writeMembershipFile(found.statements), name === found.head ? FOREVER : 'no-cache')
    return true

    function send(body: string, cache: string): void {
      answer(response, 200, body, { 'Content-Type': JSON_TYPE, 'Cache-Control': cache })
    }
    function newest(org: string): Membership | null {
      return consortium.all().find(({ payload }) => payload.org === org) ?? null
    }
  }

const FOREVER = 'public, max-age=31536000, immutable'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BondmarkError('membership-fork-malformed', { at: 'file', reason: 'not JSON' }, { cause })
  }
}
