import { z } from 'zod'
import { stockKind } from './stock-kinds.ts'

const pieces = z.int().min(0)

/** What a shift's end says of one kind of stock: see `ReconciledStock`. */
const reconciled = z.strictObject({
  kind: stockKind,
  isKept: z.boolean(),
  opening: z.int(),
  issued: pieces,
  used: pieces,
  voided: pieces,
  inDoubt: pieces,
  tests: pieces,
  destroyed: pieces,
  expected: z.int().nullable(),
  counted: pieces.nullable(),
  difference: z.int().nullable(),
  reason: z.string().max(200).nullable(),
})

/** The station record of a shift's end on its security stock: the last but one of the shift's statements. */
export const stockReconciled = z.strictObject({
  format: z.literal('bondmark/stock-reconciled/1'),
  /** issuer URI */
  station: z.string(),
  shift: z.int(),
  t: z.string(),
  operator: z.string(),
  verdict: z.enum(['agrees', 'differs', 'not-counted']),
  stock: z.array(reconciled).max(16),
  /** Hex SHA-256 of the RFC 8785 bytes of the movements in order: names of rolls and witnesses stay at the station. */
  movements: z.string().regex(/^[0-9a-f]{64}$/),
})
export type StockReconciled = z.infer<typeof stockReconciled>
