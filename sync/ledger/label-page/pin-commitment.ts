import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { parsePhc } from '../../../core/label/phc.ts'
import type { UnitBeginning } from './unit-record.ts'

/** What a scratch code is checked against, and the statement (hex id) that has made it public. */
export interface PinCommitment {
  readonly statement: string
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

/** The commitment in the beginning of a unit that has not ended; null when there is none that can be read. */
export function commitmentOf({
  commissioning,
  end,
}: Pick<UnitBeginning, 'commissioning' | 'end'>): PinCommitment | null {
  const text = commissioning?.payload['bm:pinCommitment']
  if (commissioning === null || typeof text !== 'string' || end !== null) return null
  try {
    return { statement: commissioning.statement.id, ...parsePhc(text) }
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

/** Whether the page of this unit asks for its scratch code. */
export const hasPinToCheck = (record: UnitBeginning): boolean => commitmentOf(record) !== null
