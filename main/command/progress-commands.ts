import type { Command } from 'commander'
import { wallClock } from '../../platform/clock/clock.ts'
import { othersOf, sharedViewOf } from '../progress/others-look.ts'
import { readTold } from '../progress/told-by-others.ts'
import { planOf } from '../station/planned-line.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { printTable } from './print-table.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

interface InWorkspace {
  readonly workspace: string
  readonly json?: boolean
}

interface ShareOptions extends InWorkspace {
  readonly wait: number
  readonly ledger?: string
  readonly ledgerCa?: string
}

/** How far the plan is done, here and at the other stations of the warehouse: seen, and shared now. */
export function addProgressCommands(plan: Command, exit: (code: number) => void): void {
  plan
    .command('show')
    .description(
      'every line of the plan: what this station has done, and what other stations were last heard to say',
    )
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ store, profile, files }) => {
        const known = {
          told: readTold(files.others),
          isAsked: true,
          failure: null,
          nowMs: Date.parse(wallClock.now()),
        }
        const lines = store.plans.lines().map((line) => {
          const { asn, lot, gtin, planned, received, labeled, passed, short, damaged, verdict } = line
          const others = othersOf(
            { asn, line: line.line, lot, planned, received, short, plan: store.plans.hashOf(asn) },
            known,
          )
          return {
            ...{ asn, line: line.line, lot, gtin, name: planOf(line).nameEn, decision: verdict },
            ...{ planned, received, labeled, passed, short, damaged },
            ...{ held: line.held === 1, closed: line.closedAt !== null, left: planned - received - short },
            ...(others && { others }),
          }
        })
        if (options.json) {
          answer({
            format: 'bondmark/plan-show/1',
            station: profile.station,
            shared: sharedViewOf(known),
            lines,
          })
          return
        }
        if (lines.length === 0) tell({ code: 'plan-none', detail: {} })
        printTable(
          ['asn', 'line', 'lot', 'received-of', 'left', 'elsewhere'],
          lines.map(({ asn, line, lot, planned, received, left, others }) => [
            ...[asn, line, lot, `${received}/${planned}`, others?.left ?? left],
            (others?.stations ?? [])
              .map(({ station, received, at }) => `${station} ${received} (${at ?? '–'})`)
              .join(', '),
          ]),
        )
      }),
    )

  plan
    .command('share')
    .description("share this station's counts with the other stations of its warehouse, over the ledger, now")
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--ledger <url>', 'a ledger elsewhere')
    .addOption(ledgerCaOption())
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action(async (options: ShareOptions) => {
      trustLedgerCa(options)
      const ledgerUrl = options.ledger
      await withWorkspace(
        { folder: personPath(options.workspace), waitMsMax: options.wait, ...(ledgerUrl && { ledgerUrl }) },
        async ({ sharing }) => {
          const { told, notTaken } = await sharing.share()
          if (notTaken) tell(notTaken)
          else
            tell({
              code: 'counts-shared',
              detail: { document: told.document, stations: told.stations.length },
            })
          const stations = told.stations.map(({ name, at, setAside }) => ({ station: name, at, setAside }))
          if (options.json)
            answer({
              format: 'bondmark/plan-share/1',
              ok: notTaken === null,
              document: told.document,
              stations,
            })
          exit(notTaken ? EXIT.left : EXIT.done)
        },
      )
    })
}
