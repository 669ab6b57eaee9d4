import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const heads = z.array(hash).max(64)
const bytes = z.int().min(0)
const time = z.iso.datetime({ offset: true, precision: 3 })

/** Bytes of a workspace document, or of what a station adds to it, that either side takes. */
export const WORKSPACE_BYTES_MAX = 6 * 1024 * 1024

/** A station asks for its warehouse's document, by GLN; `known` are the heads it has seen and has nothing to add to. */
export const shareAsked = { type: z.literal('share'), warehouse: z.string().regex(/^\d{13}$/), known: heads }

/** What a station adds: so many bytes of changes come in the next frame. */
export const talliesTold = { type: z.literal('tallies'), bytes: bytes.max(WORKSPACE_BYTES_MAX) }

/** A station of the warehouse, as the ledger knows it: when it was heard last, and why it is not listened to. */
const sharingStation = z.object({
  kid: hash,
  /** issuer URI */
  station: z.string().min(1).max(255),
  heardAt: time,
  setAside: z.object({ at: time, code: z.string().max(64) }).nullable(),
})
export type SharingStation = z.infer<typeof sharingStation>

/** The document: its name, heads and stations. Its bytes come in the next frame, unless it is what the station knows (0). */
export const documentShared = {
  type: z.literal('shared'),
  document: z.string().min(1).max(160),
  heads,
  bytes: bytes.max(WORKSPACE_BYTES_MAX),
  stations: z.array(sharingStation).max(64),
  /** By the same clock as `heardAt`. */
  now: time,
}

/** What a station has told is kept, durably. */
export const talliesKept = { type: z.literal('kept') }
