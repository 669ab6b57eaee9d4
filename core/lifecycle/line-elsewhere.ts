import { z } from 'zod'

/** Units of one line: ten times the largest plan's. */
const units = z.int().min(0).max(10_000_000)
const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** Another station's word of the line, as this one had it when it closed its part: its word, and no proof. */
const toldWord = z.strictObject({
  kid: hash,
  /** its short name */
  station: z.string().min(1).max(255),
  received: units,
  short: units,
  /** The statement of its chain after which it said so; `head` is null where its successor after a restore said it. */
  seq: z
    .int()
    .min(0)
    .max(2 ** 48),
  head: hash.nullable(),
  /** When it was heard last, by this station's clock; null: not since. */
  at: z.iso.datetime({ offset: true, precision: 3 }).nullable(),
})

/**
 * What a closed line says of the planned units that are other stations' (FORMATS, `line-closed`): so many of them those
 * have received, so many they have called missing, and by how many units all that have come are more than planned.
 */
export const lineElsewhere = z.strictObject({
  received: units,
  short: units,
  over: units,
  told: z.array(toldWord).min(1).max(64),
})
export type LineElsewhere = z.infer<typeof lineElsewhere>

interface OwnPart {
  readonly planned: number
  readonly received: number
  readonly short: number
}

/** How the planned units of a line lie with what others have told of it. */
export interface LineShares {
  /** Planned units that others have received, as far as this station has not itself accounted for them. */
  readonly received: number
  /** Planned units that others have called missing; what has come somewhere is not missing. */
  readonly short: number
  /** Planned units that nobody has, and nobody has called missing. */
  readonly missing: number
  /** Units that have come beyond the plan, all stations together. */
  readonly over: number
}

/** Accounts for each planned unit once: what this station has said of its own first, then what others have, then what they miss. */
export function shareLine(
  { planned, received, short }: OwnPart,
  told: readonly { readonly received: number; readonly short: number }[],
): LineShares {
  const sum = (of: 'received' | 'short') => told.reduce((units, word) => units + Math.max(0, word[of]), 0)
  const rest = Math.max(0, planned - received - short)
  const there = Math.min(rest, sum('received'))
  const called = Math.min(rest - there, sum('short'))
  return {
    received: there,
    short: called,
    missing: rest - there - called,
    over: Math.max(0, received + sum('received') - planned),
  }
}

/**
 * What the words that are cited do not bear out: `elsewhere` is exactly what `shareLine` makes of them, and no key speaks
 * twice. Null: all is borne out.
 */
export function whyNotElsewhere(
  own: OwnPart,
  { received, short, over, told }: LineElsewhere,
): 'told' | 'sum' | null {
  if (new Set(told.map(({ kid }) => kid)).size !== told.length) return 'told'
  const shares = shareLine(own, told)
  return shares.received === received && shares.short === short && shares.over === over ? null : 'sum'
}
