import { z } from 'zod'
import { labelContent } from './template/content.ts'
import { labelLanguages } from './template/label-kind.ts'

/**
 * What a label says, as it is recorded with its reservation: all of its content but the secret and the signature, so that
 * a history can draw it as it was printed. The scratch code is in no record, and the link stands without its seal.
 */
export const printedLabel = z
  .strictObject({
    format: z.literal('bondmark/printed-label/1'),
    language: z.enum(labelLanguages),
    content: labelContent,
  })
  .refine(
    ({ content }) => content.kind !== 'unit' || content.pin === null,
    'a scratch code is never recorded',
  )
  .refine(({ content }) => content.kind !== 'unit' || !content.link.includes('?'), 'a link without its seal')
export type PrintedLabel = Readonly<z.infer<typeof printedLabel>>

/** A record of what a label says; null for what is none. */
export function readPrintedLabel(json: string): PrintedLabel | null {
  try {
    const read = printedLabel.safeParse(JSON.parse(json))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
