import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { openLogStore } from '../../sync/ledger/log/log-store.ts'
import { openWitnessStore } from '../../sync/ledger/witness/witness-store.ts'
import type { Judge } from './lose-power.ts'

/**
 * Judges the ledger beside a station: whatever a witness cosigned and sent, it has stored; whatever checkpoint left the
 * ledger is of the log that it finds, and every statement whose receipt the station acknowledged is in it.
 */
export const judgeLedger: Judge = async ({ folder, world }) => {
  const files = workspaceFiles(folder)
  const facts = world.said.flatMap((words) => ('facts' in words ? [words.facts] : [])).at(-1)
  const cosigned = Math.max(0, ...world.cosigned.map(({ size }) => size))
  if (cosigned === 0) return []
  const [log, witness] = ['log.sqlite', 'witness.sqlite'].map((name) => join(files.ledger, name))
  if (!log || !witness || !existsSync(log) || !existsSync(witness))
    return [`a checkpoint of ${cosigned} was cosigned, and the ledger is gone`]
  const wrong: string[] = []
  const seen = openWitnessStore(witness)
  const store = openLogStore(log)
  try {
    for (const { origin, size } of world.cosigned) {
      const latest = seen.latest(origin)?.size ?? 0
      if (latest < size) wrong.push(`the witness cosigned ${size} and remembers ${latest}`)
    }
    if (store.size() < cosigned)
      wrong.push(`a checkpoint of ${cosigned} was cosigned, ${store.size()} entries are there`)
    const latest = store.latestCheckpoint()
    if (latest && latest.size === store.size()) {
      const { root } = parseCheckpoint(parseNote(latest.note).text)
      if (!Buffer.from(root).equals(store.root()))
        wrong.push('the log is not the one of its newest checkpoint')
    }
    if (facts && facts.receipts > 0)
      for (const id of receiptedIn(files.database))
        if (store.leafOf(id) === null) wrong.push(`statement ${id} has a receipt and is not in the log`)
  } finally {
    seen.close()
    store.close()
  }
  return wrong
}

function receiptedIn(database: string): string[] {
  const db = new Database(database, { readonly: true })
  try {
    return db
      .prepare<[], string>(
        'SELECT lower(hex(id)) FROM statement JOIN receipt ON receipt.statement = statement.n',
      )
      .pluck()
      .all()
  } finally {
    db.close()
  }
}
