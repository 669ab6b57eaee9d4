import { toHex } from '../encoding/hex.ts'
import type { Failure } from '../errors/bondmark-error.ts'
import { type Placed, whyKeyNotCountable } from '../membership/revocation.ts'
import type { Verify } from '../statement/ed25519.ts'
import { keysWithHint, sealersOf } from './seal.ts'
import type { ListedSealKey } from './seal-keys.ts'
import { parseSealedLink, type SealedLinkParts } from './sealed-link.ts'
import { isPoolRange } from './serial-range.ts'

/** More units than this are not tried for the one that a seal was made for: 20 ms of signatures. */
export const OTHER_UNITS_MAX = 256

/** A unit by its keys. */
export interface SealedUnit {
  readonly gtin: string
  readonly serial: string
}

/** What a seal is held against. No clock, no network: all of it is handed in. */
export interface SealCheck {
  readonly keys: readonly ListedSealKey[]
  readonly verify: Verify
  /** Whether training labels are what is checked: neither world takes the other's. */
  readonly training: boolean
  /** The one organisation that may seal here; all listed ones when absent. */
  readonly org?: { readonly consortium: string; readonly org: string } | undefined
  /** Unix milliseconds of this machine, for keys that are not valid yet; they are not asked when absent. */
  readonly nowMs?: number | undefined
  /** Where the statement that commissioned the unit stands, when a proof of it was verified; null when there is none. */
  readonly placed?: ((kid: string, unit: SealedUnit) => Placed | null) | undefined
  /** Keys that are proven to have stated the end of the unit's life; none when absent. */
  readonly endedBy?: ((unit: SealedUnit) => readonly string[]) | undefined
  /** Units that a seal may have been moved from; at most {@link OTHER_UNITS_MAX} are tried. */
  readonly others?: (() => Iterable<SealedUnit>) | undefined
}

/** Whose seal it is. */
export interface Sealer {
  readonly kid: string
  readonly consortium: string
  readonly org: string
  /** `station/LBL07` */
  readonly name: string
}

/**
 * What a seal proves. `ok` means that a listed station issued a label for this unit, as far as can be said without asking
 * anybody, and never that the label at hand is that label. `checkOnline`: a ledger may know better.
 */
export type SealAnswer =
  | (Failure & {
      readonly ok: true
      readonly unit: SealedUnit
      readonly sealer: Sealer
      readonly notes: readonly Failure[]
    })
  | (Failure & {
      readonly ok: false
      readonly unit: SealedUnit | null
      readonly sealer: Sealer | null
      readonly checkOnline: boolean
    })

/**
 * Checks the text of a label's QR code against listed keys: form, then every key with its hint, then whether the one that
 * made the seal may have (`docs/formats/label-seal.md`). Each refusal has a reason of its own. Never throws on a text.
 *
 * Codes: `seal-record-verified`; `seal-missing`, `seal-malformed` `{part}`, `seal-unknown-key` `{hint}`, `seal-forged`,
 * `seal-of-other-unit`, `seal-by-person`, `seal-by-log`, `seal-by-witness`, `seal-training`, `seal-not-training`,
 * `seal-by-other-member`, `seal-by-other-station`, `seal-prefix-foreign`, `seal-key-delisted`, `seal-key-not-yet-valid`, `seal-key-revoked`,
 * `seal-key-expired`, `seal-unit-ended`.
 */
export function checkSeal(text: string, check: SealCheck): SealAnswer {
  const parts = parseSealedLink(text)
  if ('code' in parts) return { ok: false, ...parts, unit: null, sealer: null, checkOnline: false }
  const { gtin, serial } = parts
  const unit = { gtin, serial }
  const refused = (failure: Failure, key: ListedSealKey | null, checkOnline = false): SealAnswer => ({
    ok: false,
    ...failure,
    unit,
    sealer: key && sealerOf(key),
    checkOnline,
  })
  const candidates = keysWithHint(check.keys, parts.hint)
  // A newer membership may list it.
  if (candidates.length === 0)
    return refused({ code: 'seal-unknown-key', detail: { hint: toHex(parts.hint) } }, null, true)
  const judged = sealersOf(parts, candidates, check.verify).map((key) => ({
    key,
    wrong: whyMayNotSeal(key, unit, check),
  }))
  const [first] = judged
  if (first === undefined) return unfit(parts, candidates, check, refused)
  // One key may be listed by two members: the listing that may seal this unit is the one meant.
  const good = judged.find(({ wrong }) => wrong === null)
  if (good === undefined) {
    const failure = first.wrong ?? { code: 'seal-forged', detail: { ...unit } }
    return refused(failure, first.key, askAgain.has(failure.code))
  }
  const { key } = good
  if (isEnded(unit, key, check)) return refused({ code: 'seal-unit-ended', detail: { ...unit } }, key)
  const detail = { ...unit, org: key.org, station: stationName(key) }
  return {
    ok: true,
    code: 'seal-record-verified',
    detail,
    unit,
    sealer: sealerOf(key),
    notes: notesOn(key, unit, check),
  }
}

/** Whether a station of the sealer's own member has ended the unit's life: a stranger's word does not. */
function isEnded(unit: SealedUnit, sealer: ListedSealKey, { keys, endedBy }: SealCheck): boolean {
  const kids = endedBy?.(unit) ?? []
  return keys.some((key) => key.use === 'station' && kids.includes(key.kid) && isMemberOf(key, sealer))
}

