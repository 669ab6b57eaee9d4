import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import type { SealedBatch } from '../../sync/documents/batch-document.ts'
import type { Receipt } from '../../sync/documents/receipts-document.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { makeStatements, sealBatch, type TrainingConsortium } from '../sync/training-consortium.ts'
import type { ClusterStation } from './station.ts'

/** Of the way between the two, and of processes that were killed. Whatever else a sync ends with is a fault of ours. */
const PASSING: ReadonlySet<Code> = new Set<Code>([
  'ledger-unreachable',
  'receipts-waiting',
  'session-closed',
  'session-timeout',
  'session-slowed-down',
  'sync-cancelled',
  'sync-process-ended',
  'witness-unreachable',
])

/** A station with a real chain and a real sync, whose statements are not the work of a person. */
export function chainStation(
  member: TrainingConsortium & { readonly org: string },
  trust: { readonly witnessVkey: string; readonly url: string },
): ClusterStation {
  const { station, supervisor, logVkey } = member
  const batches: SealedBatch[] = []
  const receipts = new Map<string, string>()
  let abort: AbortController | null = null
  const keep = (some: readonly Receipt[]) => {
    for (const { id, proof } of some) receipts.set(id, proof)
  }
  const all = ({ statements, manifest }: SealedBatch) => [...statements, manifest]
  const known = (batch: SealedBatch) =>
    all(batch).flatMap(({ id }) => {
      const proof = receipts.get(id)
      return proof === undefined ? [] : [{ id, proof }]
    })

  return {
    name: `LBL07 of ${member.org}`,
    org: member.org,
    async work(count) {
      const chain = batches.flatMap(({ statements }) => statements)
      const seq = chain.length
      const after = chain.at(-1)
      const made = makeStatements(station, count, after && { seq, id: after.id })
      batches.push(sealBatch(station, supervisor, batches.length + 1, made, seq + 1))
    },
    async sync() {
      abort = new AbortController()
      try {
        for (const batch of batches.filter((each) => known(each).length < all(each).length)) {
          const { receipts: brought, refused } = await syncBatch({
            url: trust.url,
            station: station.issuer,
            batch,
            identity: station,
            logVkey,
            witnessVkeys: [trust.witnessVkey],
            k: 1,
            signal: abort.signal,
            known: known(batch),
            onReceipts: keep,
          })
          if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0])}`)
          keep(brought)
        }
        return null
      } catch (error) {
        if (error instanceof BondmarkError && PASSING.has(error.code)) return error.code
        throw error
      } finally {
        abort = null
      }
    },
    kill() {
      const syncs = abort !== null
      abort?.abort()
      return syncs
    },
    held: () =>
      batches.flatMap(all).map((statement) => ({ ...statement, proof: receipts.get(statement.id) ?? null })),
  }
}
