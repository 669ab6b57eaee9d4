import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { formatVkey, isKeyName, noteSignatureTypes } from '../../core/log/vkey.ts'
import type { ListedKey } from '../../core/membership/membership.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeNew } from '../../platform/files/write-new.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { openBox, sealBox } from '../../platform/keys/sealed-box.ts'

const SEED_LENGTH = 32
const base64url = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/)

/** `keys.sealed.json` in the folder of a real ledger. What is sealed: the log's seed, then the witness's. */
const sealedKeysFile = z.strictObject({
  format: z.literal('bondmark/ledger-keys-sealed/1'),
  log: z.string().max(1_024),
  witness: z.string().max(1_024),
  sealed: z.strictObject({ salt: base64url, nonce: base64url, box: base64url }),
})

const fileOf = (data: string) => join(data, 'keys.sealed.json')
/** A box belongs to the names and keys beside it. */
const contextOf = (log: string, witness: string) => `bondmark/ledger-keys-sealed/1 ${log} ${witness}`

/** Who a new ledger is. */
export interface NewLedger {
  /** Its organisation, as in the membership. */
  readonly org: string
  /** Where it will be found, without scheme: the log's origin is `{host}/bondmark/{org}`. */
  readonly host: string
  readonly passphrase: string
  /** Unix ms: the keys count from then on. */
  readonly now: number
}

/** What the administrators need to know of a new ledger. */
export interface LedgerIdentity {
  readonly origin: string
  readonly logVkey: string
  readonly witnessVkey: string
  /** For `keys` of the membership: the log's, and that of the witness that runs beside it. */
  readonly keys: readonly [log: ListedKey, witness: ListedKey]
}

export const hasSealedKeys = (data: string): boolean => existsSync(fileOf(data))

/**
 * Makes the keys of a real ledger in folder `data`, sealed under a passphrase. Throws `ledger-exists` when any ledger's keys are
 * there, `ledger-name-malformed` `{value}`.
 */
export async function makeSealedKeys(
  data: string,
  { org, host, passphrase, now }: NewLedger,
): Promise<LedgerIdentity> {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(org))
    throw new BondmarkError('ledger-name-malformed', { value: org })
  if (!isHost(host)) throw new BondmarkError('ledger-name-malformed', { value: host })
  if (hasSealedKeys(data) || existsSync(join(data, 'keys.json')) || existsSync(join(data, 'log.sqlite')))
    throw new BondmarkError('ledger-exists', { data })
  const [log, witness] = [generateSeed(), generateSeed()]
  const identity = identityOf({ org, host, now }, log, witness)
  const { logVkey, witnessVkey } = identity
  const content = {
    format: 'bondmark/ledger-keys-sealed/1',
    log: logVkey,
    witness: witnessVkey,
    sealed: await sealBox(concatBytes(log, witness), passphrase, contextOf(logVkey, witnessVkey)),
  }
  makeFolder(data, 0o700)
  try {
    writeNew(fileOf(data), Buffer.from(`${JSON.stringify(content, null, 2)}\n`))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new BondmarkError('ledger-exists', { data }, { cause: error })
    throw error
  }
  return identity
}

/** Verifier keys of the log and of the witness beside it, which are not secret. Throws `ledger-keys-malformed`. */
export function sealedVkeys(data: string): { readonly log: string; readonly witness: string } {
  const { log, witness } = readSealed(fileOf(data))
  return { log, witness }
}

/** Throws `ledger-passphrase-wrong`, `ledger-keys-malformed`. */
export async function openSealedKeys(
  data: string,
  passphrase: string,
): Promise<{ readonly log: Uint8Array; readonly witness: Uint8Array }> {
  const file = fileOf(data)
  const { log, witness, sealed } = readSealed(file)
  const seeds = await openBox(sealed, passphrase, contextOf(log, witness)).catch((error: unknown) => {
    throw new BondmarkError('ledger-passphrase-wrong', { file }, { cause: error })
  })
  if (seeds.length !== 2 * SEED_LENGTH) throw new BondmarkError('ledger-keys-malformed', { file })
  return { log: seeds.slice(0, SEED_LENGTH), witness: seeds.slice(SEED_LENGTH) }
}

function readSealed(file: string): z.infer<typeof sealedKeysFile> {
  try {
    const read = sealedKeysFile.parse(JSON.parse(readFileSync(file, 'utf8')))
    for (const part of Object.values(read.sealed)) fromBase64Url(part)
    return read
  } catch (error) {
    throw new BondmarkError('ledger-keys-malformed', { file }, { cause: error })
  }
}

function identityOf(
  { org, host, now }: Omit<NewLedger, 'passphrase'>,
  log: Uint8Array,
  witness: Uint8Array,
): LedgerIdentity {
  const from = new Date(now).toISOString()
  const listed = (publicKey: Uint8Array, use: 'log' | 'witness', name: string): ListedKey => ({
    kid: kidOf(publicKey),
    key: toBase64Url(publicKey),
    use,
    name,
    from,
  })
  const origin = `${host}/bondmark/${org}`
  const witnessName = `${host}/witness/${org}`
  const [logKey, witnessKey] = [signerFromSeed(log).publicKey, signerFromSeed(witness).publicKey]
  return {
    origin,
    logVkey: formatVkey(origin, noteSignatureTypes.ed25519, logKey),
    witnessVkey: formatVkey(witnessName, noteSignatureTypes.cosignature, witnessKey),
    keys: [listed(logKey, 'log', origin), listed(witnessKey, 'witness', witnessName)],
  }
}

/** A host with or without a port, as an address has it. */
function isHost(host: string): boolean {
  return isKeyName(host) && host.length <= 200 && URL.parse(`https://${host}/`)?.host === host
}
