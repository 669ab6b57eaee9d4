import { z } from 'zod'

/**
 * What is counted like money, because whoever has it can make a label look like ours: blank unit labels, blank case
 * labels (pallets' too) and the overlays that cover a PIN (FORMATS, "Scratch panel").
 */
export const stockKinds = ['unit-label', 'case-label', 'overlay'] as const
export type StockKind = (typeof stockKinds)[number]
export const stockKind = z.enum(stockKinds)

/** How a roll takes ink: off a ribbon, or by turning black where it is heated. */
export const stockProcess = z.enum(['thermal-transfer', 'direct-thermal'])
/** What hides a PIN on a roll: panels that it comes with, an overlay put on by hand, nothing. */
export const stockCover = z.enum(['panel', 'overlay', 'none'])

/** What a roll's wrapper says of its labels. */
export const labelStock = z.object({ process: stockProcess, cover: stockCover })
export type LabelStock = z.infer<typeof labelStock>

/** The number on a roll or pack: printable, without spaces at its ends. */
export const rollId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[!-~](?:[ -~]*[!-~])?$/)

/** The most pieces that one roll, pack or count may have. */
export const PIECES_MAX = 1_000_000
