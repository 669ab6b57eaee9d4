import { z } from 'zod'
import { isSerialPrefix } from '../label/serial.ts'
import { isKeyName } from '../log/vkey.ts'
import { parseIssuer } from '../statement/issuer.ts'
import { kidOf } from '../statement/statement.ts'
import { publicKeyOf } from '../statement/strict-ed25519.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex')
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })
/** An organisation as memberships and issuer URIs name it. */
export const organisation = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/, 'not an organisation')
const consortium = z
  .string()
  .max(190)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'not a domain name',
  )

/** A raw Ed25519 public key in base64url: 32 bytes, of the strict kind that one signature fits one message under. */
export const publicKeyText = z.string().refine((text) => publicKeyOf(text) !== null, 'not a public key')

/** The names of a listed key, by its use. Stations and people are named as in their issuer URI. */
const issuerName = /^(station|person)\/[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/

/** Serial shipping container codes that a station may mint: serial references from `from` to `to`, inclusive. */
export const ssccBlock = z
  .strictObject({
    companyPrefix: z.string().regex(/^\d{4,12}$/),
    extension: z.string().regex(/^\d$/),
    from: z.int().min(0),
    to: z.int().min(0),
  })
  .refine(({ from, to, companyPrefix }) => from <= to && String(to).length <= 16 - companyPrefix.length, {
    message: 'not a range of serial references',
  })

/** A key of a member, what it is for, and whose it is. */
export const listedKey = z
  .strictObject({
    /** hex SHA-256 of the raw key */
    kid: hash,
    key: publicKeyText,
    use: z.enum(['station', 'person', 'log', 'witness']),
    /** `station/LBL07`, `person/SUP-0001`, or the note name of a log or witness */
    name: z.string().max(255),
    /** An `inspector` signs results of an inspection agency, and nothing of a station. */
    role: z.enum(['operator', 'supervisor', 'administrator', 'inspector']).optional(),
    /** first three symbols of a station's serials */
    prefix: z.string().refine(isSerialPrefix, 'not a serial prefix').optional(),
    ssccBlock: ssccBlock.optional(),
    from: time,
    until: time.optional(),
  })
  .superRefine((entry, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const isIssuer = entry.use === 'station' || entry.use === 'person'
    const named = isIssuer ? issuerName.exec(entry.name)?.[1] === entry.use : isKeyName(entry.name)
    if (!named) issue('name', `not the name of a ${entry.use}`)
    if ((entry.role !== undefined) !== (entry.use === 'person'))
      issue('role', 'people have roles, and nobody else')
    if (entry.use !== 'station' && entry.prefix !== undefined) issue('prefix', 'only stations make serials')
    if (entry.use !== 'station' && entry.ssccBlock !== undefined)
      issue('ssccBlock', 'only stations make SSCCs')
    const key = publicKeyOf(entry.key)
    if (key !== null && kidOf(key) !== entry.kid) issue('kid', 'not the SHA-256 of the key')
    if (entry.until !== undefined && Date.parse(entry.until) <= Date.parse(entry.from))
      issue('until', 'before from')
  })
export type ListedKey = z.infer<typeof listedKey>

/** A key that no longer counts from a moment on; of a station, perhaps only above a place in its chain. */
export const revocation = z.strictObject({ kid: hash, at: time, lastGoodSeq: z.int().min(0).optional() })

/** What the administrators of an organisation sign (FORMATS, "Membership, evidence, trust"). */
export const membershipPayload = z
  .strictObject({
    format: z.literal('bondmark/membership/1'),
    /** domain name that issuer URIs stand below: `https://id.{consortium}/…` */
    consortium,
    org: organisation,
    roles: z.array(z.string().min(1).max(64)).max(64),
    /** random hex id of a training workspace; a real membership has none */
    training: z
      .string()
      .regex(/^(?:[0-9a-f]{2}){8,64}$/)
      .optional(),
    keys: z.array(listedKey).max(1024),
    revocations: z.array(revocation).max(1024),
    /** head of the membership before, or null for the first */
    previous: hash.nullable(),
  })
  .superRefine(({ consortium, org, keys, revocations }, context) => {
    keys.forEach(({ use, name }, i) => {
      const isIssuer = use === 'station' || use === 'person'
      if (!isIssuer || parseIssuer(`https://id.${consortium}/org/${org}/${name}`) !== null) return
      context.addIssue({
        code: 'custom',
        path: ['keys', i, 'name'],
        message: 'no issuer URI can be made of it',
      })
    })
    for (const [path, list] of [
      ['keys', keys],
      ['revocations', revocations],
    ] as const) {
      const seen = new Set<string>()
      list.forEach(({ kid }, i) => {
        if (seen.has(kid))
          context.addIssue({ code: 'custom', path: [path, i, 'kid'], message: 'listed twice' })
        seen.add(kid)
      })
    }
  })
export type MembershipPayload = z.infer<typeof membershipPayload>
