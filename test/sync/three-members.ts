import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { makeWitness } from '../../sync/ledger/witness/witness-files.ts'
import { consortium, makeTrainingConsortium, type TrainingConsortium } from './training-consortium.ts'

export const orgs = ['ningbo-bonded', 'shanghai-customs', 'acme-brands'] as const

/** One of three organisations: what `makeTrainingConsortium` makes, and where it finds the others. */
export interface Member extends TrainingConsortium {
  readonly org: string
  /** Folder with the other members' memberships, for `--members`. */
  readonly membersFolder: string
}

export interface ThreeMembers {
  readonly members: readonly [Member, Member, Member]
  /** The consortium's witness: a folder for `witness-main.ts --data`, and its list of logs. */
  readonly witness: { readonly data: string; readonly logsFile: string; readonly vkey: string }
  /**
   * Writes a member's peers file, and answers its name: the logs of those whose addresses are given, and the
   * consortium's witness; more witnesses may stand beside it.
   */
  writePeers(of: Member, urls: PeerUrls): string
  remove(): void
}

export interface PeerUrls {
  readonly witness: string
  /** By organisation; a member's own is left out. */
  readonly logs: Readonly<Record<string, string>>
  readonly moreWitnesses?: readonly { readonly vkey: string; readonly url: string }[]
  readonly k?: number
}

/**
 * A training consortium of three organisations, each with a log, a station and people, and one witness that the second of
 * them lists. Nothing is started. `remove` deletes it all.
 */
export function makeThreeMembers(): ThreeMembers {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-members-'))
  const witnessName = `witness.${consortium}/consortium`
  const data = join(folder, 'witness')
  const signer = makeWitness(data, witnessName)
  const vkey = formatVkey(witnessName, 4, signer.publicKey)
  const made = orgs.map((org, i) => {
    const member = makeTrainingConsortium(
      (payload) => ({
        ...payload,
        keys:
          i !== 1
            ? payload.keys
            : [
                ...payload.keys,
                {
                  kid: kidOf(signer.publicKey),
                  key: toBase64Url(signer.publicKey),
                  use: 'witness',
                  name: witnessName,
                  from: '2026-01-01T00:00:00.000Z',
                },
              ],
      }),
      org,
    )
    return { ...member, org, membersFolder: join(member.folder, 'members') }
  })
  for (const member of made) {
    mkdirSync(member.membersFolder)
    for (const other of made)
      if (other !== member)
        copyFileSync(other.membershipFile, join(member.membersFolder, `${other.org}.json`))
  }
  const logsFile = join(folder, 'logs.json')
  const logs = made.map(({ logVkey }) => ({ vkey: logVkey }))
  writeFileSync(logsFile, JSON.stringify({ format: 'bondmark/witness-logs/1', logs }))
  const [first, second, third] = made
  if (!first || !second || !third) throw new Error('three members expected')
  return {
    members: [first, second, third],
    witness: { data, logsFile, vkey },
    writePeers(of, urls) {
      const file = join(of.folder, 'peers.json')
      const others = made.filter(({ org }) => org !== of.org && urls.logs[org] !== undefined)
      const peers = {
        format: 'bondmark/peers/1',
        logs: others.map(({ org, logVkey }) => ({ vkey: logVkey, url: urls.logs[org] })),
        witnesses: [{ vkey, url: urls.witness }, ...(urls.moreWitnesses ?? [])],
        k: urls.k ?? 1,
      }
      writeFileSync(file, JSON.stringify(peers))
      return file
    },
    remove() {
      for (const member of made) member.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
