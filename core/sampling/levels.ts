import { BondmarkError } from '../errors/bondmark-error.ts'

/** Inspection levels (10.1): four special ones for small samples, three general ones; II unless something else was agreed. */
export const samplingLevels = ['S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'] as const
export type SamplingLevel = (typeof samplingLevels)[number]

/**
 * A level as people write it: `S-1`, `s1`, `ii`. Arabic `2` is refused: it might mean II or S-2.
 * @throws BondmarkError `sampling-level-unknown` `{value, allowed}`
 */
export function readLevel(value: string): SamplingLevel {
  const plain = value.trim().toUpperCase()
  const level = /^S[1-4]$/.test(plain) ? `S-${plain.slice(1)}` : plain
  const found = samplingLevels.find((known) => known === level)
  if (found === undefined)
    throw new BondmarkError('sampling-level-unknown', {
      value: value.trim().slice(0, 40),
      allowed: samplingLevels.join(', '),
    })
  return found
}
