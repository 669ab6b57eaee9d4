import { sha256 } from '@noble/hashes/sha2.js'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { ManifestPayload } from '../../core/evidence/manifest.ts'
import { leafHash, rootOf } from '../../core/log/tree.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { type PersonSigner, signAsPerson } from '../../core/statement/record-of-person.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { factsOf } from '../../core/trace/stated-facts.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { openBox, type SealedBox } from '../../platform/keys/sealed-box.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Person } from '../store/people.ts'
import type { StoredStatement } from '../store/statements.ts'
import { personSecret } from '../workspace/vault.ts'
import type { StationContext } from './context.ts'

export interface Sealed {
  readonly manifest: ManifestPayload
  readonly id: string
}

/** A supervisor's own key, unwrapped for one use. Throws `seal-needs-supervisor`, `vault-locked`. */
export async function supervisorSigner(ctx: StationContext, person: Person, passcode: string) {
  if (person.role === 'operator' || !person.keyBox || !person.kid)
    throw new BondmarkError('seal-needs-supervisor', { name: person.name })
  const seed = await openBox(
    JSON.parse(person.keyBox) as SealedBox,
    personSecret(ctx.vaultKey, passcode),
    `bondmark/person/${person.badge}`,
  )
  const signer = signerFromSeed(seed)
  seed.fill(0)
  return {
    ...signer,
    kid: toHex(sha256(signer.publicKey)),
    issuer: issuerUri({
      consortium: ctx.profile.consortium,
      org: ctx.profile.org,
      kind: 'person',
      name: person.badge,
    }),
  }
}

/** Seals every open batch that holds anything, inside one transaction. Throws `shift-open`, `nothing-to-seal`. */
export function sealBatches(ctx: StationContext, signer: PersonSigner): Sealed[] {
  const { store, clock, identity } = ctx
  if (store.shifts.current()) throw new BondmarkError('shift-open', {})
  const batches = store.batches.all()
  const sealed: Sealed[] = []
  let previous = batches.findLast((batch) => batch.state !== 'open')
  for (const batch of batches.filter((b) => b.state === 'open' && b.statements > 0)) {
    const statements = store.statementsOf(batch.n)
    const first = statements[0]
    const last = statements.at(-1)
    if (!first || !last) continue
    const before = previous?.manifest ? store.statements.get(previous.manifest) : null
    const manifest: ManifestPayload = {
      format: 'bondmark/manifest/1',
      station: identity.issuer,
      // A batch holds one key's statements; after a restore that may be the key of before.
      kid: first.kid,
      batch: batch.n,
      firstSeq: first.seq ?? 0,
      lastSeq: last.seq ?? 0,
      batchPrev: before?.id ?? null,
      lastId: last.id,
      count: statements.length,
      root: toHex(rootOf(statements.map((statement) => leafHash(fromHex(statement.id))))),
      ruleSets: ruleSetsCited(statements),
    }
    const t = clock.now()
    const bytes = signAsPerson(manifest, t, signer)
    const { id, subject } = readStatement(bytes, sha256Native)
    const n = store.statements.append(
      {
        id,
        kid: signer.kid,
        seq: null,
        contentType: contentTypes.manifest,
        subject,
        t,
        batch: batch.n,
        bytes,
      },
      [],
      factsOf(contentTypes.manifest, manifest),
    )
    store.batches.seal(batch.n, n)
    previous = { ...batch, state: 'sealed', manifest: n }
    sealed.push({ manifest, id })
  }
  if (sealed.length === 0) throw new BondmarkError('nothing-to-seal', {})
  return sealed
}

/** The rule sets that a batch's own statements cite, whatever the plans have become since. */
function ruleSetsCited(statements: readonly StoredStatement[]): string[] {
  const cited = new Set<string>()
  for (const { bytes } of statements) {
    const payload = parseCanonical(readStatement(bytes, sha256Native).payload) as Readonly<
      Record<string, unknown>
    >
    for (const hash of [payload['bm:ruleSet'], payload.ruleSet]) if (typeof hash === 'string') cited.add(hash)
  }
  return [...cited].sort()
}
