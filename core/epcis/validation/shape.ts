import { extensionKey, extensionValue } from './extensions.ts'
import type { Place } from './finding.ts'
import type { Check, Surroundings } from './values.ts'
import { object } from './values.ts'

/** The fields of an object: a check for each, which are needed, and whether fields of other namespaces may stand there. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Check>
  readonly needed: readonly string[]
  readonly extensible: boolean
  /** Fields of EPCIS that stand elsewhere, named apart from those that nobody knows. */
  readonly elsewhere?: ReadonlySet<string>
}

export function shape(
  fields: Readonly<Record<string, Check>>,
  needed: readonly string[],
  options: { extensible: boolean; elsewhere?: ReadonlySet<string> },
): Shape {
  return { fields: new Map(Object.entries(fields)), needed, ...options }
}

/** Comments are no data; GS1's context knows the prefix. */
const COMMENT = 'rdfs:comment'

/** Checks the fields of an object against its shape. */
export function checkFields(
  value: Record<string, unknown>,
  place: Place,
  { fields, needed, extensible, elsewhere }: Shape,
  around: Surroundings,
): void {
  const { findings } = around
  for (const [key, inner] of Object.entries(value)) {
    const own = place.at(key)
    const check = fields.get(key)
    if (check !== undefined) check(inner, own, around)
    else if (extensible && (key === COMMENT || extensionKey(key, own, around))) {
      extensionValue(inner, own, around)
    } else findings.error(own, elsewhere?.has(key) ? 'epcis-field-forbidden' : 'epcis-field-unknown')
  }
  for (const key of needed) {
    if (!Object.hasOwn(value, key)) findings.error(place.at(key), 'epcis-field-missing')
  }
}

/** A check that a value is an object of a shape, and then of its own rules. */
export function ofShape(
  own: Shape,
  rules?: (value: Record<string, unknown>, place: Place, around: Surroundings) => void,
): Check {
  return (value, place, around) => {
    if (!object(value, place, around)) return
    checkFields(value, place, own, around)
    rules?.(value, place, around)
  }
}
