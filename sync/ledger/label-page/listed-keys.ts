import { fromBase64Url } from '../../../core/encoding/base64.ts'
import { type ListedSealKey, sealKeysOfMembers } from '../../../core/label/seal-keys.ts'
import { verifyCheckpoint } from '../../../core/log/tlog-proof.ts'
import { formatVkey, isKeyName, noteSignatureTypes } from '../../../core/log/vkey.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { RecordSource } from './told.ts'

/** All that this ledger's memberships say of keys, at one moment. */
export interface ListedKeys {
  readonly seal: readonly ListedSealKey[]
  /** Verifier keys of logs, by origin, and of all witnesses. */
  readonly logs: ReadonlyMap<string, string>
  readonly witnesses: readonly string[]
}

/** The keys on the memberships that are known now; read again only for another list of them. */
export function keepListedKeys(memberships: () => readonly Membership[]): () => ListedKeys {
  let read: readonly Membership[] | null = null
  let keys = listedKeys([])
  return () => {
    const known = memberships()
    if (known !== read) keys = listedKeys(known)
    read = known
    return keys
  }
}

function listedKeys(memberships: readonly Membership[]): ListedKeys {
  const listed = memberships.flatMap(({ payload }) => payload.keys).filter(({ name }) => isKeyName(name))
  // A log is its organisation's, `{host}/bondmark/{org}`: no other member's list says anything of its keys.
  const logs = memberships.flatMap(({ payload: { org, keys } }) =>
    keys.filter(({ use, name }) => use === 'log' && isKeyName(name) && name.endsWith(`/bondmark/${org}`)),
  )
  const vkey = (name: string, key: string, type: 1 | 4) => formatVkey(name, type, fromBase64Url(key))
  const witnesses = listed.filter(({ use }) => use === 'witness')
  return {
    seal: sealKeysOfMembers(memberships),
    logs: new Map(logs.map(({ name, key }) => [name, vkey(name, key, noteSignatureTypes.ed25519)] as const)),
    witnesses: [
      ...new Set(witnesses.map(({ name, key }) => vkey(name, key, noteSignatureTypes.cosignature))),
    ],
  }
}

/** A checkpoint as far as the listed keys vouch for it. */
export interface Vouched {
  readonly size: number
  /** Listed witnesses that have cosigned it. */
  readonly witnesses: number
  /** Unix seconds: the latest that one of them gives; null without one. */
  readonly cosignedAt: number | null
}

/** What the listed keys say of this signed checkpoint; null when its log is not listed, or did not sign it. */
export function vouchedFor(
  { origin }: Pick<RecordSource, 'origin'>,
  note: string | undefined,
  { logs, witnesses }: ListedKeys,
): Vouched | null {
  const logVkey = logs.get(origin)
  if (logVkey === undefined || note === undefined) return null
  const checked = verifyCheckpoint({
    checkpoint: note,
    logVkey,
    witnessVkeys: witnesses,
    k: 0,
    verify: verifyEd25519,
  })
  const cosigners = checked.note.verified.filter(({ timestamp }) => timestamp !== null)
  const distinct = new Set(cosigners.map(({ vkey }) => vkey.publicKey.join()))
  return { size: checked.size, witnesses: distinct.size, cosignedAt: checked.cosignedAt }
}
