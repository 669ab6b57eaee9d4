import { z } from 'zod'
import { failure } from './failure.ts'
import { carriedGoods } from './station-view.ts'

/**
 * What is known of one unit, case or pallet (FORMATS, "Answers of the command line"). `received`: it came with an identity of its
 * maker's and was received here; the others are of labels printed here. Never more: a record is not the goods.
 */
export const lookupAnswer = z.object({
  format: z.literal('bondmark/lookup/1'),
  unit: z.string(),
  standing: z.enum([
    'received',
    'commissioned',
    'packed',
    'case-closed',
    'on-pallet',
    'pallet-closed',
    'emptied',
    'label-outstanding',
    'voided',
    'decommissioned',
    'held',
    'shipped',
    'destroyed',
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
      /**
       * What this station can say of it by itself: only `recorded` here, or `logged` with a receipt; or that it cannot be
       * so after what counts. Whether it is valid is the ledger's to say (`GET /standing/{statement}`).
       */
      standing: z.enum(['recorded', 'logged', 'unfounded', 'conflicted', 'impossible']),
    }),
  ),
  /** EPC of the case that a unit is in. */
  case: z.string().nullable(),
  /** EPC of the pallet that it stands on, in its case or as a case. */
  pallet: z.string().nullable(),
  /** EPCs of what is in a case or on a pallet that was closed here; empty for anything else. */
  contents: z.array(z.string()),
  /** The same as goods of planned lines. */
  goods: z.array(carriedGoods),
  gtin: z.string().nullable(),
  serial: z.string().nullable(),
  lot: z.string().nullable(),
  /** Of the label's seal, when the looked-up text carried one. */
  seal: failure.nullable(),
})
export type LookupAnswer = z.infer<typeof lookupAnswer>
