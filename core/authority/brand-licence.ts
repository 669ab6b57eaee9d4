import type { Membership } from '../membership/membership.ts'
import { type Coverage, companyPrefix, gtin14 } from './coverage.ts'

const COMPANY_PREFIX = 'company-prefix/'
const GTIN = 'gtin/'

/** The roles that say which products a member owns, as they stand in its membership. */
export const licenceRoles = ({ companyPrefixes, gtins }: Coverage): string[] => [
  ...companyPrefixes.map((prefix) => COMPANY_PREFIX + prefix),
  ...gtins.map((gtin) => GTIN + gtin),
]

/**
 * What a brand owns: its membership, which the consortium's administrators sign, lists each company prefix as a role
 * `company-prefix/9506000`, and each GTIN that it has by itself as `gtin/…` (14 digits). Other roles say nothing here.
 */
export function licenceOf({ payload }: Pick<Membership, 'payload'>): Coverage {
  const named = (start: string, isOne: (text: string) => boolean) =>
    payload.roles.flatMap((role) => {
      const value = role.startsWith(start) ? role.slice(start.length) : ''
      return isOne(value) ? [value] : []
    })
  return {
    companyPrefixes: named(COMPANY_PREFIX, (text) => companyPrefix.safeParse(text).success),
    gtins: named(GTIN, (text) => gtin14.safeParse(text).success),
  }
}
