import { z } from 'zod'
import { organisation, publicKeyText } from '../../membership/membership-payload.ts'
import { recordsOfPeople } from '../../statement/record-of-person.ts'
import { sha256Hex } from '../fields.ts'
import { publisherScope } from './publisher-scope.ts'

const said = {
  /** Domain name of the consortium, and the organisation on whose behalf it is said. */
  consortium: z.string().max(190),
  org: organisation,
  /** RFC 3339 with milliseconds and offset. */
  t: z.iso.datetime({ offset: true, precision: 3 }),
  /** Another member, as its membership names it. */
  publisher: organisation,
}

/** A person says that a member's goods data is to be believed, and of what. */
export const publisherTrusted = z.strictObject({
  format: z.literal('bondmark/publisher-trusted/1'),
  ...said,
  /** Whose signatures make the publisher's membership: raw public keys, base64url, and how many of them. */
  administrators: z.array(publicKeyText).min(1).max(64),
  threshold: z.int().min(1).max(64),
  /** Hex SHA-256 of the publisher's membership from which its history is followed. */
  membershipHead: sha256Hex,
  scope: publisherScope,
})
export type PublisherTrusted = z.infer<typeof publisherTrusted>

/** A person says that it is not to be believed any more. */
export const publisherUntrusted = z.strictObject({
  format: z.literal('bondmark/publisher-untrusted/1'),
  ...said,
  /** Hex statement id of the word that ends. */
  word: sha256Hex,
  reason: z.string().min(1).max(200),
})
export type PublisherUntrusted = z.infer<typeof publisherUntrusted>

const publisherWord = z.discriminatedUnion('format', [publisherTrusted, publisherUntrusted])
/** What a person says of a publisher, as the payload of a statement of their own (no seq, no prev). */
export type PublisherWord = z.infer<typeof publisherWord>

/** How people sign what they say of publishers, and how it is read. */
export const publisherWords = recordsOfPeople(publisherWord)
