import { checkSeal } from '../../core/label/check-seal.ts'
import { situationOfSeal } from '../../core/label/label-stops.ts'
import { parseSealedLink } from '../../core/label/sealed-link.ts'
import { isSerial } from '../../core/label/serial.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sealKeysOf } from '../workspace/workspace.ts'
import type { StationContext } from './context.ts'
import { stopFor } from './label-stop.ts'
import type { Outcome } from './outcome.ts'

/** A unit label that is none of ours, as far as its code says. */
interface Scanned {
  readonly gtin: string
  readonly serial: string
  readonly text: string
}

/**
 * A label that no record of this station knows: another station's, another member's, of the other world, or nobody's. Null
 * for what is no label of the consortium but goods whose maker has given them a serial.
 */
export function foreignLabel(ctx: StationContext, { gtin, serial, text }: Scanned): Outcome | null {
  const { profile } = ctx
  if (text.startsWith(`https://${profile.resolverHost}/`) || !('code' in parseSealedLink(text)))
    return sealedByOthers(ctx, { gtin, serial, text })
  if (!isSerial(serial)) return null
  const prefix = serial.slice(0, 3)
  const owner = ownKeys(ctx).find((key) => key.prefix === prefix)
  if (!owner) return null
  // The small code of a label carries no seal: only its serial tells whose it would be.
  if (isOurs(ctx, owner)) return stopFor('unknown-serial', { gtin, serial })
  return stopFor('other-station', { gtin, serial, station: stationOf(owner.name) })
}

const ownKeys = (ctx: StationContext) => [...sealKeysOf(ctx.profile), ...ctx.listedKeys()]
const stationOf = (name: string): string => name.slice(name.indexOf('/') + 1)

const isOurs = (
  { profile }: StationContext,
  sealer: { readonly consortium: string; readonly org: string; readonly name: string },
): boolean =>
  sealer.consortium === profile.consortium &&
  sealer.org === profile.org &&
  sealer.name === `station/${profile.station}`

function sealedByOthers(ctx: StationContext, { gtin, serial, text }: Scanned): Outcome {
  const { profile, store } = ctx
  const answer = checkSeal(text, {
    keys: ownKeys(ctx),
    verify: verifyEd25519,
    training: profile.training,
    org: { consortium: profile.consortium, org: profile.org },
    nowMs: Date.parse(ctx.clock.now()),
    others: () => store.labels.newestUnits(256),
  })
  const detail = { gtin, serial, ...answer.detail }
  if (!answer.ok) return stopFor(situationOfSeal(answer.code), detail)
  return isOurs(ctx, answer.sealer)
    ? stopFor('record-lost', detail)
    : stopFor('other-station', { ...detail, station: stationOf(answer.sealer.name) })
}
