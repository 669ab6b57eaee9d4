import { z } from 'zod'
import { recordsOfPeople } from '../statement/record-of-person.ts'

const shared = {
  /** Issuer URI of the station whose labels it is about. */
  station: z.string().max(255),
  /** RFC 3339 with milliseconds and offset. */
  t: z.iso.datetime({ offset: true, precision: 3 }),
  /** Name and version: `unit-60x40/1`. */
  template: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}\/[1-9]\d{0,8}$/),
  /** SHA-256 of the document's RFC 8785 bytes. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
}

/** A supervisor has looked at a label template and approves it: that name and version mean these bytes from now on. */
export const templateApproved = z.strictObject({
  format: z.literal('bondmark/template-approved/1'),
  ...shared,
})

/** A supervisor takes an approved template out of use for good. What it has printed stays what it was. */
export const templateRetired = z.strictObject({
  format: z.literal('bondmark/template-retired/1'),
  ...shared,
  reason: z.string().min(1).max(200),
})

const templateStatement = z.discriminatedUnion('format', [templateApproved, templateRetired])

/** What a supervisor says of a label template, as the payload of a statement of their own. */
export type TemplateStatement = z.infer<typeof templateStatement>

/** How supervisors sign what they say of label templates, and how it is read. */
export const templateStatements = recordsOfPeople(templateStatement)
