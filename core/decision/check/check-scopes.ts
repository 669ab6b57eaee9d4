import { hasValidCheckDigit } from '../../gs1/check-digit.ts'
import { isCountry } from '../../plan/countries.ts'
import type { RuleSet2 } from '../rule-set-2.ts'
import { inOrder } from '../rules-in-order.ts'
import type { Scope } from '../scope.ts'
import { scopedLists } from '../scoped-lists.ts'
import type { CategoryFamily } from './category-family.ts'
import type { KnownWorld } from './known-world.ts'
import { valuesOfNoPlan } from './plan-value.ts'
import type { RuleFindings } from './rule-finding.ts'

const none = () => false

/** Every scope is of goods that there can be: known category, traced, right check digit, and nothing that contradicts what is known. */
export function checkScopes(
  rules: RuleSet2,
  family: CategoryFamily,
  known: KnownWorld,
  findings: RuleFindings,
): void {
  const { above } = inOrder(rules)
  for (const list of scopedLists) {
    const ids = new Set<string>()
    for (const [at, { id, scope }] of rules[list].entries()) {
      const place = `/${list}/${at}`
      if (ids.has(id)) findings.error(`${place}/id`, 'rule-id-twice', { rule: id })
      ids.add(id)
      checkOwn(id, scope, place, family, findings)
      checkNames(id, scope, place, known, findings)
      checkTogether(id, scope, place, known, above, findings)
    }
  }
}

function checkOwn(
  rule: string,
  scope: Scope,
  at: string,
  family: CategoryFamily,
  findings: RuleFindings,
): void {
  const { category, gtin, origin } = scope
  const place = `${at}/scope`
  if (at.startsWith('/whitelist/') && Object.keys(scope).length === 0)
    findings.error(place, 'rule-scope-empty', { rule })
  for (const { field, value } of valuesOfNoPlan(scope))
    findings.error(`${place}/${field}`, 'rule-value-never', { rule, field, value })
  if (gtin !== undefined && !hasValidCheckDigit(gtin))
    findings.error(`${place}/gtin`, 'rule-gtin-check', { rule, gtin })
  if (origin !== undefined && !isCountry(origin))
    findings.error(`${place}/origin`, 'rule-country-unknown', { rule, origin })
  if (category === undefined) return
  if (!family.has(category)) findings.error(`${place}/category`, 'rule-category-unknown', { rule, category })
  else if (!family.isTraced(category, none))
    findings.error(`${place}/category`, 'rule-category-exempt', { rule, category })
}

const namedFields = [
  ['brand', 'brands'],
  ['seller', 'sellers'],
  ['manufacturer', 'manufacturers'],
] as const

function checkNames(
  rule: string,
  scope: Scope,
  place: string,
  known: KnownWorld,
  findings: RuleFindings,
): void {
  for (const [field, names] of namedFields) {
    const value = scope[field]
    if (value !== undefined && known[names] && !known[names].has(value))
      findings.warn(`${place}/scope/${field}`, 'rule-name-unknown', { rule, field, value })
  }
}

/** Values that each exist, but never on the same goods. */
function checkTogether(
  rule: string,
  scope: Scope,
  place: string,
  known: KnownWorld,
  above: (category: string) => readonly string[],
  findings: RuleFindings,
): void {
  const { gtin, brand, seller } = scope
  const product = gtin === undefined ? null : known.productOf?.(gtin)
  if (gtin !== undefined && product)
    for (const field of ['brand', 'manufacturer', 'category'] as const) {
      const value = scope[field]
      const fits = field === 'category' ? above(product.category) : [product[field]]
      if (value === undefined || fits.includes(value)) continue
      const detail = { rule, gtin, field, value, known: product[field] }
      findings.error(`${place}/scope/${field}`, 'rule-product-differs', detail)
    }
  if (brand === undefined || seller === undefined) return
  const sellers = known.sellersOf?.(brand)
  if (sellers && !sellers.has(seller))
    findings.error(`${place}/scope/seller`, 'rule-seller-never', { rule, brand, seller })
}
