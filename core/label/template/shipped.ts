import { readTemplate } from './read-template.ts'
import case100x150v1 from './shipped/case-100x150-1.json' with { type: 'json' }
import case100x150v2 from './shipped/case-100x150-2.json' with { type: 'json' }
import pallet100x150v1 from './shipped/pallet-100x150-1.json' with { type: 'json' }
import unit40x30v1 from './shipped/unit-40x30-1.json' with { type: 'json' }
import unit60x40v1 from './shipped/unit-60x40-1.json' with { type: 'json' }
import unit60x40v2 from './shipped/unit-60x40-2.json' with { type: 'json' }
import type { LabelTemplate } from './template-schema.ts'

/** The default for a unit. */
export const unit60x40: LabelTemplate = readTemplate(unit60x40v1)
/** The default for a case. */
export const case100x150: LabelTemplate = readTemplate(case100x150v1)

/**
 * The label documents that Bondmark comes with; of those for one stock, the first is in force until a supervisor chooses another.
 * A version that was printed once never changes: a change is a new version.
 */
export const shippedTemplates: readonly LabelTemplate[] = [
  unit60x40,
  readTemplate(unit60x40v2),
  readTemplate(unit40x30v1),
  case100x150,
  readTemplate(case100x150v2),
  readTemplate(pallet100x150v1),
]
