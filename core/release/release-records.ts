import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { verdict } from '../decision/decision.ts'
import { toHex } from '../encoding/hex.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.iso.datetime({ offset: true, precision: 3 })
const uri = z.string().max(255)
const asn = z.string().min(1).max(100)
const line = z.string().min(1).max(100)
const lot = z.string().min(1).max(100)

/** What made the station decide a line anew. `id`: of the statement, document or rule set that it was, where it has one. */
export const because = z.strictObject({
  kind: z.enum([
    'conclusion',
    'report',
    'figures',
    'rules',
    'override',
    'plan',
    'customs',
    'hold-lifted',
    'seal',
  ]),
  id: z.string().max(128).nullable(),
})
export type Because = z.infer<typeof because>

/** A station's record: a line was decided anew, and says something else than before. */
export const lineDecided = z.strictObject({
  format: z.literal('bondmark/line-decided/1'),
  station: uri,
  t: time,
  asn,
  line,
  lot,
  /** Hash of the decision before. */
  before: hash,
  decision: verdict,
  /** Hex SHA-256 of the decision's RFC 8785 bytes: what events of the line cite from now on. */
  decisionHash: hash,
  ruleSet: hash,
  because,
  /** The supervisor's own statement, base64url, where it was their word: the log keeps what the decision cites. */
  word: z.base64url().max(4_000).optional(),
})
export type LineDecided = z.infer<typeof lineDecided>

/** One line of a release, by the decision that it went by. */
const releasedLine = z.strictObject({ line, lot, decision: hash })
export type ReleasedLine = z.infer<typeof releasedLine>

/** So many lines of a notice are listed in a release; all of them are in its `linesHash`. */
export const RELEASED_LINES_LISTED = 200
/** So many conclusions, customs releases and overrides a release cites one by one. */
export const RELEASE_CITED_MAX = 100

/** A station's record: nothing holds the goods of a notice any more, and they go on. */
export const asnReleased = z.strictObject({
  format: z.literal('bondmark/asn-released/1'),
  station: uri,
  t: time,
  asn,
  /** The revision of the plan that was released, and the hash of its content. */
  revision: z.int().min(1),
  plan: hash,
  /** How often the notice was released, this time included: a later hold asks for another release. */
  release: z.int().min(1),
  /** Lines that go on, in the order of their names. */
  lines: z.array(releasedLine).max(RELEASED_LINES_LISTED),
  count: z.int().min(0),
  /** Hex SHA-256 of the RFC 8785 bytes of all lines that go on, as `lines` has them. */
  linesHash: hash,
  /** Lines that were closed while they were held: their goods stay. */
  kept: z.int().min(0),
  /** What met the demands, by id; the first ones of many. */
  conclusions: z.array(z.string().max(128)).max(RELEASE_CITED_MAX),
  /** Ids of the supervisors' words by which goods go on without what was demanded. */
  overrides: z.array(hash).max(RELEASE_CITED_MAX),
  because,
})
export type AsnReleased = z.infer<typeof asnReleased>

/** What the warehouse's own system is told of a release (`docs/formats/release.md`). */
export const asnReleasedMessage = z.strictObject({
  format: z.literal('bondmark/asn-released/1'),
  asn,
  revision: z.int().min(1),
  release: z.int().min(1),
  t: time,
  lines: z.array(releasedLine).max(60),
  count: z.int().min(0),
  linesHash: hash,
  conclusions: z.array(z.string().max(128)).max(40),
  overrides: z.array(hash).max(40),
  /** Id of the `asn-released` statement in the station's chain. */
  statement: hash,
})

/** Hex SHA-256 over every line of a release. */
export const linesHashOf = (lines: readonly ReleasedLine[]): string =>
  toHex(sha256(canonicalBytes([...lines])))

/** Lines by name, so that the same lines have the same hash. */
export const inNameOrder = (a: ReleasedLine, b: ReleasedLine): number =>
  a.line < b.line ? -1 : a.line > b.line ? 1 : a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0
