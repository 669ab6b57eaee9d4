import { sha256 } from '@noble/hashes/sha2.js'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { toHex } from '../encoding/hex.ts'
import type { ListedKey, MembershipPayload } from '../membership/membership.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import { kidOf } from '../statement/statement.ts'
import { sealedLink } from './seal.ts'

/** Published keys of two members who exist nowhere: `seed` is repeated 32 times. */
export const pairOf = (seed: number) => {
  const pair = signerFromSeed(new Uint8Array(32).fill(seed))
  return { ...pair, kid: kidOf(pair.publicKey) }
}

const from = '2026-03-02T08:00:00.000+08:00'

export const listedKey = (
  seed: number,
  entry: Pick<ListedKey, 'use' | 'name'> & Partial<ListedKey>,
): ListedKey => {
  const { publicKey, kid } = pairOf(seed)
  return { kid, key: toBase64Url(publicKey), from, ...entry }
}

/** Which seed is whose key. */
export const seeds = {
  harbourAdministrator: 1,
  pearlAdministrator: 2,
  trainingAdministrator: 3,
  harbour: 10,
  harbourSecond: 11,
  harbourBefore: 12,
  harbourStolen: 13,
  harbourLater: 14,
  supervisor: 15,
  log: 16,
  witness: 17,
  pearl: 20,
  training: 30,
  nobody: 40,
} as const

const member = (
  org: string,
  keys: ListedKey[],
  rest: Partial<MembershipPayload> = {},
): MembershipPayload => ({
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org,
  roles: ['warehouse'],
  keys,
  revocations: [],
  previous: null,
  ...rest,
})

/** A warehouse whose first station has a key of now and one of before, and a third station whose key was stolen. */
export const harbour: MembershipPayload = member(
  'harbour',
  [
    listedKey(seeds.harbour, { use: 'station', name: 'station/LBL07', prefix: 'B7Q' }),
    listedKey(seeds.harbourSecond, { use: 'station', name: 'station/LBL08', prefix: 'B8Q' }),
    listedKey(seeds.harbourBefore, {
      use: 'station',
      name: 'station/LBL07',
      prefix: 'B6Q',
      until: '2026-06-30T18:00:00.000+08:00',
    }),
    listedKey(seeds.harbourStolen, { use: 'station', name: 'station/LBL09', prefix: 'B9Q' }),
    listedKey(seeds.harbourLater, {
      use: 'station',
      name: 'station/LBL10',
      prefix: 'BAQ',
      from: '2027-01-01T00:00:00.000+08:00',
    }),
    listedKey(seeds.harbourAdministrator, {
      use: 'person',
      name: 'person/ADM-0001',
      role: 'administrator',
    }),
    listedKey(seeds.supervisor, { use: 'person', name: 'person/SUP-0001', role: 'supervisor' }),
    listedKey(seeds.log, { use: 'log', name: 'ledger.example/bondmark/harbour' }),
    listedKey(seeds.witness, { use: 'witness', name: 'witness.example/w1' }),
  ],
  {
    revocations: [
      { kid: pairOf(seeds.harbourStolen).kid, at: '2026-08-01T12:00:00.000+08:00', lastGoodSeq: 500 },
    ],
  },
)

export const pearl: MembershipPayload = member('pearl', [
  listedKey(seeds.pearl, { use: 'station', name: 'station/LBL07', prefix: 'P7Q' }),
  listedKey(seeds.pearlAdministrator, { use: 'person', name: 'person/ADM-0001', role: 'administrator' }),
])

export const pretended: MembershipPayload = member(
  'pretend',
  [
    listedKey(seeds.training, { use: 'station', name: 'station/TRN01', prefix: 'T7Q' }),
    listedKey(seeds.trainingAdministrator, { use: 'person', name: 'person/ADM-0001', role: 'administrator' }),
  ],
  { training: '0011223344556677' },
)

/** A membership as it is read, without the signatures of its administrators. */
export const readAs = (payload: MembershipPayload) => ({
  payload,
  head: toHex(sha256(canonicalBytes(payload))),
})

export const gtin14 = '09506000134352'

/** The text of a label of this key: a serial with this beginning, on the usual host. */
export const labelOf = (seed: number, prefix: string, serialEnd = '0123456789AB'): string =>
  sealedLink({
    resolverHost: 'verify.bondmark.example',
    gtin14,
    serial: prefix + serialEnd,
    ...pairOf(seed),
  })
