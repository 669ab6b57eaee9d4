import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { commissioningEvent } from '../../core/epcis/commissioning.ts'
import { decommissioningEvent } from '../../core/epcis/decommissioning.ts'
import type { EpcisEvent, EventBasis } from '../../core/epcis/event-basis.ts'
import { leafHash, rootOf } from '../../core/log/tree.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { signStatement } from '../../core/statement/statement.ts'
import { formatInstant } from '../../platform/clock/clock.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { SealedBatch, StatementBytes } from '../../sync/documents/batch-document.ts'
import type { Party } from './consortium.ts'
import type { Seeded } from './seeded.ts'

const GTIN = '09506000134352'
const SERIAL_SYMBOLS = '23456789ABCDEFGH'

const named = (bytes: Uint8Array): StatementBytes => ({ id: toHex(sha256Native(bytes)), bytes })

/** Where a chain stands: the last statement's place and id. */
export interface ChainEnd {
  readonly seq: number
  readonly id: string
}

/**
 * The next `count` events of a station, sealed as batch `n`. Serials are few, so that stations also contradict each other,
 * which is for standing to say and for entry to let in.
 */
export function stateBatch(
  station: Party,
  sealer: Party,
  chance: Seeded,
  at: { readonly n: number; readonly count: number; readonly after: ChainEnd; readonly unixMs: number },
): SealedBatch {
  const statements: StatementBytes[] = []
  let prev = at.after.id
  for (let i = 1; i <= at.count; i += 1) {
    const statement = named(signEvent(station, chance, at.after.seq + i, prev, at.unixMs))
    statements.push(statement)
    prev = statement.id
  }
  return {
    n: at.n,
    statements,
    manifest: sealRun(station, sealer, at.n, statements, at.after.seq + 1, at.unixMs),
  }
}

function signEvent(station: Party, chance: Seeded, seq: number, prev: string, unixMs: number): Uint8Array {
  const { kid, issuer, sign } = station
  const event = drawEvent(chance, {
    eventTime: formatInstant(unixMs + seq, 480),
    readPoint: 'https://id.gs1.org/414/9506000140445/254/S1',
    operator: 'op-1f0e9d8c7b6a',
    station: issuer,
    decision: 'cd'.repeat(32),
    ruleSet: 'ab'.repeat(32),
  })
  return signStatement(
    {
      contentType: contentTypes.event,
      kid,
      issuer,
      subject: event.eventID,
      iat: Math.floor(unixMs / 1000),
      seq,
      prev,
      payload: canonicalBytes(event),
    },
    sign,
  )
}

function drawEvent(chance: Seeded, basis: EventBasis): EpcisEvent {
  const symbols = Array.from({ length: 2 }, () => chance.pick([...SERIAL_SYMBOLS]))
  const serial = `S2K${symbols.join('')}234`
  if (chance.chance(0.2))
    return decommissioningEvent(basis, {
      epcs: [`https://id.gs1.org/01/${GTIN}/21/${serial}`],
      reason: 'torn',
    })
  return commissioningEvent(basis, {
    gtin: GTIN,
    serial,
    lot: 'L1',
    expiry: '2028-02-14',
    origin: 'NZ',
    labelTemplate: 'unit-60x40/1',
    pinCommitment: '$scrypt$ln=14,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    bindingScan: 'ab'.repeat(32),
  })
}

function sealRun(
  station: Party,
  sealer: Party,
  n: number,
  statements: readonly StatementBytes[],
  firstSeq: number,
  unixMs: number,
): StatementBytes {
  const payload = canonicalBytes({
    format: 'bondmark/manifest/1',
    station: station.issuer,
    kid: station.kid,
    batch: n,
    firstSeq,
    lastSeq: firstSeq + statements.length - 1,
    batchPrev: null,
    lastId: statements.at(-1)?.id,
    count: statements.length,
    root: toHex(rootOf(statements.map(({ id }) => leafHash(fromHex(id))))),
    ruleSets: ['ab'.repeat(32)],
  })
  const { kid, issuer, sign } = sealer
  const fields = {
    contentType: contentTypes.manifest,
    kid,
    issuer,
    subject: toHex(sha256Native(payload)),
    iat: Math.floor(unixMs / 1000),
    payload,
  }
  return named(signStatement(fields, sign))
}
