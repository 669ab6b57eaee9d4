import { z } from 'zod'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type Language, languages } from '../../../core/errors/words.ts'
import { hasValidCheckDigit } from '../../../core/gs1/check-digit.ts'
import { firstIssue } from '../../../core/membership/membership.ts'
import { readRegularFile } from '../../../platform/files/read-regular-file.ts'

const FILE_BYTES_MAX = 32 * 1024 * 1024

const shown = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'control characters')

/** What goods are called, for the pages of a ledger: GTINs with names by language, and a brand. */
export const productsFile = z.strictObject({
  format: z.literal('bondmark/products/1'),
  products: z
    .array(
      z.strictObject({
        gtin: z
          .string()
          .regex(/^\d{14}$/)
          .refine(hasValidCheckDigit, 'wrong check digit'),
        names: z.strictObject({ en: shown.optional(), 'zh-CN': shown.optional() }),
        brand: shown.optional(),
      }),
    )
    .max(100_000),
})
export type ProductsFile = z.infer<typeof productsFile>

/** What goods are called. */
export interface ProductNames {
  /** The name in this language, else in another, with the language that it is in; null for goods without one. */
  of(gtin: string, language: Language): { readonly name: string; readonly language: Language } | null
  brandOf(gtin: string): string | null
}

/** Names for nothing. */
export const noProductNames: ProductNames = { of: () => null, brandOf: () => null }

/** Reads a products file. Throws BondmarkError `products-unreadable` `{file, reason}`. */
export function readProductNames(file: string): ProductNames {
  const { products } = parse(file)
  const byGtin = new Map(products.map((product) => [product.gtin, product]))
  if (byGtin.size !== products.length) unreadable(file, 'a GTIN stands twice')
  return {
    of(gtin, wanted) {
      const names = byGtin.get(gtin)?.names ?? {}
      const language = [wanted, ...languages].find((each) => names[each] !== undefined)
      return language === undefined ? null : { name: names[language] ?? '', language }
    },
    brandOf: (gtin) => byGtin.get(gtin)?.brand ?? null,
  }
}

function parse(file: string): ProductsFile {
  let content: unknown
  try {
    content = JSON.parse(readRegularFile(file, FILE_BYTES_MAX))
  } catch (error) {
    return unreadable(file, (error as NodeJS.ErrnoException).code ?? 'not JSON')
  }
  const read = productsFile.safeParse(content)
  if (read.success) return read.data
  const { at, reason } = firstIssue(read.error)
  return unreadable(file, `${at}: ${reason}`)
}

function unreadable(file: string, reason: string): never {
  throw new BondmarkError('products-unreadable', { file, reason })
}
