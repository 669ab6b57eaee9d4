import { z } from 'zod'
import { aqls } from '../sampling/aqls.ts'
import { codeLetters } from '../sampling/code-letters.ts'
import { LOT_UNITS_MAX, lotCase } from '../sampling/draw.ts'
import { qualityMeasures } from '../sampling/plan-for.ts'

const units = z.int().min(1).max(LOT_UNITS_MAX)

/** A single sampling plan, as `bondmark sampling plan --json` answers it, without a format of its own. */
export const samplingPlan = z.strictObject({
  letter: z.enum(codeLetters),
  n: units,
  ac: z.int().min(0),
  re: z.int().min(1),
})

/** `bondmark sampling oc --json`. */
export const samplingOcAnswer = z.strictObject({
  format: z.literal('bondmark/sampling-oc/1'),
  plan: samplingPlan,
  aql: z.enum(aqls),
  measure: z.enum(qualityMeasures),
  /** Chance in per cent that a lot at its AQL is accepted. */
  acceptedAtAql: z.number().min(0).max(100),
  /** The quality at which a lot is accepted with a chance of so many per cent. */
  points: z.array(z.strictObject({ accepted: z.number(), quality: z.number().min(0) })),
})
export type SamplingOcAnswer = z.infer<typeof samplingOcAnswer>

/** `bondmark sampling draw --json`: what was drawn, with what it can be drawn again from but the lot. */
export const samplingDrawAnswer = z.strictObject({
  format: z.literal('bondmark/sampling-draw/1'),
  seed: z.string().regex(/^[0-9a-f]{64}$/),
  lotSize: units,
  n: units,
  cases: z.array(
    z.strictObject({
      pallet: lotCase.shape.pallet,
      case: lotCase.shape.case,
      /** Counted from 1 as they lie in the case, in rising order. */
      units: z.array(units),
    }),
  ),
})
export type SamplingDrawAnswer = z.infer<typeof samplingDrawAnswer>
