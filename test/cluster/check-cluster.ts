import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toHex } from '../../core/encoding/hex.ts'
import { verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { leafHash, rootOf } from '../../core/log/tree.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { auditLog } from '../../main/ledger-audit/audit-log.ts'
import { openAuditStore } from '../../main/ledger-audit/audit-store.ts'
import { readListedKeys } from '../../main/ledger-audit/listed-keys.ts'
import { checkLedger } from '../../main/ledger-fsck/check-ledger.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { fetchBounded } from '../../sync/ledger/http/fetch-bounded.ts'
import { readLog } from '../../sync/ledger/log/log-reader.ts'
import { openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { originHash } from '../../sync/ledger/witness/witness-pages.ts'
import { askMembership } from '../../sync/replication/ask-members.ts'
import type { Cluster, Node } from './cluster.ts'
import type { SeenCheckpoint } from './survive.ts'

/** What is in the logs of a cluster when all is over, and everything that is wrong with it, in words. */
export interface ClusterCheck {
  readonly entries: Readonly<Record<string, number>>
  readonly receipts: number
  readonly wrong: readonly string[]
}

const MIRRORED_MS_MAX = 60_000

/** Looks at everything: logs by their pages, receipts offline, mirrors, folders, workspaces. `folder` is for the audits' copies. */
export async function checkCluster(
  cluster: Cluster,
  seen: readonly SeenCheckpoint[],
  folder: string,
): Promise<ClusterCheck> {
  const wrong: string[] = []
  const entries: Record<string, number> = {}
  let receipts = 0
  await allMirrored(cluster, wrong)
  for (const node of cluster.nodes) {
    const logged = await audited(cluster, node, folder, wrong)
    entries[node.org] = logged.length
    checkOrder(node, logged, seen, wrong)
    receipts += checkReceipts(cluster, node, logged, wrong)
    for (const { code, where } of checkLedger(node.data).problems)
      wrong.push(`${node.org} fsck: ${code} ${where}`)
  }
  for (const workspace of cluster.workspaces)
    for (const { code, where } of (await checkWorkspace(workspace)).problems)
      wrong.push(`${workspace} fsck: ${code} ${where}`)
  return { entries, receipts, wrong }
}

const originOf = ({ logVkey }: Node) => parseVkey(logVkey).name
const mirrorUrl = (at: Node, of: Node) => `${at.process().url}/mirror/${originHash(originOf(of))}`

/** Waits until each node mirrors the whole log of each other. */
async function allMirrored({ nodes }: Cluster, wrong: string[]): Promise<void> {
  const end = Date.now() + MIRRORED_MS_MAX
  const pairs = nodes.flatMap((of) => nodes.filter((at) => at !== of).map((at) => ({ at, of })))
  for (const { at, of } of pairs)
    for (;;) {
      const [mirrored, own] = await Promise.all([mirrorUrl(at, of), of.process().url].map(checkpointOf))
      if (mirrored !== null && mirrored === own) break
      if (Date.now() > end) {
        wrong.push(`${at.org} does not mirror all of ${of.org}`)
        break
      }
      await sleep(200)
    }
}

/** Origin, size and root: signatures of witnesses may differ. */
async function checkpointOf(url: string): Promise<string | null> {
  const bytes = await fetchBounded(`${url}/checkpoint`, 65_536)
  return bytes && Buffer.from(bytes).toString('utf8').split('\n').slice(0, 3).join('\n')
}

/** All entries of a node's log, out of an audit by its pages, held against what the other nodes mirror. */
async function audited(
  { nodes }: Cluster,
  node: Node,
  folder: string,
  wrong: string[],
): Promise<readonly Uint8Array[]> {
  const { url } = node.process()
  const trust = node.trust()
  mkdirSync(folder, { recursive: true })
  const copy = openMirrorStore(join(folder, `${node.org}.sqlite`))
  const store = openAuditStore(join(folder, `${node.org}.audit.sqlite`))
  try {
    const keys = await readListedKeys(
      (head) => askMembership(url, head === null ? 'membership' : `membership/${head}`),
      trust,
    )
    const audit = await auditLog({
      log: { origin: originOf(node), vkeys: trust.logs, witnessVkeys: trust.witnesses, k: trust.k },
      reader: readLog(url, fetchBounded),
      keys,
      copy,
      store,
      views: nodes.filter((at) => at !== node).map((at) => readLog(mirrorUrl(at, node), fetchBounded)),
      again: false,
      goOn: () => true,
      onProgress: () => {},
    })
    for (const { code, where } of audit.problems) wrong.push(`${node.org} verify: ${code} ${where}`)
    if (!audit.ok || audit.forked) wrong.push(`${node.org} verify: not ok`)
    return copy.entries(0, audit.size)
  } finally {
    store.close()
    copy.close()
  }
}

/** Each checkpoint that was ever seen is the beginning of what the log is now. */
function checkOrder(
  { org }: Node,
  logged: readonly Uint8Array[],
  seen: readonly SeenCheckpoint[],
  wrong: string[],
): void {
  const leaves = logged.map(leafHash)
  const roots = new Map<number, string>()
  const rootAt = (size: number) => {
    const known = roots.get(size) ?? toHex(rootOf(leaves.slice(0, size)))
    roots.set(size, known)
    return known
  }
  for (const { size, root } of seen.filter((each) => each.org === org))
    if (size > leaves.length || rootAt(size) !== toHex(root))
      wrong.push(`${org} is not what it was at ${size}`)
}

/** Each statement of the node's stations has a receipt that holds offline and is in the log once; nothing else is. */
function checkReceipts(
  { stations }: Cluster,
  node: Node,
  logged: readonly Uint8Array[],
  wrong: string[],
): number {
  const { witnesses, k } = node.trust()
  const places = new Map<string, number>()
  for (const [i, bytes] of logged.entries()) {
    const id = toHex(sha256Native(bytes))
    if (places.has(id)) wrong.push(`${node.org}: ${id} is logged twice`)
    places.set(id, i)
  }
  const held = stations.filter(({ org }) => org === node.org).flatMap((station) => station.held())
  for (const { id, bytes, proof } of held) {
    if (proof === null) {
      wrong.push(`${node.org}: no receipt of ${id}`)
      continue
    }
    const check = {
      proof,
      leaf: bytes,
      logVkey: node.logVkey,
      witnessVkeys: witnesses,
      k,
      verify: verifyEd25519,
    }
    const { index } = verifyTlogProof(check)
    if (places.get(id) !== index) wrong.push(`${node.org}: ${id} is not where its receipt says`)
  }
  if (new Set(held.map(({ id }) => id)).size !== places.size)
    wrong.push(`${node.org}: ${places.size} entries of ${held.length} statements`)
  return held.length
}
