import { readRuleSet, ruleSetHash } from '../../../core/decision/rule-set.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { approvedRulesBytesMax, readApprovedRules } from '../../../core/rules/approved-rules.ts'
import type { ApprovalTrust } from '../../../core/rules/check-approvals.ts'
import { readRegularFile } from '../../../platform/files/read-regular-file.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { LedgerRules } from './ledger-source.ts'

/**
 * The rules that a ledger decides by: a bundle with the approvals of two people whom a membership lists; in training a
 * bare rule set too.
 * @throws BondmarkError `file-…`, `ledger-rules-unapproved`, `rules-…`, those of `readApprovedRules`
 */
export function readLedgerRules(
  file: string,
  { memberships, training }: Pick<ApprovalTrust, 'memberships'> & { readonly training: boolean },
): LedgerRules {
  const text = readRegularFile(file, approvedRulesBytesMax)
  const bytes = new TextEncoder().encode(text)
  if (text.slice(0, 4096).includes('"bondmark/approved-rules/1"')) {
    const { ruleSet, named, validFrom } = readApprovedRules(bytes, file, {
      memberships,
      verify: verifyEd25519,
    })
    return { set: ruleSet, hash: named.hash, validFrom }
  }
  if (!training) throw new BondmarkError('ledger-rules-unapproved', { file })
  const set = readRuleSet(bytes, file)
  return { set, hash: ruleSetHash(set), validFrom: null }
}
