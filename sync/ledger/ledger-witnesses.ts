import { join } from 'node:path'
import type { NoteSigner } from '../../core/log/note.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import type { Membership } from '../../core/membership/membership.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { listedName } from './members/ledger-membership.ts'
import type { Peers } from './mirrors/peers.ts'
import { serveWitness } from './witness/witness.ts'
import type { Witness } from './witness/witness-client.ts'

/** The witnesses that a ledger asks, and how many of them must have cosigned a checkpoint. */
export interface LedgerWitnesses {
  readonly asked: readonly Witness[]
  readonly k: number
  close(): Promise<void>
}

export interface OwnWitness {
  /** Folder of the ledger, in which its own witness keeps what it has cosigned. */
  readonly data: string
  readonly membership: Membership
  readonly seed: Uint8Array
  readonly logVkey: string
  readonly logger: Logger
}

/**
 * Those of the peers file; without one, a witness of the ledger's own on another port of the loopback interface, which
 * is asked like any other and proves less than any other: it is not independent. Throws `log-not-in-membership`.
 */
export async function openLedgerWitnesses(peers: Peers | null, own: OwnWitness): Promise<LedgerWitnesses> {
  if (peers !== null) return { asked: peers.witnesses, k: peers.k, close: async () => {} }
  const key = signerFromSeed(own.seed)
  const signer: NoteSigner = { ...key, name: listedName(own.membership, key.publicKey, 'witness') }
  const witness = await serveWitness({
    file: join(own.data, 'witness.sqlite'),
    host: '127.0.0.1',
    port: 0,
    signer,
    logVkeys: () => [own.logVkey],
    now: () => Math.floor(Date.now() / 1000),
    logger: own.logger,
  })
  const vkey = formatVkey(signer.name, noteSignatureTypes.cosignature, signer.publicKey)
  return { asked: [{ url: witness.url, vkey }], k: 1, close: () => witness.close() }
}
