import { createHash } from 'node:crypto'
import { toBase64Url } from '../../core/encoding/base64.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import type { ListedKey, Membership } from '../../core/membership/membership.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'

const consortium = 'bondmark.example'
const from = '2026-01-01T00:00:00.000Z'

/** Who states: a station, or the supervisor who seals its batches. */
export interface Party {
  readonly kid: string
  readonly publicKey: Uint8Array
  readonly sign: Sign
  readonly issuer: string
}

/** A member: its log, its stations, its supervisor, and the membership that lists them. */
export interface Member {
  readonly org: string
  readonly log: NoteSigner
  readonly logVkey: string
  readonly supervisor: Party
  readonly stations: readonly Party[]
  readonly membership: Membership
}

/** A witness of the consortium. */
export interface WitnessParty {
  readonly signer: NoteSigner
  readonly vkey: string
}

const signers = new Map<string, ReturnType<typeof signerFromSeed>>()

/** The same key for a name in every run: making them takes longer than using them. */
function signerOf(name: string): ReturnType<typeof signerFromSeed> {
  const known = signers.get(name) ?? signerFromSeed(createHash('sha256').update(name).digest())
  signers.set(name, known)
  return known
}

function party(org: string, kind: 'station' | 'person', name: string): Party {
  const signer = signerOf(`${org}/${kind}/${name}`)
  return { ...signer, kid: kidOf(signer.publicKey), issuer: issuerUri({ consortium, org, kind, name }) }
}

export function witnessParty(name: string): WitnessParty {
  const signer = { ...signerOf(name), name: `witness.${consortium}/${name}` }
  return { signer, vkey: formatVkey(signer.name, noteSignatureTypes.cosignature, signer.publicKey) }
}

const listed = (publicKey: Uint8Array, use: ListedKey['use'], name: string): ListedKey => ({
  kid: kidOf(publicKey),
  key: toBase64Url(publicKey),
  use,
  name,
  from,
})

/** Makes a member with so many stations. Nobody signed its membership: how it is read is tested elsewhere. */
export function makeMember(org: string, stationCount: number, witnesses: readonly WitnessParty[]): Member {
  const stations = Array.from({ length: stationCount }, (_, n) => party(org, 'station', `S${n + 1}`))
  const supervisor = party(org, 'person', 'SUP')
  const log = { ...signerOf(`${org}/log`), name: `ledger.${consortium}/bondmark/${org}` }
  const payload: Membership['payload'] = {
    format: 'bondmark/membership/1',
    consortium,
    org,
    roles: ['warehouse'],
    keys: [
      ...stations.map(({ publicKey }, n) => listed(publicKey, 'station', `station/S${n + 1}`)),
      { ...listed(supervisor.publicKey, 'person', 'person/SUP'), role: 'supervisor' },
      listed(log.publicKey, 'log', log.name),
      ...witnesses.map(({ signer }) => listed(signer.publicKey, 'witness', signer.name)),
    ],
    revocations: [],
    previous: null,
  }
  return {
    org,
    log,
    logVkey: formatVkey(log.name, noteSignatureTypes.ed25519, log.publicKey),
    supervisor,
    stations,
    membership: { payload, head: '0'.repeat(64), statements: [] },
  }
}
