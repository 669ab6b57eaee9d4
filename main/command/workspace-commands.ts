import { copyFileSync } from 'node:fs'
import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { visible } from '../../core/errors/words.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { evidenceFor } from '../proof/evidence-for.ts'
import { noticeTold } from '../station/ledger-notices.ts'
import { lookUp } from '../station/look-up.ts'
import type { SyncAnswer } from '../station/sync-answer.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import { type EnrolOptions, enrolCommand } from './enrol-command.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { outputPath } from './output-path.ts'
import { replayCommand, type ShiftOptions } from './shift-command.ts'
import { answer, EXIT, personPath, progressLine, sentence, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

interface SyncOptions {
  readonly workspace: string
  readonly ledger?: string
  readonly ledgerCa?: string
  readonly wait: number
  readonly json?: boolean
}

interface InitOptions extends Omit<EnrolOptions, 'enrol'> {
  readonly workspace: string
  readonly training?: boolean
  readonly enrol?: string
  readonly ledgerCa?: string
}

/** The station's use cases without a window. */
export function addWorkspaceCommands(program: Command, exit: (code: number) => void): void {
  program
    .command('init')
    .description('make a workspace')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--training', 'with sample people, keys and rules; nothing in it is real')
    .option(
      '--enrol <url>',
      'as a further station of the ledger there; shows a code and waits until it is approved',
    )
    .option('--name <name>', 'name of the station that enrols', 'LBL08')
    .option('--trust <file>', 'whom the station that enrols believes; a training ledger says so itself')
    .addOption(ledgerCaOption())
    .option('--json', 'answer as JSON')
    .action(async (options: InitOptions) => {
      trustLedgerCa(options)
      // Real stations wait for a vault that a person opens; until then there is only training.
      if (!options.training) throw new BondmarkError('init-training-only', {})
      const folder = personPath(options.workspace)
      const profile = await (options.enrol === undefined
        ? makeTrainingWorkspace(folder, wallClock)
        : enrolCommand(folder, { ...options, enrol: options.enrol }))
      const made = {
        format: 'bondmark/init/1',
        workspace: folder,
        station: profile.station,
        kid: profile.kid,
        training: true,
      }
      if (options.json) answer(made)
      else tell({ code: 'workspace-made', detail: { folder } })
    })

  program
    .command('shift')
    .description('replay a recorded shift in a training workspace; a killed one goes on where it was')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .requiredOption('--plan <file>', 'inbound plan (CSV or JSON)')
    .requiredOption('--scans <file>', 'shift script (NDJSON)')
    .option('--out <dir>', 'where the simulated printer puts its jobs')
    .addOption(ledgerCaOption())
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action(async (options: ShiftOptions & { ledgerCa?: string }) => {
      trustLedgerCa(options)
      exit(await replayCommand(options))
    })

  program
    .command('seal')
    .description('seal every open batch (in training as the sample supervisor)')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action(async (options: { workspace: string; wait: number; json?: boolean }) => {
      const { badge, passcode } = sampleSupervisor
      const sealed = await withWorkspace(
        { folder: personPath(options.workspace), waitMsMax: options.wait },
        ({ station }) => station.seal({ badge, passcode }),
      )
      for (const { manifest, id } of sealed) {
        if (options.json) answer({ ...manifest, id })
        else tell({ code: 'batch-sealed', detail: { batches: 1, statements: manifest.count } })
      }
    })

  program
    .command('sync')
    .description('take sealed batches to the ledger, bring their receipts home')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--ledger <url>', 'the ledger; the training ledger when absent')
    .addOption(ledgerCaOption())
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action(async (options: SyncOptions) => {
      trustLedgerCa(options)
      const progress = progressLine()
      const ledger = options.ledger ? { ledgerUrl: options.ledger } : {}
      const asked = { folder: personPath(options.workspace), waitMsMax: options.wait, ...ledger }
      await withWorkspace(asked, async ({ sync, sharing, control, ledgerUrl }) => {
        const result = await sync
          .run(({ batch, stage, done, total }) => progress.show(`${batch} ${stage} ${done}/${total}`))
          .finally(progress.end)
        await sharing.shareIfOthers()
        const exchanged = await control.inspections.exchangeAfterSync(ledgerUrl())
        if (options.json) answer({ format: 'bondmark/sync/1', ...result })
        if (sync.last && (!options.json || !result.ok)) tell(sync.last.sentence)
        if (!options.json) tellNotices(result.notices ?? [])
        if (exchanged && 'code' in exchanged) tell(exchanged)
        else if (exchanged && !options.json) {
          const { sent, came, quarantined: kept } = exchanged
          tell({ code: 'inspection-exchanged', detail: { sent, came, kept } })
        }
        for (const { why, next } of sync.frozenWords()) {
          tell(why)
          tell(next)
        }
        const unsealed = result.batches.filter(({ state }) => state === 'open')
        if (unsealed.length > 0)
          tell({
            code: 'left-unsealed',
            detail: { statements: unsealed.reduce((sum, batch) => sum + batch.statements, 0) },
          })
        exit(result.ok && unsealed.length === 0 ? EXIT.done : EXIT.left)
      })
    })

  program
    .command('lookup <text>')
    .description('what this station knows of a unit, case or pallet: a scan, a link, a serial, an SSCC')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((text: string, options: { workspace: string; json?: boolean }) =>
      withReader(personPath(options.workspace), (reader) => {
        const found = lookUp(reader, text)
        if (options.json) answer(found)
        else {
          const places = [found.case, found.pallet].map((place) => (place === null ? '' : `  ${place}`))
          process.stdout.write(`${visible(found.unit)}\n${found.standing}${places.join('')}\n`)
          for (const { gtin, lot, units, nameEn } of found.goods)
            process.stdout.write(`${units} × ${gtin} ${visible(`${lot}  ${nameEn}`)}\n`)
          for (const { t, step, operator, receipt } of found.timeline)
            process.stdout.write(`${t}  ${step}  ${operator}  ${receipt}\n`)
          if (found.seal) process.stdout.write(`${sentence(found.seal)}\n`)
        }
        exit(found.standing === 'unknown' ? EXIT.left : EXIT.done)
      }),
    )

  program
    .command('evidence <text>')
    .description('a file that proves, offline, what was recorded of a unit')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .requiredOption('--out <file>', 'where to write it')
    .option('--trust-out <file>', 'also write the trust file that it can be checked with')
    .option('--json', 'answer as JSON')
    .action((text: string, options: { workspace: string; out: string; trustOut?: string; json?: boolean }) =>
      withReader(personPath(options.workspace), (reader) => {
        const file = outputPath(options.out)
        const trustOut = options.trustOut === undefined ? null : outputPath(options.trustOut)
        const { bytes, statements } = evidenceFor(reader, text)
        writeDurably(file, bytes, 0o644)
        if (trustOut !== null) copyFileSync(reader.files.trust, trustOut)
        if (options.json) answer({ format: 'bondmark/evidence-written/1', file, statements })
        else tell({ code: 'evidence-written', detail: { file, statements } })
      }),
    )

  program
    .command('fsck')
    .description('check everything a workspace holds, by a reader of its own')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action(async (options: { workspace: string; json?: boolean }) => {
      const result = await checkWorkspace(personPath(options.workspace))
      if (options.json) answer(result)
      else {
        for (const problem of result.problems) process.stdout.write(`${problem.where}  ${problem.code}\n`)
        tell({
          code: result.ok ? 'fsck-clean' : 'fsck-found',
          detail: { statements: result.statements, problems: result.problems.length },
        })
      }
      exit(result.ok ? EXIT.done : EXIT.left)
    })
}

/** What others contradict, and what to do about it. */
function tellNotices(notices: NonNullable<SyncAnswer['notices']>): void {
  if (notices.length === 0) return
  tell({ code: 'station-notices', detail: { count: notices.length } })
  for (const notice of notices) tell(noticeTold(notice).sentence)
}
