import case100x150v1 from './shipped/case-100x150-1.json' with { type: 'json' }
import case100x150v2 from './shipped/case-100x150-2.json' with { type: 'json' }
import pallet100x150v1 from './shipped/pallet-100x150-1.json' with { type: 'json' }
import unit40x30v1 from './shipped/unit-40x30-1.json' with { type: 'json' }
import unit60x40v1 from './shipped/unit-60x40-1.json' with { type: 'json' }
import unit60x40v2 from './shipped/unit-60x40-2.json' with { type: 'json' }
import type { LabelTemplate } from './template-schema.ts'

/**
 * A document of this release, as it stands in its file. It is part of the program, so it is not read anew by every process that
 * starts, which cost each some 30 ms: `shipped.test.ts` reads each, and sees that reading changes nothing and hashes stay.
 */
const released = (document: object): LabelTemplate => document as LabelTemplate

/** The default for a unit. */
export const unit60x40: LabelTemplate = released(unit60x40v1)
/** The default for a case. */
export const case100x150: LabelTemplate = released(case100x150v1)

/**
 * The label documents that Bondmark comes with; of those for one stock, the first is in force until a supervisor chooses another.
 * A version that was printed once never changes: a change is a new version.
 */
export const shippedTemplates: readonly LabelTemplate[] = [
  unit60x40,
  released(unit60x40v2),
  released(unit40x30v1),
  case100x150,
  released(case100x150v2),
  released(pallet100x150v1),
]
