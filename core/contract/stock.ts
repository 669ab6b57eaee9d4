import { z } from 'zod'
import { stockCover, stockKind, stockProcess } from '../stock/stock-kinds.ts'

/** What a screen, and `bondmark stock`, show of security stock. */
export const stockAnswer = z.object({
  format: z.literal('bondmark/stock/1'),
  /** The shift that is open; null when none is. */
  shift: z.int().nullable(),
  verdict: z.enum(['agrees', 'differs', 'not-counted']),
  /** Whether any was ever issued: then a shift is closed with a count, or with somebody's word that there is none. */
  isKept: z.boolean(),
  stock: z.array(
    z.object({
      kind: stockKind,
      isKept: z.boolean(),
      opening: z.int(),
      issued: z.int(),
      used: z.int(),
      voided: z.int(),
      inDoubt: z.int(),
      tests: z.int(),
      destroyed: z.int(),
      expected: z.int().nullable(),
      counted: z.int().nullable(),
      difference: z.int().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  /** Rolls and packs, those issued last first, at most 50. */
  rolls: z.array(
    z.object({
      roll: z.string(),
      kind: stockKind,
      count: z.int(),
      process: stockProcess.nullable(),
      cover: stockCover.nullable(),
      t: z.string(),
      badge: z.string(),
      /** The printer that it is in; null on the shelf. */
      printer: z.string().nullable(),
    }),
  ),
})
export type StockAnswer = z.infer<typeof stockAnswer>
