import { z } from 'zod'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Administrator } from '../../core/membership/membership.ts'
import { issuerUri, parseIssuer } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { openBox, sealBox } from '../../platform/keys/sealed-box.ts'

const text = z.string().min(1).max(255)

/** An administrator's key in a file of their own, locked by a passphrase. What is not in the box is public. */
export const administratorKeyFile = z.strictObject({
  format: z.literal('bondmark/administrator-key/1'),
  /** whose it is: `https://id.{consortium}/org/{org}/person/{id}` */
  issuer: z.string().max(255),
  /** hex SHA-256 of the raw key */
  kid: z.string().regex(/^[0-9a-f]{64}$/),
  /** raw public key, base64url */
  key: z.string().length(43),
  /** AES-256-GCM under scrypt(passphrase) of the 32-byte seed */
  sealed: z.strictObject({ salt: text, nonce: text, box: text }),
})
export type AdministratorKeyFile = z.infer<typeof administratorKeyFile>

const contextOf = (kid: string) => `bondmark/administrator/${kid}`

/** A new key of an administrator. Throws RangeError for a name that no issuer URI can be made of. */
export async function makeAdministratorKey(
  who: { readonly consortium: string; readonly org: string; readonly id: string },
  passphrase: string,
): Promise<AdministratorKeyFile> {
  const { consortium, org, id } = who
  const seed = generateSeed()
  const { publicKey } = signerFromSeed(seed)
  const kid = kidOf(publicKey)
  return {
    format: 'bondmark/administrator-key/1',
    issuer: issuerUri({ consortium, org, kind: 'person', name: id }),
    kid,
    key: toBase64Url(publicKey),
    sealed: await sealBox(seed, passphrase, contextOf(kid)),
  }
}

/** Opens such a file. Throws `administrator-key-malformed` `{file}`, `vault-locked` for a wrong passphrase. */
export async function openAdministratorKey(
  bytes: Uint8Array,
  passphrase: string,
  file: string,
): Promise<Administrator> {
  const read = administratorKeyFile.safeParse(parsed(bytes))
  if (!read.success || parseIssuer(read.data.issuer)?.kind !== 'person')
    throw new BondmarkError('administrator-key-malformed', { file })
  const { issuer, kid, sealed } = read.data
  const signer = signerFromSeed(await openBox(sealed, passphrase, contextOf(kid)))
  if (kidOf(signer.publicKey) !== kid) throw new BondmarkError('administrator-key-malformed', { file })
  return { ...signer, issuer }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
