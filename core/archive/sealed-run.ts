import { fromHex, toHex } from '../encoding/hex.ts'
import type { Code } from '../errors/codes.ts'
import { type ManifestPayload, readManifest } from '../evidence/manifest.ts'
import { Frontier } from '../log/frontier.ts'
import { leafHash } from '../log/tree-hash.ts'
import { checkLink } from '../statement/chain.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Statement } from '../statement/statement.ts'

/**
 * A batch as it is read, statement by statement: each the next link of one key's chain, and at the end a manifest that
 * seals exactly these. The first link's own `prev` lies in the batch before.
 */
export class SealedRun {
  readonly #tree = new Frontier()
  #first: Statement | null = null
  #last: Statement | null = null
  #manifest: ManifestPayload | null = null

  /** The manifest's payload, once it was read and holds. */
  get manifest(): ManifestPayload | null {
    return this.#manifest
  }

  /** What is wrong with the place of the next statement, or null. */
  add(statement: Statement): Code | null {
    if (this.#manifest) return 'evidence-order'
    if (statement.contentType === contentTypes.manifest) return this.#seal(statement)
    const wrong = this.#last ? (checkLink(this.#last, statement)?.code ?? null) : null
    const foreign = this.#last !== null && this.#last.kid !== statement.kid
    this.#first ??= statement
    this.#last = statement
    this.#tree.append(leafHash(fromHex(statement.id)))
    return foreign ? 'chain-foreign-key' : wrong
  }

  #seal(statement: Statement): Code | null {
    const manifest = readManifest(statement.payload)
    this.#manifest = manifest
    const [first, last] = [this.#first, this.#last]
    if (!first || !last) return 'manifest-differs'
    const sealed =
      manifest.station === first.issuer &&
      manifest.kid === first.kid &&
      manifest.firstSeq === first.seq &&
      manifest.lastSeq === last.seq &&
      manifest.lastId === last.id &&
      manifest.count === this.#tree.size &&
      manifest.root === toHex(this.#tree.root())
    return sealed ? null : 'manifest-differs'
  }
}
