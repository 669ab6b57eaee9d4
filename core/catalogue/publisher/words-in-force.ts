import { BondmarkError } from '../../errors/bondmark-error.ts'
import type { Membership } from '../../membership/membership.ts'
import { signingKeyOf, whyNotUnwitnessed } from '../../membership/signing-key.ts'
import type { Verify } from '../../statement/ed25519.ts'
import { readStatement } from '../../statement/statement.ts'
import { type PublisherTrusted, type PublisherWord, publisherWords } from './publisher-word.ts'

/** A word by which a publisher is believed. */
export interface TrustInForce {
  /** Hex statement id. */
  readonly id: string
  readonly said: PublisherTrusted
}

/**
 * Whom these words, oldest first, leave believed, in the order in which they count: the order in which the words in force were
 * said. Saying another one of the same publisher ends the one before.
 */
export function wordsInForce(
  words: readonly { readonly id: string; readonly said: PublisherWord }[],
): TrustInForce[] {
  const inForce = new Map<string, TrustInForce>()
  for (const { id, said } of words) {
    inForce.delete(said.publisher)
    if (said.format === 'bondmark/publisher-trusted/1') inForce.set(said.publisher, { id, said })
  }
  return [...inForce.values()]
}

/**
 * A word that somebody of the own organisation may say and has signed, with a key that counted at the time it gives.
 * @throws BondmarkError `publisher-word-malformed`, `key-…`, `issuer-foreign`, `statement-…`
 */
export function verifyPublisherWord(
  bytes: Uint8Array,
  own: Pick<Membership, 'payload'>,
  verify: Verify,
): { readonly id: string; readonly said: PublisherWord } {
  const statement = readStatement(bytes)
  const said = publisherWords.read(statement)
  const { consortium, org } = own.payload
  if (said?.consortium !== consortium || said.org !== org)
    throw new BondmarkError('publisher-word-malformed', {})
  signingKeyOf(statement, own, verify)
  const why = whyNotUnwitnessed(own, statement)
  if (why) throw new BondmarkError(why.code, why.detail)
  return { id: statement.id, said }
}
