import { type Command, InvalidArgumentError } from 'commander'
import { RECEIPTS_FILE_BYTES_MAX } from '../../core/archive/receipts-file.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { writeRefusalsFile } from '../../core/statement/refusal.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { refusalsOf, waitingSentence } from '../station/keep-answer.ts'
import { outputPath } from './output-path.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

interface BatchOptions {
  readonly workspace: string
  readonly wait: number
  readonly json?: boolean
}

/** `bondmark batch`: a sealed batch carried to the ledger by hand, and what the ledger answered carried back. */
export function addBatchCommands(program: Command, exit: (code: number) => void): void {
  const batch = program.command('batch').description('carry a sealed batch to the ledger as a file')
  batch
    .command('export')
    .argument('<n>', 'number of the batch', batchNumber)
    .description('write a sealed batch to a file, for `bondmark ledger take` at the ledger’s host')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .requiredOption('--out <file>', 'where to write it')
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action((number: number, options: BatchOptions & { out: string }) =>
      withWorkspace({ folder: personPath(options.workspace), waitMsMax: options.wait }, async ({ sync }) => {
        const file = outputPath(options.out)
        const { bytes, statements } = sync.exportFile(number)
        writeDurably(file, bytes, 0o644)
        const said = { batch: number, file, statements, bytes: bytes.length }
        if (options.json) answer({ format: 'bondmark/batch-export/1', ...said })
        else tell({ code: 'batch-exported', detail: { batch: number, statements, file } })
      }),
    )
  batch
    .command('import <file>')
    .description('take the receipts file that `bondmark ledger take` wrote')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action((file: string, options: BatchOptions) =>
      withWorkspace({ folder: personPath(options.workspace), waitMsMax: options.wait }, async ({ sync }) => {
        const taken = sync.importReceipts(readNamedFile(file, RECEIPTS_FILE_BYTES_MAX))
        const { n, state, statements, receipts } = taken.batch
        const { waiting } = taken.answer
        const refused = taken.answer.refused.map(({ id, code }) => ({ id, code }))
        if (options.json) {
          const counts = { batch: n, state, statements, receipts }
          answer({ format: 'bondmark/batch-import/1', ...counts, refused, waiting: waiting ?? null })
        } else {
          tell({ code: 'batch-imported', detail: { batch: n, receipts, statements } })
          for (const { code, detail } of taken.answer.refused) tell({ code, detail })
          if (waiting) tell(waitingSentence(n, waiting))
        }
        exit(state === 'receipted' ? EXIT.done : EXIT.left)
      }),
    )
  batch
    .command('refusals')
    .argument('<n>', 'number of the batch', batchNumber)
    .description('write what the ledger has signed about the statements of a batch that it did not take')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .requiredOption('--out <file>', 'where to write it; `bondmark verify` reads it')
    .option('--json', 'answer as JSON')
    .action((number: number, options: { workspace: string; out: string; json?: boolean }) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const file = outputPath(options.out)
        const refusals = refusalsOf(store, number)
        if (refusals.length === 0) throw new BondmarkError('batch-not-refused', { batch: number })
        writeDurably(file, writeRefusalsFile(refusals), 0o644)
        const said = { batch: number, file, refusals: refusals.length }
        if (options.json) answer({ format: 'bondmark/batch-refusals/1', ...said })
        else tell({ code: 'batch-refusals-written', detail: said })
      }),
    )
}

function batchNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('a batch’s number is needed')
  return Number(text)
}
