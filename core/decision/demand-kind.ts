import { z } from 'zod'

/** What may be demanded of goods before they go on: one kind for each of the four samplings (DESIGN §8), in their order. */
export const demandKind = z.enum([
  'factory-evaluation',
  'container-loading-supervision',
  'circulation-inspection',
  'ingredient-inspection',
])
export type DemandKind = z.infer<typeof demandKind>
