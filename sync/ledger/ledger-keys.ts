import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { generateSeed } from '../../platform/keys/ed25519.ts'
import { hasSealedKeys, openSealedKeys } from './sealed-keys.ts'
import { trainingLedgerSeeds } from './training-keys.ts'

/** Seeds of the log's key and of the witness that runs beside it. */
export interface LedgerSeeds {
  readonly log: Uint8Array
  readonly witness: Uint8Array
}

const seed = z.string().length(43)
const keysFile = z.strictObject({
  format: z.literal('bondmark/ledger-keys/1'),
  /** Id of the training workspace whose ledger this is; null for a real one. */
  training: z.string().nullable(),
  log: seed,
  witness: seed,
})

/**
 * The keys of the ledger in folder `data`, made on first use: derived from the published passphrase for a training
 * membership (`training` is its id), random and readable by the owner alone otherwise. A folder never serves both.
 * Throws `ledger-keys-malformed`, `ledger-training-mismatch`.
 */
export function openLedgerKeys(data: string, training: string | null, passphrase?: string): LedgerSeeds {
  const file = join(data, 'keys.json')
  if (!existsSync(file)) {
    const seeds =
      training === null
        ? { log: generateSeed(), witness: generateSeed() }
        : trainingLedgerSeeds(training, passphrase)
    const { log, witness } = seeds
    const content = {
      format: 'bondmark/ledger-keys/1',
      training,
      log: toBase64Url(log),
      witness: toBase64Url(witness),
    }
    writeDurably(file, `${JSON.stringify(content, null, 2)}\n`, 0o600)
    return seeds
  }
  const keys = readKeys(file)
  if (keys.training !== training) {
    throw new BondmarkError('ledger-training-mismatch', {
      data,
      keys: keys.training ?? '-',
      membership: training ?? '-',
    })
  }
  return { log: fromBase64Url(keys.log), witness: fromBase64Url(keys.witness) }
}

/**
 * The keys of the ledger in folder `data`, sealed ones (`ledger init`) opened with their passphrase. Those are a real
 * ledger's. Throws `ledger-passphrase-needed`, `ledger-passphrase-wrong`, and what `openLedgerKeys` throws.
 */
export async function unsealLedgerKeys(
  data: string,
  training: string | null,
  given: { readonly passphrase?: string; readonly trainingPassphrase?: string },
): Promise<LedgerSeeds> {
  if (!hasSealedKeys(data)) return openLedgerKeys(data, training, given.trainingPassphrase)
  if (training !== null)
    throw new BondmarkError('ledger-training-mismatch', { data, keys: '-', membership: training })
  if (given.passphrase === undefined) throw new BondmarkError('ledger-passphrase-needed', { data })
  return openSealedKeys(data, given.passphrase)
}

function readKeys(file: string): z.infer<typeof keysFile> {
  try {
    return keysFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new BondmarkError('ledger-keys-malformed', { file }, { cause: error })
  }
}
