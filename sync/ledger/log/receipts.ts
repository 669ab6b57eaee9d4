import { inclusionPathFrom, type NodeReader } from '../../../core/log/stored-tree.ts'
import { formatTlogProof } from '../../../core/log/tlog-proof.ts'
import type { Receipt } from '../../documents/receipts-document.ts'
import type { LogStore } from './log-store.ts'

/**
 * The receipts of logged statements: each a proof under the first cosigned checkpoint that covers it, so that asking
 * again gives the same bytes. Every id must be in the log, below its newest checkpoint.
 */
export function receiptsOf(
  store: Pick<LogStore, 'node' | 'leafOf' | 'checkpointCovering'>,
  ids: readonly string[],
): Receipt[] {
  const node = rememberNodes(store.node)
  return ids.map((id) => {
    const index = store.leafOf(id)
    const checkpoint = index === null ? null : store.checkpointCovering(index)
    if (index === null || checkpoint === null) throw new RangeError(`no checkpoint covers ${id}`)
    const path = inclusionPathFrom(node, index, checkpoint.size)
    return { id, proof: formatTlogProof({ index, path, checkpoint: checkpoint.note }) }
  })
}

/** Paths of neighbours share most of their nodes. */
function rememberNodes(read: NodeReader): NodeReader {
  const nodes = new Map<string, Uint8Array>()
  return (level, index) => {
    const key = `${level}/${index}`
    const hash = nodes.get(key) ?? read(level, index)
    nodes.set(key, hash)
    return hash
  }
}
