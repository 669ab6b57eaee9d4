import { Option } from 'commander'
import { trustCa } from '../../platform/tls/trust-ca.ts'
import { personPath } from './terminal.ts'

/** Whose certificates a ledger may show, beside what the machine trusts; also by the environment, for a station's start. */
export const ledgerCaOption = (): Option =>
  new Option(
    '--ledger-ca <file>',
    'certificates in PEM of a private authority that ledgers’ are signed by',
  ).env('BONDMARK_LEDGER_CA')

/** Throws `tls-file-unreadable`. */
export function trustLedgerCa({ ledgerCa }: { readonly ledgerCa?: string }): void {
  if (ledgerCa !== undefined) trustCa(personPath(ledgerCa))
}
