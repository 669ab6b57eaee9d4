import { checkSeal, type SealAnswer } from '../../../core/label/check-seal.ts'
import type { Placed } from '../../../core/membership/revocation.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { AskedUnit } from './asked-unit.ts'
import { type ListedKeys, vouchedFor } from './listed-keys.ts'
import type { RecordSource, Told } from './told.ts'
import { recordOf, type UnitRecord } from './unit-record.ts'
import { type VerdictCode, verdictOf } from './verdict.ts'

/** What a label is held against: logs, lists of keys, and this ledger's world and time. */
export interface LabelCheck {
  readonly sources: readonly RecordSource[]
  readonly keys: ListedKeys
  readonly training: boolean
  /** Unix milliseconds. */
  readonly nowMs: number
}

/** Everything that there is to say of a unit and its seal. */
export interface CheckedLabel {
  readonly unit: AskedUnit
  /** Null when the address has no seal. */
  readonly seal: SealAnswer | null
  readonly record: UnitRecord
  readonly verdict: VerdictCode
}

/**
 * Checks the seal of a label against the members' lists as they are now, and collects the unit's record. A key that was
 * revoked since still counts for a unit whose commissioning is cosigned from before.
 */
export function checkLabel(unit: AskedUnit, { sources, keys, training, nowMs }: LabelCheck): CheckedLabel {
  const record = recordOf(sources, unit.key)
  const seal =
    unit.seal === null
      ? null
      : checkSeal(unit.sealedText, {
          keys: keys.seal,
          verify: verifyEd25519,
          training,
          nowMs,
          placed: (kid) => placeOf(record.commissioning, kid, keys),
        })
  return { unit, seal, record, verdict: verdictOf(seal, record) }
}

/** Where the unit's beginning stands, if it is this key's: in its chain, and by when listed witnesses had seen it logged. */
function placeOf(commissioning: Told | null, kid: string, keys: ListedKeys): Placed | null {
  if (commissioning === null || commissioning.statement.kid !== kid) return null
  const { source, leaf, statement } = commissioning
  const vouched = vouchedFor(source, source.log.checkpointCovering(leaf)?.note, keys)
  return { seq: statement.seq, loggedBy: vouched?.cosignedAt ?? null }
}
