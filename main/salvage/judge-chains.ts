import type { ManifestPayload } from '../../core/evidence/manifest.ts'
import { FIRST_SEQ } from '../../core/statement/statement.ts'
import type { Found, FoundStatement } from './find-statements.ts'
import type { SalvagedChain } from './salvage-report.ts'

/** What tells of a chain beside its own statements. */
export interface Elsewhere {
  /** Keys of this station, of which every statement may be gone. */
  readonly kids: readonly string[]
  readonly issuer: string
  /** Place up to which a backup holds a key's chain, and the ledger has logged it; 0 for not at all. */
  readonly inBackup: (kid: string) => number
  readonly atLedger: (kid: string) => number
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Chain by chain: what is provable, what is gone, and of that what is safe elsewhere. */
export function judgeChains(found: Found, elsewhere: Elsewhere): SalvagedChain[] {
  const kids = [...elsewhere.kids, ...found.manifests.map(({ kid }) => kid)]
  const chains = new Map<string, FoundStatement[]>(kids.map((kid) => [kid, []]))
  for (const statement of found.statements) {
    if (statement.seq === null) continue
    const chain = chains.get(statement.kid)
    if (chain) chain.push(statement)
    else chains.set(statement.kid, [statement])
  }
  return [...chains]
    .map(([kid, statements]) => judgeChain(kid, statements, found, elsewhere))
    .filter(({ highest }) => highest > 0)
}

function judgeChain(
  kid: string,
  statements: FoundStatement[],
  found: Found,
  elsewhere: Elsewhere,
): SalvagedChain {
  const bySeq = new Map(statements.map((statement) => [statement.seq ?? 0, statement]))
  const seqs = [...bySeq.keys()].sort((a, b) => a - b)
  const manifests = found.manifests.filter((manifest) => manifest.kid === kid)
  const backed = elsewhere.inBackup(kid)
  const logged = elsewhere.atLedger(kid)
  const highest = Math.max(seqs.at(-1) ?? 0, backed, logged, ...manifests.map(({ lastSeq }) => lastSeq))
  const broken = seqs.filter((seq) => {
    const before = bySeq.get(seq - 1)
    return before !== undefined && bySeq.get(seq)?.prev !== before.id
  })
  const synced = manifests.filter((manifest) => isSynced(manifest, found, bySeq))
  const isAtLedger = (seq: number) =>
    seq <= logged || synced.some(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq)
  const ends = [backed, logged, ...synced.flatMap(({ firstSeq, lastSeq }) => [firstSeq - 1, lastSeq])]
  const isElsewhere = (seq: number) => `${seq <= backed} ${isAtLedger(seq)}`
  const cuts = ends.filter((end) => isElsewhere(end) !== isElsewhere(end + 1))
  const gone = gapsOf(seqs, highest).flatMap((gap) => cutAfter(gap, cuts))
  return {
    kid,
    issuer: statements[0]?.issuer ?? elsewhere.issuer,
    provable: runsOf(seqs),
    broken,
    gone: gone.map((span) => ({ ...span, inBackup: span.to <= backed, atLedger: isAtLedger(span.to) })),
    highest,
  }
}

/**
 * A batch goes to the ledger whole: one receipt of it, its manifest's too, tells that all of it was taken there. (What
 * the ledger refused of it is in its signed refusal, which a damaged database may have lost.)
 */
function isSynced(
  { firstSeq, lastSeq }: ManifestPayload,
  { receipts, places }: Found,
  bySeq: ReadonlyMap<number, FoundStatement>,
): boolean {
  for (let seq = firstSeq; seq <= lastSeq; seq++) {
    const id = bySeq.get(seq)?.id
    if (id !== undefined && receipts.has(places.get(id) ?? 0)) return true
  }
  return false
}

/** What is between ascending numbers, from the first place of a chain to its highest: never place by place, for a ledger may say any. */
function gapsOf(seqs: readonly number[], highest: number): Span[] {
  const befores = [FIRST_SEQ - 1, ...seqs]
  return befores.flatMap((before, at) => {
    const to = (seqs[at] ?? highest + 1) - 1
    return to > before ? [{ from: before + 1, to }] : []
  })
}

/** The same places in pieces, each of which ends at one of `ends` or where the span does. */
function cutAfter({ from, to }: Span, ends: readonly number[]): Span[] {
  const inside = [...new Set(ends)].filter((end) => end >= from && end < to).sort((a, b) => a - b)
  return [...inside, to].map((end, at) => ({ from: (inside[at - 1] ?? from - 1) + 1, to: end }))
}

/** Runs of ascending numbers. */
function runsOf(seqs: readonly number[]): Span[] {
  const runs: { from: number; to: number }[] = []
  for (const seq of seqs) {
    const last = runs.at(-1)
    if (last && last.to === seq - 1) last.to = seq
    else runs.push({ from: seq, to: seq })
  }
  return runs
}
