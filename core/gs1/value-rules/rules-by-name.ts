import type { Code } from '../../errors/codes.ts'
import { checkDigit, checkPair } from './check-characters.ts'
import * as lists from './code-lists.ts'
import { prefixFromSecond, startsWithPrefix } from './company-prefix.ts'
import { couponCode } from './coupon.ts'
import { date, dateOrMonth, fullDate, hour, hourAndMinute, sixtieth } from './date-and-time.ts'
import { iban } from './iban.ts'
import * as small from './small-values.ts'
import { storeCoupon } from './store-coupon.ts'
import type { Judge, ValueRule } from './value-rule.ts'

/** The rules that the rows of `ai-rows.ts` name, with the code of the failure that each ends in. */
const rules: readonly (readonly [string, Code, Judge])[] = [
  ['csum', 'ai-check-digit-wrong', checkDigit],
  ['csumalpha', 'ai-check-pair-wrong', checkPair],
  ['gcppos1', 'ai-company-prefix-wrong', startsWithPrefix],
  ['gcppos2', 'ai-company-prefix-wrong', prefixFromSecond],
  ['yymmd0', 'ai-date-wrong', dateOrMonth],
  ['yymmdd', 'ai-date-wrong', date],
  ['yyyymmdd', 'ai-date-wrong', fullDate],
  ['hh', 'ai-time-wrong', hour],
  ['mi', 'ai-time-wrong', sixtieth],
  ['ss', 'ai-time-wrong', sixtieth],
  ['hhmi', 'ai-time-wrong', hourAndMinute],
  ['iso3166', 'ai-country-unknown', lists.countryNumber],
  ['iso3166999', 'ai-country-unknown', lists.countryOrSeveral],
  ['iso3166alpha2', 'ai-country-unknown', lists.countryLetter],
  ['iso4217', 'ai-currency-unknown', lists.currency],
  ['iban', 'ai-iban-wrong', iban],
  ['couponcode', 'ai-coupon-wrong', couponCode],
  ['couponposoffer', 'ai-coupon-wrong', storeCoupon],
  ['latitude', 'ai-place-out-of-range', small.latitude],
  ['longitude', 'ai-place-out-of-range', small.longitude],
  ['mediatype', 'ai-value-wrong', lists.mediaType],
  ['packagetype', 'ai-value-wrong', lists.packageType],
  ['cset64', 'ai-value-wrong', small.padding64],
  ['hasnondigit', 'ai-value-wrong', small.hasNonDigit],
  ['hyphen', 'ai-value-wrong', small.hyphen],
  ['importeridx', 'ai-value-wrong', small.importerIndex],
  ['iso5218', 'ai-value-wrong', small.sex],
  ['nonzero', 'ai-value-wrong', small.nonZero],
  ['nozeroprefix', 'ai-value-wrong', small.noZeroPrefix],
  ['pcenc', 'ai-value-wrong', small.percentEncoded],
  ['pieceoftotal', 'ai-value-wrong', small.pieceOfTotal],
  ['posinseqslash', 'ai-value-wrong', small.placeInSequence],
  ['winding', 'ai-value-wrong', small.winding],
  ['yesno', 'ai-value-wrong', small.yesOrNo],
  ['zero', 'ai-value-wrong', small.zero],
]

const byName = new Map<string, ValueRule>(rules.map(([name, code, judge]) => [name, { name, code, judge }]))

/** The rule of that name. The table is ours, so a name that is not here is a fault of ours: RangeError. */
export function ruleNamed(name: string): ValueRule {
  const rule = byName.get(name)
  if (rule === undefined) throw new RangeError(`no value rule is called ${name}`)
  return rule
}
