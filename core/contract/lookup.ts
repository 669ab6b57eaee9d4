import { z } from 'zod'
import { failure } from './failure.ts'

/**
 * What is known of one unit or case (FORMATS, "Answers of the command line"). `record-held`: commissioned here, its
 * statements are on this station; `voided`, `unknown` say what they say. Never more: a record is not the goods.
 */
export const lookupAnswer = z.object({
  format: z.literal('bondmark/lookup/1'),
  unit: z.string(),
  standing: z.enum([
    'commissioned',
    'packed',
    'case-closed',
    'label-outstanding',
    'voided',
    'decommissioned',
    'unknown',
  ]),
  timeline: z.array(
    z.object({
      t: z.string(),
      step: z.string(),
      operator: z.string(),
      statement: z.string(),
      /** `proven`: a receipt that verifies is held; `pending`: only this station has it yet. */
      receipt: z.enum(['proven', 'pending']),
    }),
  ),
  case: z.string().nullable(),
  gtin: z.string().nullable(),
  serial: z.string().nullable(),
  lot: z.string().nullable(),
  /** Of the label's seal, when the looked-up text carried one. */
  seal: failure.nullable(),
})
export type LookupAnswer = z.infer<typeof lookupAnswer>
