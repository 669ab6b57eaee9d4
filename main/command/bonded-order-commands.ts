import { createHash } from 'node:crypto'
import { type Command, Option } from 'commander'
import { adjustmentKinds } from '../../core/bonded/bonded-records.ts'
import { freeStates } from '../../core/bonded/movement.ts'
import { type BySomebody, type LotNamed, lotOptions, wholeNumber, work, writing } from './bonded-options.ts'
import { readJsonFile, readNamedFile } from './read-file.ts'

const PAPER_BYTES_MAX = 64 * 1024 * 1024
const hashOf = (path: string): string =>
  createHash('sha256').update(readNamedFile(path, PAPER_BYTES_MAX)).digest('hex')

interface Ordering extends BySomebody {
  readonly file?: string
  readonly asn?: string
  readonly line?: string
  readonly lot?: string
  readonly container?: string
  readonly quantity?: number
  readonly deadline?: string
  readonly paper?: string
  readonly reason?: string
  readonly note?: string
}

interface Releasing extends BySomebody {
  readonly result: string
  readonly document: string
  readonly paper: string
  readonly released?: string
}

/** What customs decides: orders, their ends, and adjustments by its documents. */
export function addBondedOrderCommands(bonded: Command, exit: (code: number) => void): void {
  writing(bonded.command('customs-order <order>'), false)
    .description('take in an order of customs: its goods are held; with --note, what customs does meanwhile')
    .option('--file <file>', 'the order as JSON: {scope, deadline, reason}')
    .option('--asn <asn>', 'the notice it is of')
    .option('--line <line>', 'the line')
    .option('--lot <lot>', 'the lot')
    .option('--container <number>', 'or the container')
    .option('--quantity <units>', 'how many units; all of them without it', wholeNumber)
    .option('--deadline <day>', 'until when, YYYY-MM-DD')
    .option('--paper <file>', 'the order’s paper, of which the hash is kept')
    .option('--reason <words>', 'why')
    .option('--note <words>', 'progress of an order that is on record')
    .action((order: string, options: Ordering) => {
      if (options.note !== undefined) return work(options, exit, 'noteOrder', { order, note: options.note })
      const { asn = null, line = null, lot = null, container = null, quantity = null } = options
      const scope = { asn, line, lot, container, quantity }
      const { deadline = null, reason = null } = options
      const document = options.paper === undefined ? null : hashOf(options.paper)
      const said = options.file === undefined ? { scope, deadline, reason } : inFile(options.file)
      return work(options, exit, 'takeOrder', { order, document, ...said })
    })

  writing(bonded.command('customs-release <order>'), true)
    .description('the end of an order: what it held is set free, or kept by customs')
    .requiredOption('--document <number>', 'customs’ document')
    .requiredOption('--paper <file>', 'that document, of which the hash is stated')
    .addOption(
      new Option('--result <result>', 'what customs decided')
        .choices(['released', 'partly-released', 'seized'])
        .default('released'),
    )
    .option('--released <file>', 'of a part, JSON: [{customsEntry, entryItem, gtin, lot, quantity}]')
    .action((order: string, options: Releasing) => {
      const { result, document, paper } = options
      const released = options.released === undefined ? [] : inFile(options.released)
      return work(options, exit, 'endOrder', {
        order,
        result,
        document,
        documentHash: hashOf(paper),
        released,
      })
    })

  writing(lotOptions(bonded.command('adjust <entry> <item>')), true)
    .description('a movement by customs’ document, or the correction of one that was wrong')
    .addOption(new Option('--move <kind>', 'what it is').choices(adjustmentKinds).makeOptionMandatory())
    .requiredOption('--quantity <units>', 'how many', wholeNumber)
    .requiredOption('--document <number>', 'customs’ document')
    .requiredOption('--reason <words>', 'why')
    .addOption(new Option('--state <state>', 'how they are').choices(freeStates))
    .option('--book <book>', 'the other book of a transfer')
    .option('--corrects <statement>', 'id of the movement that was wrong')
    .action((entry: string, item: string, options: Adjusting) => {
      const {
        move,
        quantity,
        document,
        reason,
        state = null,
        book = null,
        corrects = null,
        gtin,
        lot,
      } = options
      const more = { move, quantity, document, reason, state, book, corrects }
      return work(options, exit, 'adjust', { entry, item, gtin, lot }, more)
    })
}

interface Adjusting extends BySomebody, LotNamed {
  readonly move: string
  readonly quantity: number
  readonly document: string
  readonly reason: string
  readonly state?: string
  readonly book?: string
  readonly corrects?: string
}

const FILE_BYTES_MAX = 1024 * 1024
const inFile = (path: string) => readJsonFile(path, FILE_BYTES_MAX) as Readonly<Record<string, unknown>>
