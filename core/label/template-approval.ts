import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import { canonicalBytes, parseCanonical } from '../statement/canonical-json.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Sign } from '../statement/ed25519.ts'
import { type Statement, signStatement } from '../statement/statement.ts'

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

/** What a supervisor says of a label template, as the payload of a statement of their own (no seq, no prev). */
export type TemplateStatement = z.infer<typeof templateStatement>

/** Who signs: a supervisor or administrator. */
export interface TemplateSigner {
  readonly kid: string
  readonly issuer: string
  readonly sign: Sign
}

const contentTypeOf = ({ format }: TemplateStatement) =>
  contentTypes.record(format === 'bondmark/template-approved/1' ? 'template-approved' : 'template-retired')

/** The statement's bytes. Throws `statement-malformed`. */
export function signTemplateStatement(
  said: TemplateStatement,
  { kid, issuer, sign }: TemplateSigner,
): Uint8Array {
  const payload = canonicalBytes(said)
  return signStatement(
    {
      contentType: contentTypeOf(said),
      kid,
      issuer,
      subject: toHex(sha256(payload)),
      iat: Math.floor(Date.parse(said.t) / 1000),
      payload,
    },
    sign,
  )
}

/**
 * What a statement says of a template; null for one that says something else, or whose header does not fit what it says.
 * The signature is not checked here.
 */
export function readTemplateStatement({
  contentType,
  subject,
  iat,
  seq,
  payload,
}: Statement): TemplateStatement | null {
  const read = templateStatement.safeParse(parseCanonical(payload))
  if (!read.success || seq !== undefined) return null
  const { data } = read
  const isSo =
    contentType === contentTypeOf(data) &&
    subject === toHex(sha256(payload)) &&
    iat === Math.floor(Date.parse(data.t) / 1000)
  return isSo ? data : null
}
