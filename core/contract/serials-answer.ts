import { z } from 'zod'
import { poolSerialStates } from '../lifecycle/pool-serial-life.ts'
import { failure } from './failure.ts'

const count = z.int().min(0)

/** `serials list --json`, `serials show --json`: the rights to give serials, those that are used first at the top. */
export const serialsAnswer = z.object({
  format: z.literal('bondmark/serials/1'),
  rights: z.array(
    z.object({
      /** statement id, which the events of its units cite */
      id: z.string(),
      kind: z.enum(['delegation', 'pool']),
      brand: z.string(),
      /** key of the brand that signed it */
      kid: z.string(),
      /** company prefixes and GTINs */
      covers: z.array(z.string()),
      prefix: z.string(),
      from: z.string(),
      until: z.string().nullable(),
      issued: count,
      /** null: no limit */
      left: count.nullable(),
      idle: failure.nullable(),
      /** how many serials stand where; a delegation has none that are provisioned */
      states: z.record(z.enum(poolSerialStates), count),
    }),
  ),
})
export type SerialsAnswer = z.infer<typeof serialsAnswer>

/** `serials import --json` */
export const serialsImportAnswer = z.object({
  format: z.literal('bondmark/serials-import/1'),
  ok: z.literal(true),
  outcome: z.enum(['delegation', 'pool', 'brand', 'already']),
  brand: z.string(),
  id: z.string().nullable(),
  serials: count,
})