/** What a ledger, or a newer membership, may answer otherwise. */
const askAgain: ReadonlySet<string> = new Set([
  'seal-key-delisted',
  'seal-key-not-yet-valid',
  'seal-key-revoked',
  'seal-key-expired',
])

const sealerOf = ({ kid, consortium, org, name }: ListedSealKey): Sealer => ({ kid, consortium, org, name })
const stationName = ({ name }: Pick<ListedSealKey, 'name'>): string => name.slice(name.indexOf('/') + 1)
const isStationOf = (one: ListedSealKey, other: ListedSealKey): boolean =>
  isMemberOf(one, other) && one.name === other.name
const isMemberOf = (one: ListedSealKey, other: { consortium: string; org: string }): boolean =>
  one.consortium === other.consortium && one.org === other.org

/** A right key's hint over a signature that does not fit: made for another unit that is known, or for nothing known. */
function unfit(
  parts: SealedLinkParts,
  candidates: readonly ListedSealKey[],
  { others, verify }: SealCheck,
  refused: (failure: Failure, key: ListedSealKey | null) => SealAnswer,
): SealAnswer {
  const { gtin, serial, signature } = parts
  let left = OTHER_UNITS_MAX
  for (const other of others?.() ?? []) {
    if (left-- === 0) break
    const [key] = sealersOf({ ...other, signature }, candidates, verify)
    if (key === undefined) continue
    const detail = { gtin, serial, madeForGtin: other.gtin, madeForSerial: other.serial }
    return refused({ code: 'seal-of-other-unit', detail }, key)
  }
  return refused({ code: 'seal-forged', detail: { gtin, serial } }, null)
}

/** Why the key that made the seal may not have, or null. */
function whyMayNotSeal(key: ListedSealKey, unit: SealedUnit, check: SealCheck): Failure | null {
  const { org, name } = key
  if (key.use !== 'station') return { code: `seal-by-${key.use}`, detail: { org, name } }
  if (key.training && !check.training) return { code: 'seal-training', detail: { org } }
  if (!key.training && check.training) return { code: 'seal-not-training', detail: { org } }
  return whyOfOthers(key, unit, check) ?? whyOutOfTime(key, unit, check)
}

/** Whether the unit is another member's or another station's to seal. */
function whyOfOthers(key: ListedSealKey, { serial }: SealedUnit, { keys, org }: SealCheck): Failure | null {
  if (org !== undefined && !isMemberOf(key, org))
    return { code: 'seal-by-other-member', detail: { org: key.org, expected: org.org } }
  const prefix = serial.slice(0, 3)
  const station = stationName(key)
  const owners = keys.filter((other) => other.prefix === prefix && other.training === key.training)
  if (owners.some((owner) => isStationOf(owner, key))) return null
  const neighbour = owners.find((owner) => isMemberOf(owner, key))
  if (neighbour !== undefined)
    return { code: 'seal-by-other-station', detail: { station, expected: stationName(neighbour), prefix } }
  // A brand's pool may be any station's to use, also when another member lists its range as a station's prefix.
  if (isPoolRange(prefix)) return null
  const [stranger] = owners
  if (stranger !== undefined)
    return { code: 'seal-by-other-member', detail: { org: key.org, expected: stranger.org } }
  // Other prefixes are a station's own, where its list says which it has.
  const isItsOwnUnsaid = !keys.some((other) => other.prefix !== null && isStationOf(other, key))
  return isItsOwnUnsaid ? null : { code: 'seal-prefix-foreign', detail: { station, prefix } }
}

function whyOutOfTime(key: ListedSealKey, unit: SealedUnit, { nowMs, placed }: SealCheck): Failure | null {
  const { kid, org, from, until, revoked } = key
  const detail = { org, station: stationName(key) }
  const place = placed?.(kid, unit) ?? null
  const time = { kid, from: from ?? '', until: until ?? undefined, revoked }
  const wrong = place && whyKeyNotCountable(time, place)
  // A planned end says nothing against what was sealed before it; a theft says it against all that is not proven early.
  if (revoked !== undefined && (place === null || wrong?.code === 'key-revoked'))
    return { code: 'seal-key-revoked', detail: { ...detail, at: revoked.at } }
  if (key.listed === 'formerly') return { code: 'seal-key-delisted', detail }
  if (wrong?.code === 'key-expired')
    return { code: 'seal-key-expired', detail: { ...detail, until: until ?? '–' } }
  const isNotYet = nowMs !== undefined && from !== null && nowMs < Date.parse(from)
  return isNotYet || wrong !== null
    ? { code: 'seal-key-not-yet-valid', detail: { ...detail, from: from ?? '–' } }
    : null
}

/** What a person is to know although the seal holds. */
function notesOn(key: ListedSealKey, unit: SealedUnit, { keys, placed, nowMs }: SealCheck): Failure[] {
  const notes: Failure[] = key.training ? [{ code: 'evidence-is-training', detail: {} }] : []
  const place = placed?.(key.kid, unit) ?? null
  if (key.revoked !== undefined)
    notes.push({ code: 'seal-before-revocation', detail: { at: key.revoked.at } })
  const isEnded = key.until !== null && (nowMs === undefined || nowMs >= Date.parse(key.until))
  if (isEnded && place === null) notes.push({ code: 'seal-key-ended', detail: { until: key.until } })
  const prefix = unit.serial.slice(0, 3)
  if (!keys.some((other) => other.prefix === prefix && isStationOf(other, key)))
    notes.push({ code: 'seal-prefix-unlisted', detail: { prefix } })
  return notes
}
