import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { FrozenAnswer } from '../../core/contract/frozen-documents.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { openDatabase } from '../../platform/sqlite/open-database.ts'
import { openDocumentShelf } from '../../sync/ledger/documents/document-shelf.ts'
import { frozenBefore } from '../../sync/ledger/documents/frozen-pages.ts'
import { receivedFailure } from '../../sync/replication/session-message.ts'
import { answer, personPath, sentence, tell } from './terminal.ts'

/** `ledger frozen`: documents that are followed no further, and why, the newest first. */
export function addLedgerFrozen(ledger: Command): void {
  ledger
    .command('frozen')
    .description('list the documents that were frozen, and why; also while it serves')
    .requiredOption('--data <dir>', 'folder of the ledger')
    .option('--before <n>', 'only those numbered below this: where the list before ended', readNumber)
    .option('--json', 'answer as JSON, with the signed words')
    .action((options: { data: string; before?: number; json?: boolean }) => {
      const page = readFrozen(personPath(options.data), options.before ?? null)
      if (options.json) return answer(page)
      for (const { n, at, document, by, code, detail } of page.frozen) {
        const why = sentence(receivedFailure({ code, detail }))
        process.stdout.write(`${[n, at, document, by, why].join('\t')}\n`)
      }
      const detail = { count: page.frozen.length, next: page.next }
      tell({ code: page.next === null ? 'frozen-listed' : 'frozen-listed-more', detail })
    })
}

/** Reads only. Throws `database-…`. */
function readFrozen(data: string, before: number | null): FrozenAnswer {
  if (!existsSync(join(data, 'log.sqlite')))
    throw new BondmarkError('database-missing', { file: join(data, 'log.sqlite') })
  const file = join(data, 'documents.sqlite')
  if (!existsSync(file)) return { format: 'bondmark/frozen/1', frozen: [], next: null }
  const shelf = openDocumentShelf(file, (name, options) => openDatabase(name, { ...options, readonly: true }))
  try {
    return frozenBefore(shelf, before)
  } finally {
    shelf.close()
  }
}

function readNumber(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError('a number from 1 on')
  return Number(text)
}
