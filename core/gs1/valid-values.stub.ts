import fc from 'fast-check'
import { type AiRow, aiTable, rowOf } from './ai-table.ts'
import { DIGITS, SET_39, SET_64, SET_82 } from './character-set.ts'
import { checkDigit } from './check-digit.ts'
import { checkPair } from './check-pair.ts'
import type { Meant } from './relations.ts'
import type { GsElement } from './scan-reading.ts'
import type { Component } from './value-format.ts'

/** Arbitrary values that the rules of an identifier allow, for property tests. */

const letters = { N: DIGITS, X: SET_82, Y: SET_39, Z: SET_64.replace('=', '') }

function text(characters: string, min: number, max: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), minLength: min, maxLength: max })
}

function number(min: number, max: number, digits: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((n) => String(n).padStart(digits, '0'))
}

const date = fc.tuple(number(0, 99, 2), number(1, 12, 2), number(1, 28, 2)).map((parts) => parts.join(''))
const wholeDate = fc
  .tuple(number(0, 99, 2), number(1, 12, 2), number(0, 28, 2))
  .map((parts) => parts.join(''))
const coupon = fc
  .tuple(text(DIGITS, 6, 6), text(DIGITS, 6, 6), date, text(DIGITS, 6, 6))
  .map(([company, offer, expiry, serial]) => `0${company}${offer}111101233${expiry}50${serial}`)
const storeCoupon = fc
  .tuple(text(DIGITS, 12, 12), text(DIGITS, 9, 9))
  .map(([funder, serial]) => `00${funder}3${serial}`)

/** Values that a rule allows, for rules that leave few values, or values that chance would not find. */
const byRule: Readonly<Record<string, fc.Arbitrary<string>>> = {
  yymmd0: wholeDate,
  yymmdd: date,
  yyyymmdd: fc.tuple(number(19, 20, 2), date).map((parts) => parts.join('')),
  hh: number(0, 23, 2),
  mi: number(0, 59, 2),
  ss: number(0, 59, 2),
  hhmi: fc.tuple(number(0, 23, 2), number(0, 59, 2)).map((parts) => parts.join('')),
  iso3166: fc.constantFrom('156', '276', '528', '840'),
  iso3166999: fc.constantFrom('156', '276', '528', '840', '999'),
  iso3166alpha2: fc.constantFrom('CN', 'DE', 'NL', 'US'),
  iso4217: fc.constantFrom('156', '978', '840'),
  iban: fc.constantFrom('FR7630006000011234567890189', 'BE71096123456769', 'CH5604835012345678009'),
  couponcode: coupon,
  couponposoffer: storeCoupon,
  latitude: number(0, 1_800_000_000, 10),
  longitude: number(0, 2_147_483_647, 10),
  mediatype: number(1, 10, 2),
  packagetype: fc.constantFrom('1A', '200', '9', 'BGE'),
  hyphen: fc.constant('-'),
  importeridx: text('-_0aZ', 1, 1),
  iso5218: fc.constantFrom('0', '1', '2', '9'),
  pcenc: text('AZaz09%', 1, 11).map((value) => value.replaceAll('%', '%4f')),
  pieceoftotal: fc.tuple(number(1, 50, 2), number(50, 99, 2)).map((parts) => parts.join('')),
  posinseqslash: fc.constantFrom('1/1', '1/3', '9/9'),
  winding: fc.constantFrom('0', '1', '9'),
  yesno: fc.constantFrom('0', '1'),
  zero: fc.constant('0'),
}

function component({ set, min, max, rules }: Component): fc.Arbitrary<string> {
  const names = rules.map(({ name }) => name)
  const [special] = names.flatMap((name) => byRule[name] ?? [])
  if (special !== undefined) return special
  if (names.includes('csum')) {
    return text(DIGITS, max - 1, max - 1).map((digits) => digits + checkDigit(digits))
  }
  const prefix = names.includes('gcppos1') ? text(DIGITS, 4, 4) : fc.constant('')
  const reserved = names.includes('csumalpha') ? 2 : 0
  const used = names.includes('gcppos1') ? 4 : 0
  const least = names.includes('hasnondigit') ? 1 : Math.max(0, min - used - reserved)
  return fc.tuple(prefix, text(letters[set], least, max - used - reserved)).map(([start, rest]) => {
    const body = names.includes('hasnondigit') ? `${start}A${rest.slice(1)}` : start + rest
    const filled =
      names.includes('nonzero') || names.includes('nozeroprefix') ? body.replace(/^0/, '1') : body
    return names.includes('csumalpha') ? filled + checkPair(filled) : filled
  })
}

/** A value of an identifier: all its mandatory components, and of the optional ones the first few. */
export function validValue({ components }: AiRow): fc.Arbitrary<string> {
  const mandatory = components.filter(({ optional }) => !optional).length
  return fc
    .tuple(
      fc.integer({ min: mandatory, max: components.length }),
      fc.tuple(...components.map((part) => component(part))),
    )
    .map(([count, values]) => values.slice(0, count).join(''))
}

/** An identifier and one of its values. */
export function validElement(row: AiRow): fc.Arbitrary<GsElement> {
  return validValue(row).map((value) => ({ ai: row.ai, value }))
}

function means(meant: Meant | undefined, ai: string): boolean {
  return meant?.[rowOf(ai)?.index ?? -1] === 1
}

/** Identifiers that make a scan of `row` complete: what it requires, what that requires, and so on. */
export function companionsOf(row: AiRow): AiRow[] {
  const chosen = new Set([row])
  for (const each of chosen) {
    for (const { anyOf } of each.requires) {
      const isThere = (meant: Meant) => [...chosen].some(({ index }) => meant[index] === 1)
      if (anyOf.some((all) => all.every(isThere))) continue
      // (03) and (255) exclude much of what else is needed.
      const choices = anyOf.filter(([meant]) => !means(meant, '03') && !means(meant, '255'))
      for (const meant of choices[0] ?? anyOf[0] ?? []) {
        const found = isThere(meant) ? undefined : aiTable.find(({ index }) => meant[index] === 1)
        if (found !== undefined) chosen.add(found)
      }
    }
  }
  return [...chosen].filter((each) => each !== row)
}
