import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { domainTagged } from '../label/domain.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'

/** What waits at a ledger is asked for in writing: for an agency's inspector its tasks, for a station its results. */
export const inspectionPickup = z.strictObject({
  format: z.literal('bondmark/inspection-pickup/1'),
  /** Organisation whose ledger is asked, so that the words are of no use at another. */
  ledger: z.string().min(1).max(64),
  kid: z.string().regex(/^[0-9a-f]{64}$/),
  /** RFC 3339; it counts for a few minutes. */
  at: z.iso.datetime({ offset: true, precision: 3 }),
  /** What stands behind this name in the order of names; '' for the first. */
  after: z.string().max(200),
  /** Ed25519 over the tag `bondmark/inspection-pickup/1`, a zero byte and the RFC 8785 bytes of the rest; base64url */
  signature: z.string().length(86),
})
export type InspectionPickup = z.infer<typeof inspectionPickup>

/** What is handed out at once: names in their order, and the files that stand under them. */
export const inspectionParcels = z.strictObject({
  format: z.literal('bondmark/inspection-parcels/1'),
  parcels: z.array(z.strictObject({ name: z.string().max(200), file: z.string().max(2_100_000) })).max(50),
  /** Whether more stand behind the last. */
  more: z.boolean(),
})
export type InspectionParcels = z.infer<typeof inspectionParcels>

const signedBytes = ({ signature: _, ...rest }: InspectionPickup) =>
  domainTagged('pickup', canonicalBytes(rest))

/** A request to hand out what waits, as JSON. */
export function writePickup(
  { ledger, at, after }: Pick<InspectionPickup, 'ledger' | 'at' | 'after'>,
  { kid, sign }: { readonly kid: string; readonly sign: Sign },
): string {
  const unsigned = { format: 'bondmark/inspection-pickup/1' as const, ledger, kid, at, after, signature: '' }
  return JSON.stringify({ ...unsigned, signature: toBase64Url(sign(signedBytes(unsigned))) })
}

/** Minutes that a request counts before and after its time. */
const COUNTS_MS = 5 * 60_000

/**
 * A request that came, as its key's. Throws `inspection-pickup-refused` `{reason}`.
 *
 * @param keyOf the raw key that is listed under a kid, or null
 */
export function readPickup(
  text: string,
  known: {
    readonly ledger: string
    readonly nowMs: number
    readonly keyOf: (kid: string) => Uint8Array | null
    readonly verify: Verify
  },
): InspectionPickup {
  const asked = parsed(text)
  if (asked.ledger !== known.ledger) throw refused('another ledger is asked')
  if (Math.abs(Date.parse(asked.at) - known.nowMs) > COUNTS_MS) throw refused('its time has passed')
  const key = known.keyOf(asked.kid)
  if (key === null) throw refused('its key is not listed')
  if (!known.verify(key, signedBytes(asked), fromBase64Url(asked.signature)))
    throw refused('its signature is not of its key')
  return asked
}

function parsed(text: string): InspectionPickup {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw refused('it is no JSON')
  }
  const read = inspectionPickup.safeParse(json)
  if (!read.success) throw refused('it is none')
  return read.data
}

const refused = (reason: string) => new BondmarkError('inspection-pickup-refused', { reason })
