import { toBase64Url } from '../../core/encoding/base64.ts'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { checkSeal, type SealedUnit } from '../../core/label/check-seal.ts'
import { sealedBytes, sealedLink } from '../../core/label/seal.ts'
import { sealKeysOfMembers } from '../../core/label/seal-keys.ts'
import { parseSealedLink } from '../../core/label/sealed-link.ts'
import {
  gtin14,
  harbour,
  labelOf,
  pairOf,
  pearl,
  pretended,
  readAs,
  seeds,
} from '../../core/label/sealing-members.stub.ts'
import { type MembershipPayload, signMembership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'

/** A newer list of the harbour, on which its second station is no more. */
const harbourLater: MembershipPayload = {
  ...harbour,
  keys: harbour.keys.filter(({ prefix }) => prefix !== 'B8Q'),
  previous: readAs(harbour).head,
}
const members = { harbour, 'harbour-later': harbourLater, pearl, pretend: pretended }
type MemberName = keyof typeof members
const administratorSeeds: Record<MemberName, number> = {
  harbour: seeds.harbourAdministrator,
  'harbour-later': seeds.harbourAdministrator,
  pearl: seeds.pearlAdministrator,
  pretend: seeds.trainingAdministrator,
}

interface Case {
  readonly name: string
  readonly text: string
  readonly memberships?: readonly MemberName[]
  readonly training?: true
  readonly org?: string
  readonly now?: string
  /** Other units that the verifier knows. */
  readonly others?: readonly SealedUnit[]
  /** Where the unit's commissioning is proven to stand: its place in the chain, or Unix seconds of a cosignature. */
  readonly placed?: { readonly seq?: number; readonly loggedBy?: number }
}

const good = labelOf(seeds.harbour, 'B7Q')
const bare = good.slice(0, good.indexOf('?'))
const tail = good.slice(-91)
const unit = { gtin: gtin14, serial: 'B7Q0123456789AB' }
const at = (host: string) =>
  sealedLink({ resolverHost: host, gtin14, serial: unit.serial, ...pairOf(seeds.harbour) })

/** The same signature with the group's order added to S (RFC 8032 §5.1.7 has S below it). */
function withOrderAdded(text: string): string {
  const parts = parseSealedLink(text)
  if ('code' in parts) throw new RangeError(parts.code)
  const order = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')
  const signature = parts.signature.slice()
  let carry = 0
  for (let i = 0; i < 32; i++) {
    const sum = (signature[32 + i] ?? 0) + (order[i] ?? 0) + carry
    signature[32 + i] = sum & 0xff
    carry = sum >> 8
  }
  return text.slice(0, -91) + toBase64Url(concatBytes(parts.hint, signature))
}

/** The last symbol holds two bits more than there are bytes for: they are zero, or it is another spelling. */
const respelled = (text: string): string =>
  text.slice(0, -1) + String.fromCharCode((text.at(-1) ?? '').charCodeAt(0) + 1)

const cases: readonly Case[] = [
  { name: 'a station’s seal', text: good },
  { name: 'the same, of another resolver, which is not sealed', text: at('labels.example') },
  { name: 'the shortest host', text: at('a.b') },
  { name: 'another member’s station, on its own serial', text: labelOf(seeds.pearl, 'P7Q') },
  { name: 'a key of before: its labels stay good', text: labelOf(seeds.harbourBefore, 'B6Q') },
  { name: 'a serial of a brand’s pool, of which no list speaks', text: labelOf(seeds.harbour, 'ZYX') },
  {
    name: 'training, where training is checked',
    text: labelOf(seeds.training, 'T7Q'),
    memberships: ['pretend'],
    training: true,
  },
  {
    name: 'a revoked key, proven to be from before by its place',
    text: labelOf(seeds.harbourStolen, 'B9Q'),
    placed: { seq: 500 },
  },
  {
    name: 'a revoked key, proven to be from before by a cosignature',
    text: labelOf(seeds.harbourStolen, 'B9Q'),
    placed: { loggedBy: 1_785_556_799 },
  },
  {
    name: 'a revoked key, logged too late',
    text: labelOf(seeds.harbourStolen, 'B9Q'),
    placed: { seq: 501, loggedBy: 1_785_556_800 },
  },
  { name: 'a revoked key, nothing proven', text: labelOf(seeds.harbourStolen, 'B9Q') },
  { name: 'no seal', text: bare },
  { name: 'no seal, but another parameter', text: `${bare}?linkType=all` },
  { name: 'too long', text: good + 'A'.repeat(400) },
  { name: 'a blank behind', text: `${good} ` },
  { name: 'full-width', text: good.replace('B7Q', 'Ｂ7Q') },
  { name: 'another scheme', text: good.replace('https', 'http') },
  { name: 'a port', text: good.replace('.example', '.example:443') },
  { name: 'a host in upper case', text: good.replace('verify', 'VERIFY') },
  { name: 'a fragment', text: `${good}#` },
  { name: 'a lot in the path', text: `${bare}/10/AB?s=${tail}` },
  { name: 'thirteen digits', text: good.replace('/01/0', '/01/') },
  { name: 'a serial in lower case', text: good.replace('B7Q', 'b7q') },
  { name: 'a parameter more', text: `${good}&linkType=all` },
  { name: 'a seal cut off', text: good.slice(0, -1) },
  { name: 'a seal of other symbols', text: `${good.slice(0, -1)}+` },
  { name: 'another spelling of the same bytes', text: respelled(good) },
  { name: 'a key that nobody lists', text: labelOf(seeds.nobody, 'B7Q') },
  { name: 'another serial', text: good.replace('89AB', '89AC') },
  { name: 'another GTIN', text: good.replace('09506000134352', '09506000134369') },
  { name: 'S + L', text: withOrderAdded(good) },
  {
    name: 'another serial, where the unit it was made for is known',
    text: good.replace('89AB', '89AC'),
    others: [{ gtin: gtin14, serial: 'B7QZZZZZZZZZZZZ' }, unit],
  },
  { name: 'a supervisor’s key', text: labelOf(seeds.supervisor, 'B7Q') },
  { name: 'a log’s key', text: labelOf(seeds.log, 'B7Q') },
  { name: 'a witness’s key', text: labelOf(seeds.witness, 'B7Q') },
  { name: 'another member’s station, on this one’s serial', text: labelOf(seeds.pearl, 'B7Q') },
  {
    name: 'another member’s station, where only one may seal',
    text: labelOf(seeds.pearl, 'P7Q'),
    org: 'harbour',
  },
  { name: 'a serial that its station would not give', text: labelOf(seeds.harbour, 'XYZ') },
  { name: 'another station of the same member', text: labelOf(seeds.harbourSecond, 'B7Q') },
  { name: 'a key that is not valid yet', text: labelOf(seeds.harbourLater, 'BAQ') },
  {
    name: 'a key that only an older list has',
    text: labelOf(seeds.harbourSecond, 'B8Q'),
    memberships: ['harbour', 'harbour-later'],
  },
  {
    name: 'a key at the end of its time, logged after it',
    text: labelOf(seeds.harbourBefore, 'B6Q'),
    placed: { loggedBy: 1_783_000_000 },
  },
  {
    name: 'training, where real labels are checked',
    text: labelOf(seeds.training, 'T7Q'),
    memberships: ['harbour', 'pretend'],
  },
  { name: 'real, where training is checked', text: good, training: true },
]

const NOW = '2026-11-25T12:00:00.000+08:00'

function answered(one: Case) {
  const { memberships = ['harbour', 'pearl'], training = false, org, now = NOW, others, placed } = one
  const answer = checkSeal(one.text, {
    keys: sealKeysOfMembers(memberships.map((name) => readAs(members[name]))),
    verify: verifyEd25519,
    training,
    org: org === undefined ? undefined : { consortium: 'bondmark.example', org },
    nowMs: Date.parse(now),
    placed: () => placed ?? null,
    others: () => others ?? [],
  })
  const { ok, code, detail, unit: named, sealer } = answer
  const asked = {
    memberships,
    training,
    ...(org && { org }),
    now,
    ...(others && { others }),
    ...(placed && { placed }),
  }
  return {
    name: one.name,
    text: one.text,
    check: asked,
    answer: {
      ok,
      code,
      detail,
      unit: named,
      sealer,
      ...(answer.ok ? { notes: answer.notes } : { checkOnline: answer.checkOnline }),
    },
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The files of fixtures/vectors/label-seal: name → text. Frozen: what is in them is on labels. */
export function sealVectors(): Map<string, string> {
  const keys = Object.entries(seeds).map(([name, seed]) => {
    const { kid, publicKey } = pairOf(seed)
    return { name, seed: toHex(new Uint8Array(32).fill(seed)), publicKey: toBase64Url(publicKey), kid }
  })
  const signed = parseSealedLink(good)
  if ('code' in signed) throw new RangeError(signed.code)
  const steps = {
    key: 'harbour',
    resolverHost: 'verify.bondmark.example',
    ...unit,
    canonicalLink: `https://id.gs1.org/01/${gtin14}/21/${unit.serial}`,
    signedBytes: toHex(sealedBytes(unit.gtin, unit.serial)),
    signature: toHex(signed.signature),
    hint: toHex(signed.hint),
    seal: tail,
    text: good,
  }
  const lists = Object.entries(members).map(([name, payload]): [string, string] => {
    const issuer = `https://id.bondmark.example/org/${payload.org}/person/ADM-0001`
    const administrator = { ...pairOf(administratorSeeds[name as MemberName]), issuer }
    return [
      `membership-${name}.json`,
      writeMembershipFile(signMembership(payload, [administrator], 1_772_000_000)),
    ]
  })
  const payloads = Object.fromEntries(
    Object.entries(members).map(([name, payload]) => [name, { head: readAs(payload).head, payload }]),
  )
  return new Map([
    ['keys.json', json({ format: 'bondmark/label-seal-keys/1', keys })],
    ['sealing.json', json({ format: 'bondmark/label-seal-sealing/1', steps })],
    ['memberships.json', json({ format: 'bondmark/label-seal-memberships/1', memberships: payloads })],
    ['verdicts.json', json({ format: 'bondmark/label-seal-verdicts/1', verdicts: cases.map(answered) })],
    ...lists,
  ])
}
