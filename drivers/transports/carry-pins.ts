import type { Transport } from './transport.ts'

/**
 * Whether labels with PINs may go this way. A spooler and a folder keep what is sent as files, in which whoever reads them
 * finds every PIN: files of printer bytes exist in training only, and a spooler carries PINs where an administrator has allowed
 * it. Who refuses says `transport-holds-pins`.
 */
export function mayCarryPins(
  transport: Pick<Transport, 'kind' | 'keepsBytes'>,
  { training, allowedByAdministrator }: { training: boolean; allowedByAdministrator: boolean },
): boolean {
  if (!transport.keepsBytes || training) return true
  return transport.kind === 'spooler' && allowedByAdministrator
}
