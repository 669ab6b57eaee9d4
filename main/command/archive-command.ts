import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { spanOfDay } from '../../core/trace/time-span.ts'
import { readInstant, wallClock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { archiveBatch } from '../archive/archive-batch.ts'
import type { Batch } from '../store/batches.ts'
import { StationStore } from '../store/station-store.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { offsetOn, zoneOption } from './find-command.ts'
import { answer, EXIT, personPath, progressLine, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'

interface ArchiveOptions {
  readonly workspace: string
  readonly before?: string
  readonly batch?: number
  readonly zone?: string
  readonly out: string
  readonly wait: number
  readonly json?: boolean
}

/** `bondmark archive`: receipted batches to files that prove themselves. */
export function addArchiveCommand(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('archive')
    .description('copy batches that have their receipts to files that verify by themselves')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--before <time>', 'batches sealed before this day or RFC 3339 time that were not archived yet')
    .option('--batch <n>', 'this batch, archived already or not', batchNumber)
    .addOption(zoneOption())
    .requiredOption('--out <dir>', 'folder for the files; made when it is not there')
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action(async (options: ArchiveOptions) => {
      if ((options.before === undefined) === (options.batch === undefined))
        return command.error('error: either --before or --batch')
      exit(await archiveCommand(options))
    })
}

function batchNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('a batch’s number is needed')
  return Number(text)
}

async function archiveCommand(options: ArchiveOptions): Promise<number> {
  const beforeMs = options.before === undefined ? null : instantOf(options.before, options.zone)
  const folder = personPath(options.workspace)
  const profile = readProfile(folder)
  const files = workspaceFiles(folder)
  const lock = await holdLock(files.lock, {
    waitMsMax: options.wait,
    onWait: () => tell({ code: 'workspace-wait', detail: { folder } }),
  })
  const progress = progressLine()
  try {
    const trust = parseTrustFile(readFileSync(files.trust, 'utf8'))
    const store = new StationStore(files.database)
    try {
      const out = personPath(options.out)
      const chosen = choose(store, beforeMs, options.batch)
      if (chosen.length > 0) makeFolder(out, 0o755)
      const archived = chosen.map((batch) => {
        const made = archiveBatch({
          store,
          trust,
          membershipFile: files.membership,
          batch,
          out: join(out, `${profile.station}-batch-${String(batch.n).padStart(6, '0')}.archive`),
          at: wallClock.now(),
          onProgress: (done, total) => progress.show(`${batch.n} ${done}/${total}`),
        })
        progress.end()
        if (!options.json)
          tell({
            code: 'archive-written',
            detail: { batch: batch.n, statements: made.statements, file: made.file },
          })
        return made
      })
      if (options.json) answer({ format: 'bondmark/archive/1', archived })
      else if (archived.length === 0) tell({ code: 'archive-nothing', detail: {} })
      return EXIT.done
    } finally {
      store.close()
    }
  } finally {
    progress.end()
    lock.release()
  }
}

function instantOf(text: string, zone: string | undefined): number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return spanOfDay(text, offsetOn(text, zone)).fromMs
  const instant = readInstant(text)
  if (!instant) throw new BondmarkError('time-malformed', { value: text })
  return instant.instantMs
}

function choose(store: StationStore, beforeMs: number | null, wanted: number | undefined): Batch[] {
  const batches = store.batches.all()
  if (beforeMs === null) {
    const batch = batches.find(({ n }) => n === wanted)
    if (!batch) throw new BondmarkError('batch-missing-here', { batch: wanted ?? 0 })
    return [batch]
  }
  const archived = new Set(store.archives.all().map(({ batch }) => batch))
  return batches.filter(({ n, state, manifest }) => {
    const sealedAt = manifest === null ? null : store.statements.get(manifest)?.t
    return state === 'receipted' && !archived.has(n) && sealedAt && Date.parse(sealedAt) < beforeMs
  })
}
