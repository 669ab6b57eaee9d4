import { z } from 'zod'

const ssccBlock = z.object({
  companyPrefix: z.string(),
  extension: z.string().length(1),
  from: z.int(),
  to: z.int(),
})

/** A key that this station signed with before it was restored from a backup. It seals and states nothing any more. */
const formerKey = z.object({
  kid: z.string(),
  publicKey: z.string(),
  serialPrefix: z.string().length(3),
  ssccBlock,
  /** Place of the statement that was restored: what the key signed above it does not count here. 0 for none. */
  lastSeq: z.int().min(0),
})

/** What a station is: fixed at enrolment, kept in `workspace.json`. Nothing in it is secret. */
export const stationProfile = z.object({
  format: z.literal('bondmark/workspace/1'),
  training: z.boolean(),
  consortium: z.string(),
  org: z.string(),
  /** Short name, as in the issuer URI: `LBL07`. */
  station: z.string(),
  siteName: z.string(),
  kid: z.string(),
  publicKey: z.string(),
  /** Where the QR of a label points. */
  resolverHost: z.string(),
  /** GLN of the bonded warehouse: read point and business location of every event. */
  gln: z.string(),
  /** First three symbols of every serial of this station. */
  serialPrefix: z.string().length(3),
  ssccBlock,
  /** Statement id that gives the right to mint serials (AI 21 belongs to the brand owner). */
  serialAuthority: z.string(),
  /** Where a station that was enrolled over the network takes its batches; without it, in training, its own ledger. */
  ledgerUrl: z.string().optional(),
  /** Oldest first; none in a workspace that was never restored. */
  formerKeys: z.array(formerKey).max(64).optional(),
})
export type StationProfile = z.infer<typeof stationProfile>
