import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { parsePhc } from '../../../core/label/phc.ts'
import type { UnitRecord } from './unit-record.ts'

/** What a scratch code is checked against, and the statement (hex id) that has made it public. */
export interface PinCommitment {
  readonly statement: string
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

/** States in which a label is on goods. */
const ended: readonly string[] = ['voided', 'decommissioned', 'destroyed']

/** The commitment in the beginning of a unit that still lives; null when there is none that can be read. */
export function commitmentOf({
  commissioning,
  life,
}: Pick<UnitRecord, 'commissioning' | 'life'>): PinCommitment | null {
  const text = commissioning?.payload['bm:pinCommitment']
  if (commissioning === null || typeof text !== 'string' || life === null || ended.includes(life.state))
    return null
  try {
    return { statement: commissioning.statement.id, ...parsePhc(text) }
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

/** Whether the page of this unit asks for its scratch code. */
export const hasPinToCheck = (record: UnitRecord): boolean => commitmentOf(record) !== null
