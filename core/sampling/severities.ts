import { BondmarkError } from '../errors/bondmark-error.ts'

/** How strictly a series of lots is inspected: which of the three master tables applies (9). */
export const severities = ['normal', 'tightened', 'reduced'] as const
export type Severity = (typeof severities)[number]

/**
 * A severity in any case.
 * @throws BondmarkError `sampling-severity-unknown` `{value, allowed}`
 */
export function readSeverity(value: string): Severity {
  const found = severities.find((severity) => severity === value.trim().toLowerCase())
  if (found === undefined)
    throw new BondmarkError('sampling-severity-unknown', {
      value: value.trim().slice(0, 40),
      allowed: severities.join(', '),
    })
  return found
}
