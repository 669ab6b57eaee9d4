import { createHash } from 'node:crypto'
import { type Command, Option } from 'commander'
import { freeStates } from '../../core/bonded/movement.ts'
import type { ArrivalAnswer, BondedItemView } from '../../core/contract/bonded.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { arrivalOf } from '../bonded/arrival.ts'
import { accountCsv } from '../bonded/export-account.ts'
import { listItems, listOrders, showItem } from '../bonded/show-items.ts'
import {
  type BySomebody,
  goodsIn,
  goodsOptions,
  type InWorkspace,
  type LotNamed,
  reading,
  type WithGoods,
  wholeNumber,
  work,
  writing,
} from './bonded-options.ts'
import { addBondedOrderCommands } from './bonded-order-commands.ts'
import { outputPath } from './output-path.ts'
import { printTable, word } from './print-table.ts'
import { readJsonFile, readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, sentence, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'

interface Filter extends InWorkspace {
  readonly book?: string
  readonly asn?: string
  readonly state?: BondedItemView['state']
}
const filterOf = ({ book, asn, state }: Filter) => ({
  book: book ?? null,
  asn: asn ?? null,
  state: state ?? null,
})

const COUNTS_BYTES_MAX = 8 * 1024 * 1024

/** `bondmark bonded …`: goods under customs' supervision. What changes anything says whose badge it is under. */
export function addBondedCommands(program: Command, exit: (code: number) => void): void {
  const bonded = program
    .command('bonded')
    .description('goods under customs’ supervision: accounts, arrival, orders, exits, destruction, closing')

  const filtered = (command: Command) =>
    reading(command)
      .option('--book <book>', 'items of one account book')
      .option('--asn <asn>', 'items of one notice')
      .addOption(
        new Option('--state <state>', 'how an item stands').choices(['announced', 'open', 'held', 'closed']),
      )

  filtered(bonded.command('show'))
    .description('entry items with what came in, went out and is left; and customs’ orders')
    .action((options: Filter) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const found = listItems(store, filterOf(options))
        if (options.json) return answer(found)
        if (found.items.length === 0) tell({ code: 'bonded-none', detail: {} })
        printItems(found.items)
      }),
    )

  reading(bonded.command('orders'))
    .description('orders of customs: those that are open first')
    .action((options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const found = listOrders(store)
        if (options.json) return answer(found)
        if (found.orders.length === 0) tell({ code: 'bonded-orders-none', detail: {} })
        printTable(
          ['order', 'state', 'since', 'due', 'held'],
          found.orders.map(({ order, state, since, deadline, held }) => [
            ...[order, word(`order-state-${state}`), since, deadline, held],
          ]),
        )
      }),
    )

  reading(bonded.command('item <entry> <item>'))
    .description('one entry item: its lots, and every movement of them')
    .action((entry: string, item: string, options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const found = showItem(store, entry, item)
        if (options.json) return answer(found)
        printItems([found.item])
        printTable(
          ['gtin', 'lot', 'sellable', 'held', 'damaged'],
          found.lots.map(({ gtin, lot, account: { left } }) => [
            ...[gtin, lot, left.sellable ?? 0, left.held ?? 0, left.damaged ?? 0],
          ]),
          '  ',
        )
        printTable(
          ['time', 'movement', 'units', 'lot', 'document', 'witness'],
          found.moves.map(({ t, kind, quantity, lot, document, witness }) => [
            ...[t, word(`movement-${kind}`), quantity, lot, document, witness],
          ]),
          '  ',
        )
      }),
    )

  filtered(bonded.command('export'))
    .description('the account as CSV for customs, a row a lot')
    .requiredOption('--out <file>', 'where it goes')
    .action((options: Filter & { out: string }) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const file = outputPath(options.out)
        writeDurably(file, accountCsv(store, filterOf(options)))
        if (options.json) answer({ format: 'bondmark/bonded-export/1', file })
      }),
    )

  writing(bonded.command('book <book>'), true)
    .description('open an account book, or put more customs entries into one')
    .requiredOption('--company <name>', 'whose book it is')
    .requiredOption('--mode <mode>', 'supervision mode: 1210, 1239 …')
    .option('--entry <entry...>', 'customs entries that stand in it', [])
    .action((book: string, options: BySomebody & { company: string; mode: string; entry: string[] }) =>
      work(options, exit, 'openBook', {
        book,
        company: options.company,
        mode: options.mode,
        entries: options.entry,
      }),
    )

  addArriveCommand(bonded, exit)
  addBondedOrderCommands(bonded, exit)

  writing(goodsOptions(bonded.command('ship <entry> <item>')), false)
    .description('goods leave by a declared exit')
    .requiredOption('--document <number>', 'the exit’s document')
    .action((entry: string, item: string, options: WithGoods & { document: string }) =>
      work(
        options,
        exit,
        'ship',
        { entry, item, ...lotOf(options) },
        { goods: goodsIn(options), document: options.document },
      ),
    )

  writing(goodsOptions(bonded.command('return <entry> <item>')), false)
    .description('goods back to their sender, or with --from-consumer back into the zone')
    .requiredOption('--document <number>', 'the return’s document')
    .requiredOption('--reason <words>', 'why')
    .option('--from-consumer', 'a consumer sends them back')
    .addOption(new Option('--state <state>', 'how they are').choices(freeStates).default('sellable'))
    .action((entry: string, item: string, options: Returning) => {
      const { document, reason, state, fromConsumer } = options
      const act = fromConsumer === true ? 'takeBack' : 'sendBack'
      return work(
        options,
        exit,
        act,
        { entry, item, ...lotOf(options) },
        { goods: goodsIn(options), document, reason, state },
      )
    })

  writing(goodsOptions(bonded.command('destroy <entry> <item>')), true)
    .description('goods are destroyed before a witness, signed by a supervisor')
    .requiredOption('--witness <name>', 'the officer who watches')
    .requiredOption('--document <number>', 'the record of the destruction')
    .requiredOption('--reason <words>', 'why')
    .addOption(new Option('--state <state>', 'how they are').choices(freeStates).default('damaged'))
    .action((entry: string, item: string, options: Returning & { witness: string }) => {
      const { document, reason, state, witness } = options
      const more = { goods: goodsIn(options), document, reason, state, witness }
      return work(options, exit, 'destroy', { entry, item, ...lotOf(options) }, more)
    })

  writing(bonded.command('close'), true)
    .description('close an entry item for good, or the period of a book, by what was counted')
    .option('--entry <entry>', 'the customs entry of the item')
    .option('--item <item>', 'the item')
    .option('--book <book>', 'the book whose period ends')
    .requiredOption(
      '--counted <file>',
      'JSON: [{customsEntry, entryItem, gtin, lot, sellable, held, damaged}]',
    )
    .action((options: BySomebody & { entry?: string; item?: string; book?: string; counted: string }) => {
      const { entry, item, book } = options
      const of =
        book === undefined
          ? { kind: 'item', customsEntry: entry ?? '', entryItem: item ?? '' }
          : { kind: 'book', book }
      const counted = readJsonFile(options.counted, COUNTS_BYTES_MAX)
      return work(options, exit, 'close', { of, counted })
    })
}

