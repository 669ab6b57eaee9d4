import type { Code } from '../../core/errors/codes.ts'

const damageCodes: ReadonlySet<Code> = new Set(['database-damaged', 'database-went-back', 'disk-failed'])

/** Whether a store that failed so is not written to any more: what it says can no longer be trusted. */
export const isDamage = (code: Code): boolean => damageCodes.has(code)
