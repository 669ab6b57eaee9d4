import { outsideDigits } from '../character-set.ts'
import { startsWithPrefix } from './company-prefix.ts'
import { date } from './date-and-time.ts'
import { digitAt } from './value-rule.ts'

/** How a step went: where the next one begins, or, as a negative number, the place of the fault (`fault`). */
type Step = number

const fault = (at: number): Step => -1 - at

/** A coupon that is being read: digits from `start` to `end`. */
interface Coupon {
  readonly text: string
  readonly end: number
}

/** `count` digits of any kind. */
function skip({ end }: Coupon, at: number, count: number): Step {
  return end - at < count ? fault(at) : at + count
}

/** One digit out of `allowed`. */
function oneOf({ text, end }: Coupon, at: number, allowed: string): Step {
  return at < end && allowed.includes(text.charAt(at)) ? at + 1 : fault(at)
}

/** A length digit out of `allowed`, and as many digits as it says and `more`. */
function counted(coupon: Coupon, at: number, allowed: string, more: number): Step {
  const next = oneOf(coupon, at, allowed)
  return next < 0 ? next : skip(coupon, next, digitAt(coupon.text, at) + more)
}

/** A counted company prefix (its length less six); `9` for none, where that is allowed. */
function prefix(coupon: Coupon, at: number, allowed: string): Step {
  if (coupon.text.charAt(at) === '9' && allowed.includes('9')) return oneOf(coupon, at, allowed)
  const next = counted(coupon, at, allowed, 6)
  if (next < 0) return next
  return startsWithPrefix(coupon.text, at + 1, next) >= 0 ? fault(at + 1) : next
}

/** Requirement, its code, and the family code. */
function purchase(coupon: Coupon, at: number): Step {
  let next = counted(coupon, at, '12345', 0)
  if (next >= 0) next = oneOf(coupon, next, '012349')
  return next < 0 ? next : skip(coupon, next, 3)
}

function dateAt(coupon: Coupon, at: number): Step {
  const next = skip(coupon, at, 6)
  return next >= 0 && date(coupon.text, at) >= 0 ? fault(at) : next
}

/** The optional fields, in the order of their leading digit. */
const optional: readonly (readonly [string, (coupon: Coupon, at: number) => Step])[] = [
  [
    '1',
    (coupon, at) => {
      let next = oneOf(coupon, at, '0123')
      if (next >= 0) next = purchase(coupon, next)
      return next < 0 ? next : prefix(coupon, next, '01234569')
    },
  ],
  [
    '2',
    (coupon, at) => {
      const next = purchase(coupon, at)
      return next < 0 ? next : prefix(coupon, next, '01234569')
    },
  ],
  ['3', dateAt],
  ['4', dateAt],
  ['5', (coupon, at) => counted(coupon, at, '0123456789', 6)],
  ['6', (coupon, at) => prefix(coupon, at, '1234567')],
  [
    '9',
    (coupon, at) => {
      let next = oneOf(coupon, at, '01256')
      if (next >= 0) next = oneOf(coupon, next, '012')
      if (next >= 0) next = skip(coupon, next, 1)
      return next < 0 ? next : oneOf(coupon, next, '01')
    },
  ],
]

/** Company prefix, offer code, save value and the first purchase: what every coupon has. */
function head(coupon: Coupon, start: number): Step {
  let next = prefix(coupon, start, '0123456')
  if (next >= 0) next = skip(coupon, next, 6)
  if (next >= 0) next = counted(coupon, next, '12345', 0)
  return next < 0 ? next : purchase(coupon, next)
}

/**
 * `couponcode`: a North American coupon, AI (8110), field by field (GS1 US: North American Coupon Application Guideline
 * Using GS1 DataBar Expanded Symbols). An expiry before the start is a fault too.
 */
export function couponCode(text: string, start: number, end: number): number {
  const letter = outsideDigits(text, start, end)
  if (letter >= 0) return letter
  const coupon = { text, end }
  let at = head(coupon, start)
  let expiry = ''
  for (const [field, read] of optional) {
    if (at < 0) return -1 - at
    if (at >= end || text.charAt(at) !== field) continue
    const from = at + 1
    at = read(coupon, from)
    if (at < 0) return -1 - at
    if (field === '3') expiry = text.slice(from, at)
    if (field === '4' && expiry !== '' && text.slice(from, at) > expiry) return from
  }
  if (at < 0) return -1 - at
  return at === end ? -1 : at
}