type Returning = WithGoods & {
  readonly document: string
  readonly reason: string
  readonly state: string
  readonly fromConsumer?: boolean
}

const lotOf = ({ gtin, lot }: LotNamed) => ({ ...(gtin && { gtin }), ...(lot && { lot }) })

/** Container and seal, what was counted of a line, and what customs said of a seal. */
function addArriveCommand(bonded: Command, exit: (code: number) => void): void {
  writing(bonded.command('arrive <asn>'), false)
    .description(
      'what stands on the doors of a notice’s container; or, with --line, what was counted of a line',
    )
    .option('--container <number>', 'the container’s number as it is read')
    .option('--seal <number>', 'the seal’s number as it is read; without it the seal is missing')
    .option('--photo <file>', 'a photo, of which the hash is kept')
    .option(
      '--customs-said <words>',
      'what customs said of a seal that was not as planned: a supervisor signs it',
    )
    .option('--document <number>', 'customs’ document for that')
    .option('--line <line>', 'the line that was counted')
    .option('--lot <lot>', 'its lot')
    .option('--counted <units>', 'units that came', wholeNumber)
    .option('--damaged <units>', 'of them damaged', wholeNumber, 0)
    .option('--reason <words>', 'why there is a difference')
    .action((asn: string, options: BySomebody & Arriving) => {
      const { container = null, seal = null, line, lot = '', counted = 0, damaged, reason = null } = options
      if (options.customsSaid !== undefined)
        return work(options, exit, 'settleSeal', {
          asn,
          said: options.customsSaid,
          document: options.document ?? null,
        })
      if (line !== undefined)
        return work(options, exit, 'countArrival', { asn, line, lot, counted, damaged, reason })
      const photo = options.photo === undefined ? null : hashOf(options.photo)
      return work(options, exit, 'checkSeal', { asn, container, seal, photo })
    })

  reading(bonded.command('arrival <asn>'))
    .description('how a notice arrived: its seal, and what was counted')
    .action((asn: string, options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const found = arrivalOf(store, asn)
        if (options.json) return answer(found)
        printArrival(found)
        exit(found.stops ? EXIT.left : EXIT.done)
      }),
    )
}

interface Arriving {
  readonly container?: string
  readonly seal?: string
  readonly photo?: string
  readonly customsSaid?: string
  readonly document?: string
  readonly line?: string
  readonly lot?: string
  readonly counted?: number
  readonly damaged: number
  readonly reason?: string
}

const PHOTO_BYTES_MAX = 64 * 1024 * 1024
const hashOf = (path: string): string =>
  createHash('sha256').update(readNamedFile(path, PHOTO_BYTES_MAX)).digest('hex')

function printArrival({ planned, check, settled, stops, lines }: ArrivalAnswer): void {
  const doors = ({ container, seal }: ArrivalAnswer['planned']) => ({
    container: container ?? '–',
    seal: seal ?? '–',
  })
  const print = (of: Failure, indent = '') => process.stdout.write(`${indent}${sentence(of)}\n`)
  print({ code: `seal-result-${check?.result ?? 'unseen'}`, detail: {} })
  if (stops) print({ code: 'arrival-stops', detail: {} })
  print({ code: 'arrival-planned', detail: doors(planned) }, '  ')
  if (check) print({ code: 'arrival-found', detail: { at: check.t, ...doors(check.found) } }, '  ')
  for (const warning of check?.warnings ?? []) print(warning, '  ')
  if (settled) {
    const { t: at, said, document } = settled
    print({ code: 'arrival-customs-said', detail: { at, said, document: document ?? '–' } }, '  ')
  }
  printTable(
    ['line', 'lot', 'expected', 'counted', 'over', 'short', 'damaged'],
    lines.map(({ line, lot, expected, counted, over, short, damaged }) => [
      ...[line, lot, expected, counted, over, short, damaged],
    ]),
  )
}

function printItems(items: readonly BondedItemView[]): void {
  printTable(
    ['entry', 'item', 'book', 'state', 'announced', 'in', 'out', 'left', 'name'],
    items.map(({ customsEntry, entryItem, book, state, nameZh, announced, totalIn, totalOut, totalLeft }) => [
      ...[customsEntry, entryItem, book, word(`item-state-${state}`)],
      ...[announced, totalIn, totalOut, totalLeft, nameZh],
    ]),
  )
}
