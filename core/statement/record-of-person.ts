import { sha256 } from '@noble/hashes/sha2.js'
import type { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes, parseCanonical } from './canonical-json.ts'
import { contentTypes, type RecordName } from './content-types.ts'
import type { Sign } from './ed25519.ts'
import { type Sha256, type Statement, signStatement } from './statement.ts'

/** Who signs with a key of their own: a person whom a membership lists. */
export interface PersonSigner {
  /** hex SHA-256 of the raw public key */
  readonly kid: string
  /** `https://id.{consortium}/org/{org}/person/{name}` */
  readonly issuer: string
  readonly sign: Sign
}

/** What a record calls itself; its content type follows from it. */
export type RecordFormat = `bondmark/${RecordName}/${number}`

interface NamedRecord {
  readonly format: RecordFormat
}

/**
 * The statement of a person who says `said` at `t`: named by the hash of what it says, and without a place in a chain.
 * @param t RFC 3339
 * @throws BondmarkError `statement-malformed`, `statement-too-large`
 */
export function signAsPerson(said: NamedRecord, t: string, { kid, issuer, sign }: PersonSigner): Uint8Array {
  const payload = canonicalBytes(said)
  const fields = {
    contentType: contentTypeOf(said.format),
    subject: toHex(sha256(payload)),
    iat: secondsOf(t),
  }
  return signStatement({ ...fields, kid, issuer, payload }, sign)
}

/** The first part of a statement's header that is not as a person's is who says this; null when all of it is. */
export type WrongHeader = 'content type' | 'seq' | 'subject' | 'iat'

/**
 * What of a statement's header does not fit what its payload says. Who signed it is another question.
 * @param t RFC 3339: when it says that it was said; null for what names no such time
 */
export function wrongHeaderOf(
  statement: Statement,
  { format }: NamedRecord,
  t: string | null,
  digest: Sha256 = sha256,
): WrongHeader | null {
  const { contentType, seq, subject, iat, payload } = statement
  if (contentType !== contentTypeOf(format)) return 'content type'
  if (seq !== undefined) return 'seq'
  if (subject !== toHex(digest(payload))) return 'subject'
  return t === null || iat === secondsOf(t) ? null : 'iat'
}

/** How one kind of record is signed by people, and read. */
export interface RecordsOfPeople<T> {
  /** The statement's bytes. Throws `statement-malformed` `{at, reason}`, also for what could not be read again. */
  sign(said: T, signer: PersonSigner): Uint8Array
  /**
   * What a statement says; null for one that says something else, or whose header does not fit what it says. The signature
   * is not checked here.
   */
  read(statement: Statement): T | null
}

/** Records of this schema, each of which says in `t` when it was said (RFC 3339). */
export function recordsOfPeople<T extends NamedRecord & { readonly t: string }>(
  schema: z.ZodType<T>,
): RecordsOfPeople<T> {
  return {
    sign(said, signer) {
      const read = schema.safeParse(said)
      if (read.success) return signAsPerson(read.data, read.data.t, signer)
      const [issue] = read.error.issues
      throw new BondmarkError('statement-malformed', {
        at: issue?.path.join('.') || 'payload',
        reason: issue?.message ?? 'invalid',
      })
    },
    read(statement) {
      const { data } = schema.safeParse(parseCanonical(statement.payload))
      return data && wrongHeaderOf(statement, data, data.t) === null ? data : null
    },
  }
}

/** A record's format is `bondmark/`, its name, and a version. */
const contentTypeOf = (format: RecordFormat) => contentTypes.record(format.split('/')[1] as RecordName)

const secondsOf = (t: string): number => Math.floor(Date.parse(t) / 1000)
