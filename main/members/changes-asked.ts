import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { MembershipChange } from '../../core/membership/change-membership.ts'
import type { MembershipPayload } from '../../core/membership/membership.ts'
import { findKey } from './find-key.ts'
import { readKeysToList } from './key-to-list.ts'

/** What a person asks for at the command line; `KEY=VALUE` pairs as they were typed. */
export interface AskedChanges {
  readonly add?: readonly string[]
  readonly revoke?: readonly string[]
  readonly rotate?: readonly string[]
  readonly until?: readonly string[]
  readonly roles?: string
}

/**
 * The changes that were asked for, in the order add, rotate, until, revoke, roles. `read` gives a named file's bytes; `at` (RFC
 * 3339) is when keys begin and revocations count. Throws `members-nothing-to-change`, `members-key-unknown`,
 * `members-key-ambiguous`, `members-key-malformed`, `members-pair-malformed` `{value}`.
 */
export function changesAsked(
  payload: MembershipPayload,
  asked: AskedChanges,
  at: string,
  read: (file: string) => Uint8Array,
): MembershipChange[] {
  const { add = [], revoke = [], rotate = [], until = [], roles } = asked
  const changes: MembershipChange[] = [
    ...add.flatMap((file) =>
      readKeysToList(read(file), at, file).map((key) => ({ kind: 'add' as const, key })),
    ),
    ...rotate.map((pair) => {
      const [key, file] = readPair(pair)
      const [{ kid, key: text, from }] = readKeysToList(read(file), at, file)
      return { kind: 'rotate' as const, kid: findKey(payload, key).kid, key: { kid, key: text, from } }
    }),
    ...until.map((pair) => {
      const [key, time] = readPair(pair)
      return { kind: 'until' as const, kid: findKey(payload, key).kid, until: time }
    }),
    ...revoke.map((said) => readRevocation(payload, said, at)),
    ...(roles === undefined ? [] : [{ kind: 'roles' as const, roles: roles.split(',').filter(Boolean) }]),
  ]
  if (changes.length === 0) throw new BondmarkError('members-nothing-to-change', {})
  return changes
}

/** `KEY`, or `KEY=SEQ` when the statements up to SEQ stand. */
function readRevocation(payload: MembershipPayload, said: string, at: string): MembershipChange {
  const [key, seq] = said.includes('=') ? readPair(said) : [said]
  const { kid } = findKey(payload, key)
  if (seq === undefined) return { kind: 'revoke', kid, at }
  if (!/^\d{1,15}$/.test(seq)) throw new BondmarkError('members-pair-malformed', { value: said })
  return { kind: 'revoke', kid, at, lastGoodSeq: Number(seq) }
}

function readPair(pair: string): [key: string, value: string] {
  const at = pair.indexOf('=')
  if (at < 1 || at === pair.length - 1) throw new BondmarkError('members-pair-malformed', { value: pair })
  return [pair.slice(0, at), pair.slice(at + 1)]
}
