import type { Command } from 'commander'
import type { StockAnswer } from '../../core/contract/stock.ts'
import { visible } from '../../core/errors/words.ts'
import { stockAnswer } from '../stock/stock-of-shift.ts'
import { answer, EXIT, personPath } from './terminal.ts'
import { withReader } from './with-reader.ts'

interface StockOptions {
  readonly workspace: string
  readonly json?: boolean
}

/** `bondmark stock`: security stock since the last shift was closed; beside a running station too. */
export function addStockCommand(program: Command, exit: (code: number) => void): void {
  program
    .command('stock')
    .description('security stock: what was issued, used, voided and destroyed, and what should be left')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((options: StockOptions) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const found = stockAnswer(store)
        if (options.json) answer(found)
        else print(found)
        exit(found.isKept && found.verdict !== 'agrees' ? EXIT.left : EXIT.done)
      }),
    )
}

const columns = ['opening', 'issued', 'used', 'voided', 'tests', 'destroyed', 'expected', 'counted'] as const

function print({ stock, rolls }: StockAnswer): void {
  const rows = [
    ['', ...columns],
    ...stock.map((row) => [row.kind, ...columns.map((column) => `${row[column] ?? '–'}`)]),
  ]
  for (const [name = '', ...cells] of rows)
    process.stdout.write(`${name.padEnd(12)}${cells.map((cell) => cell.padStart(11)).join('')}\n`)
  for (const { t, roll, kind, count, process: way, cover, printer } of rolls)
    process.stdout.write(
      `${t}  ${visible(roll)}  ${kind}  ${count}  ${way ?? '–'}  ${cover ?? '–'}  ${visible(printer ?? '–')}\n`,
    )
}
