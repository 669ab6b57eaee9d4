import { sealedLink } from '../../core/label/seal.ts'
import type { StationContext } from '../station/context.ts'

/**
 * Where a customer's question about a unit's label is answered by the ledger at hand: the text of its QR code, at that
 * ledger's address. Null for other labels, for one that has not been printed, and while no ledger is at hand.
 */
export function labelPageAddress(
  { store, identity, profile }: Pick<StationContext, 'store' | 'identity' | 'profile'>,
  job: number,
  ledgerUrl: string | null,
): string | null {
  const label = store.labels.get(job)
  if (ledgerUrl === null || label === null || label.kind !== 'unit' || label.printedAt === null) return null
  const { publicKey, sign } = identity
  const { resolverHost } = profile
  const { pathname, search } = new URL(
    sealedLink({ resolverHost, gtin14: label.gtin, serial: label.serial, publicKey, sign }),
  )
  return new URL(pathname + search, ledgerUrl).href
}
