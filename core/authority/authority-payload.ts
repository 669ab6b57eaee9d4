import { z } from 'zod'
import { isSerialPrefix } from '../label/serial.ts'
import { isPoolRange } from '../label/serial-range.ts'
import { parseIssuer } from '../statement/issuer.ts'
import { coverage } from './coverage.ts'

/** Serials of the largest pool. */
export const POOL_SERIALS_MAX = 1_000_000

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex')
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })
const station = z.string().refine((uri) => parseIssuer(uri)?.kind === 'station', 'not a station')
/** All stations of an organisation: its issuer URIs without the last two parts. */
const organisation = z
  .string()
  .refine((uri) => parseIssuer(`${uri}/station/A`)?.kind === 'station', 'not an organisation')

const span = { from: time, until: time.nullable() }
const isSpan = ({ from, until }: { from: string; until: string | null }) =>
  until === null || Date.parse(from) < Date.parse(until)

/** A brand lets a station, or all of an organisation's, draw serials of its products under their own prefixes. */
export const serialDelegation = z
  .strictObject({
    format: z.literal('bondmark/serial-delegation/2'),
    /** `https://id.{consortium}/org/{org}/station/{station}`, or `https://id.{consortium}/org/{org}` */
    to: z.union([station, organisation]),
    /** first three symbols of the serials; null: those that the membership lists for the station */
    prefix: z.string().refine(isSerialPrefix, 'not a serial prefix').nullable(),
    covers: coverage,
    ...span,
    /** serials that one station may give; null: no limit */
    max: z.int().min(1).nullable(),
  })
  .refine(isSpan, { path: ['until'], message: 'before from' })
  .refine(({ to, prefix }) => prefix === null || parseIssuer(to) !== null, {
    path: ['prefix'],
    message: 'one prefix for several stations',
  })

/** What training workspaces of release 0.1 hold: their own administrator signed it, for the sample GTINs. */
export const sampleDelegation = z.strictObject({
  format: z.literal('bondmark/serial-delegation/1'),
  to: station,
  prefix: z.string().refine(isSerialPrefix, 'not a serial prefix'),
  gtins: z.string().regex(/^\d{4,12}\*$/),
  from: time,
  training: z.literal(true),
})

/**
 * A brand gives one key of a station serials that it has drawn itself. The list stands in a file of its own: here are its
 * length and its root, RFC 6962 over the serials in ASCII, in the list's order.
 */
export const serialPool = z
  .strictObject({
    format: z.literal('bondmark/serial-pool/1'),
    to: station,
    /** the key that may use them: a restored station has another, and gets another pool */
    kid: hash,
    /** first three symbols of every serial in it */
    range: z.string().refine(isPoolRange, 'not the range of a pool'),
    covers: coverage,
    ...span,
    count: z.int().min(1).max(POOL_SERIALS_MAX),
    root: hash,
  })
  .refine(isSpan, { path: ['until'], message: 'before from' })

export type SerialDelegation = z.infer<typeof serialDelegation>
export type SerialPool = z.infer<typeof serialPool>
