import { planRow } from '../../plan/plan-row.ts'

/** Fields of scopes that plans write as text. GTINs and countries have checks that say more. */
const fields = ['lot', 'manufacturer', 'brand', 'seller', 'category'] as const

/** Whether a line of a plan can have this value, to the character: it is not too long, and written as plans are read. */
function canBe(field: (typeof fields)[number], value: string): boolean {
  const read = planRow.shape[field].safeParse(value.trim())
  return read.success && read.data === value
}

/** The values of a scope that no line can have: its rule would never match. */
export function valuesOfNoPlan(
  scope: Readonly<Partial<Record<(typeof fields)[number], string | undefined>>>,
): { readonly field: string; readonly value: string }[] {
  return fields.flatMap((field) => {
    const value = scope[field]
    return value === undefined || canBe(field, value) ? [] : [{ field, value }]
  })
}
