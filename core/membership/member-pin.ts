import { z } from 'zod'
import { publicKeyText } from './membership-payload.ts'

/** Whose signatures made the first membership that a ledger saw of an organisation. */
export const memberPin = z.strictObject({
  format: z.literal('bondmark/administrators/1'),
  /** raw public keys, base64url */
  administrators: z.array(publicKeyText).min(1).max(64),
  threshold: z.int().min(1),
})
