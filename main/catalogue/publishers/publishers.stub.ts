import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalText } from '../../../core/catalogue/canonical-row.ts'
import { everything, type PublisherScope } from '../../../core/catalogue/publisher/publisher-scope.ts'
import {
  type PublisherTrusted,
  type PublisherWord,
  publisherWords,
} from '../../../core/catalogue/publisher/publisher-word.ts'
import { readSnapshot, type SignedSnapshot } from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { keyOf, type RowOf, type TableName } from '../../../core/catalogue/tables.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import {
  type Administrator,
  type Membership,
  type MembershipPayload,
  readMembership,
  signMembership,
} from '../../../core/membership/membership.ts'
import { approvers, membershipOf } from '../../../core/rules/approvers.stub.ts'
import { issuerUri } from '../../../core/statement/issuer.ts'
import { kidOf, readStatement } from '../../../core/statement/statement.ts'
import { signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { PublisherRow } from '../../store/publisher-words.ts'
import { openCatalogueFile, RowWriter } from '../catalogue-file.ts'
import { makeSnapshot } from '../snapshot/make-snapshot.ts'
import { openPack } from '../snapshot/pack-file.ts'

const IAT = Math.floor(Date.parse('2026-11-01T00:00:00.000Z') / 1000)
export const t = '2026-11-22T09:00:00.000+08:00'

/** Rows by table. */
export type Rows = { readonly [T in TableName]?: readonly RowOf<T>[] }

/** Who signs a publisher's lists, and the consortium and training id that they are of. */
export interface Root {
  readonly consortium: string
  readonly training?: string | undefined
  readonly administrators: readonly Administrator[]
}

const harbourAdministrators: readonly Administrator[] = [approvers.zhao, approvers.sun]
export const root: Root = { consortium: 'trace.example', administrators: harbourAdministrators }

/** The own organisation of the approvers, whose list both administrators have signed. */
export function ownMembership(change: Partial<MembershipPayload> = {}): Membership {
  const payload = { ...membershipOf().payload, ...change }
  return readMembership(
    signMembership(payload, harbourAdministrators, IAT),
    { administrators: harbourAdministrators.map(({ publicKey }) => toBase64Url(publicKey)), threshold: 2 },
    verifyEd25519,
  )
}

/** Another member: two administrators of its own who may sign versions, and its list. */
export class SamplePublisher {
  readonly org
  readonly #root
  readonly #folder
  readonly #keys
  #packs = 0
  #before: SignedSnapshot | null = null

  constructor(folder: string, org: string, seed: number, from: Root = root) {
    this.org = org
    this.#root = from
    this.#folder = join(folder, `of-${org}`)
    mkdirSync(this.#folder, { recursive: true })
    this.#keys = [seed, seed + 1].map((one) => {
      const { publicKey, sign } = signerFromSeed(new Uint8Array(32).fill(one))
      const issuer = issuerUri({ consortium: from.consortium, org, kind: 'person', name: `ADM-${one}` })
      return { publicKey, sign, kid: kidOf(publicKey), issuer, name: `person/ADM-${one}` }
    })
  }

  signer(n = 0) {
    const key = this.#keys[n]
    if (!key) throw new RangeError(`no administrator ${n}`)
    return key
  }

  /** Its list, signed by the root's administrators; `before`: the one that it follows. */
  list(change: Partial<MembershipPayload> = {}): readonly Uint8Array[] {
    const { consortium, training, administrators } = this.#root
    const payload: MembershipPayload = {
      ...{ format: 'bondmark/membership/1', consortium, org: this.org, roles: ['brand'], previous: null },
      ...(training !== undefined && { training }),
      keys: this.#keys.map(({ kid, publicKey, name }) => ({
        ...{ kid, key: toBase64Url(publicKey), use: 'person', role: 'administrator', name },
        from: '2026-01-01T00:00:00.000Z',
      })),
      revocations: [],
      ...change,
    }
    return signMembership(payload, administrators, IAT)
  }

  membership(change: Partial<MembershipPayload> = {}): Membership {
    const { administrators } = this.#root
    return readMembership(
      this.list(change),
      { administrators: administrators.map(({ publicKey }) => toBase64Url(publicKey)), threshold: 1 },
      verifyEd25519,
    )
  }

  /** Its next version, as a file; signed by another's key when told so. */
  publish(rows: Rows, { signer = this.signer(), isNext = true, createdAt = t } = {}): string {
    const n = ++this.#packs
    const db = openCatalogueFile(join(this.#folder, `${n}.sqlite`))
    const writer = new RowWriter(db, 'local')
    db.transaction(() => {
      for (const [table, some] of Object.entries(rows) as [TableName, RowOf<TableName>[]][])
        for (const row of some)
          writer.put(table, { key: keyOf(table, row as never), body: canonicalText(row) })
    })()
    const out = join(this.#folder, `${n}.catalogue`)
    const { consortium } = this.#root
    const before = isNext ? this.#before : null
    makeSnapshot({ db, consortium, before, createdAt, signer, out, isKnown: () => false })
    db.close()
    const pack = openPack(out)
    try {
      this.#before = readSnapshot(pack.manifest, {
        ...{ consortium, verify: verifyEd25519 },
        memberships: [this.membership(), ownMembership()],
      })
    } catch {
      // One that is meant to be refused: the next one follows the one before.
    } finally {
      pack.close()
    }
    return out
  }
}

/** What somebody of the own organisation signs to trust a publisher from a list on. */
export function trustWord(
  publisher: SamplePublisher,
  {
    scope = everything,
    at = t,
    membership = publisher.membership(),
  }: Partial<{
    scope: PublisherScope
    at: string
    membership: Membership
  }> = {},
): PublisherRow {
  const said: PublisherTrusted = {
    format: 'bondmark/publisher-trusted/1',
    ...{ consortium: root.consortium, org: 'harbour', t: at, publisher: publisher.org, scope },
    administrators: harbourAdministrators.map(({ publicKey }) => toBase64Url(publicKey)),
    threshold: 2,
    membershipHead: membership.head,
  }
  return rowOf(said)
}

/** What they sign to end it. */
export const endWord = (word: PublisherRow): PublisherRow =>
  rowOf({
    format: 'bondmark/publisher-untrusted/1',
    ...{ consortium: root.consortium, org: 'harbour', t, publisher: word.publisher, word: word.id },
    reason: 'Their figures were wrong twice',
  })

function rowOf(said: PublisherWord): PublisherRow {
  const bytes = publisherWords.sign(said, approvers.lin)
  const kind = said.format === 'bondmark/publisher-trusted/1' ? 'trusted' : 'untrusted'
  const { publisher } = said
  return { id: readStatement(bytes).id, kind, publisher, t: said.t, badge: 'SUP-0001', bytes }
}
