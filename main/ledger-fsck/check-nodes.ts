import type { Database } from 'better-sqlite3'
import type { Report } from './ledger-files.ts'
import { completeSubtrees, type TreeNode } from './tree-walk.ts'

/** Holds the hashes that a database keeps of a tree against those that were made anew. */
export function nodeCheck(db: Database, report: Report) {
  const stored = db
    .prepare<[number, number], Buffer>('SELECT hash FROM nodes WHERE level = ? AND place = ?')
    .pluck()
  return {
    /** Subtrees that an entry has completed. */
    hold(nodes: readonly TreeNode[]): void {
      for (const { level, place, hash } of nodes) {
        const found = stored.get(level, place)
        if (found === undefined) report('ledger-node-missing', `hash ${level}/${place}`)
        else if (!found.equals(hash)) report('ledger-node-differs', `hash ${level}/${place}`)
      }
    },
    /** After the last of `size` entries: nothing more may be there. */
    end(size: number): void {
      const count = db.prepare<[], number>('SELECT count(*) FROM nodes').pluck().get() ?? 0
      if (count > completeSubtrees(size))
        report('ledger-node-extra', `${count} instead of ${completeSubtrees(size)}`)
    },
  }
}
