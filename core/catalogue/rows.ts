import { z } from 'zod'
import { countryLetters, day, gtin14, id, names, picture, sha256Hex, words } from './fields.ts'

/** A product, known by its GTIN. Brand and manufacturer are called as plans call them. */
export const product = z.strictObject({
  gtin: gtin14,
  names,
  category: words(64),
  hsCode: z.string().regex(/^\d{10}$/),
  /** Where it is traded from, ISO 3166-1 alpha-2. */
  country: countryLetters,
  brand: words(100).optional(),
  manufacturer: words(200).optional(),
  /** As the label lists them, the most first. */
  ingredients: z.array(words(200)).max(200).optional(),
  pictures: z.array(picture).max(20).optional(),
})
export type Product = z.infer<typeof product>

/** Who makes goods, at one place. */
export const manufacturer = z.strictObject({
  id,
  /** As plans call it. */
  name: words(200),
  country: countryLetters,
  address: words(300).optional(),
  /** Of the factory. */
  photos: z.array(picture).max(20).optional(),
})
export type Manufacturer = z.infer<typeof manufacturer>

/** What certificates are about. Only a factory evaluation answers the rule of that name. */
export const certificateKinds = ['factory-evaluation', 'quality-system', 'food-safety', 'other'] as const

/** A paper on a manufacturer that counts from one day through another. */
export const certificate = z.strictObject({
  /** Id of the manufacturer. */
  manufacturer: id,
  id,
  kind: z.enum(certificateKinds),
  /** Of goods; without it, it counts for all that the manufacturer makes. */
  category: words(64).optional(),
  scope: words(300).optional(),
  from: day,
  /** The last day on which it counts. */
  until: day,
  /** SHA-256 of the report. */
  report: sha256Hex.optional(),
})
export type Certificate = z.infer<typeof certificate>

export const brand = z.strictObject({
  id,
  /** As plans call it. */
  name: words(100),
  owner: words(200),
  /** GS1 company prefix of the owner. */
  gtinPrefix: z
    .string()
    .regex(/^\d{4,12}$/)
    .optional(),
})
export type Brand = z.infer<typeof brand>

export const seller = z.strictObject({
  id,
  /** As plans call it. */
  name: words(200),
  country: countryLetters,
})
export type Seller = z.infer<typeof seller>

/** What an agency can be asked to do: the demands of a decision. */
export const inspectionKinds = [
  'factory-evaluation',
  'container-loading-supervision',
  'circulation-inspection',
  'ingredient-inspection',
] as const
export type InspectionKind = (typeof inspectionKinds)[number]

/** How an agency gets its tasks and sends its results: over sync, over the ledger node's API, or in files. */
export const agencyReaches = ['ledger', 'api', 'file'] as const

export const agency = z.strictObject({
  id,
  name: words(200),
  inspections: z.array(z.enum(inspectionKinds)).min(1).max(inspectionKinds.length),
  reach: z.enum(agencyReaches),
  /** The member that it signs as, as memberships name it. */
  org: id,
})
export type Agency = z.infer<typeof agency>

export const category = z.strictObject({
  id,
  names,
  parent: id.optional(),
})
export type Category = z.infer<typeof category>

const units = z.int().min(0).max(1_000_000_000)

/** What became of a batch once it was sold, as known on one day. */
export const batchFigures = z.strictObject({
  gtin: gtin14,
  lot: z.string().regex(/^[!"%-?A-Z_a-z]{1,20}$/),
  sold: units,
  refunded: units,
  complaints: units,
  asOf: day,
})
export type BatchFigures = z.infer<typeof batchFigures>
