import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { ScriptClock } from '../../platform/clock/clock.ts'
import type { OpenWorkspace } from '../composition/open-workspace.ts'
import { WAIT_MS_MAX } from '../composition/wait.ts'
import { decodeGb18030 } from '../plan-import/prepare-plan.ts'
import { ShiftReplay } from '../replay/replay-shift.ts'
import { replayedClock } from '../replay/replayed-clock.ts'
import { shiftAnswer } from '../replay/shift-answer.ts'
import { readShiftScript, type ShiftScript } from '../replay/shift-script.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { importShown, PLAN_BYTES_MAX, refusePlan } from './plan-commands.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, progressLine, tell } from './terminal.ts'
import { withWorkspace } from './with-workspace.ts'

const SCRIPT_BYTES_MAX = 64 * 1024 * 1024

export interface ShiftOptions {
  readonly workspace: string
  readonly plan: string
  readonly scans: string
  readonly out?: string
  /** Milliseconds to wait for another process in the workspace. */
  readonly wait?: number
  readonly json?: boolean
}

/** `bondmark shift`: takes the plan, replays the script, syncs what was sealed, and says what is left. */
export async function replayCommand(options: ShiftOptions): Promise<number> {
  const folder = personPath(options.workspace)
  if (!readProfile(folder).training) throw new BondmarkError('training-only', {})
  const planBytes = readNamedFile(options.plan, PLAN_BYTES_MAX)
  const script = readShiftScript(readNamedFile(options.scans, SCRIPT_BYTES_MAX), options.scans)
  // Both files are judged before anything is opened or changed.
  const reading = readPlan(planBytes, { fileName: options.plan, decodeGb18030 })
  if (!reading.ok) return refusePlan(reading, options.json)
  const { database } = workspaceFiles(folder)
  const clock = new ScriptClock(replayedClock(database, script))
  return withWorkspace(
    {
      folder,
      clock,
      ...(options.out ? { printerFolder: personPath(options.out) } : {}),
      waitMsMax: options.wait ?? WAIT_MS_MAX,
      logLevel: 'warn',
    },
    (workspace) => {
      // Another process may have gone on with the same script while this one waited for the workspace.
      clock.set(replayedClock(database, script))
      return replay(workspace, clock, script, planBytes, options)
    },
  )
}

async function replay(
  workspace: OpenWorkspace,
  clock: ScriptClock,
  script: ShiftScript,
  planBytes: Uint8Array,
  options: ShiftOptions,
): Promise<number> {
  const { station, sync, tray } = workspace
  const progress = progressLine()
  try {
    const taken = await importShown(station, planBytes, options.plan)
    if (!taken.ok) return refusePlan(taken, options.json)
    for (const { asn, diff } of taken.asns) {
      if (diff)
        tell({
          code: 'plan-revised',
          detail: { asn, added: diff.added, removed: diff.removed, changed: diff.changed },
        })
    }
    const report = await new ShiftReplay(station, clock, script, tray, ({ done, total }) =>
      progress.show(`${done}/${total}`),
    ).run()
    for (const { line, failure } of report.refused)
      tell({ code: 'script-key-refused', detail: { line, code: failure.code } })
    const sealed = station.ctx.store.batches
      .all()
      .some((batch) => batch.state !== 'open' && batch.state !== 'receipted')
    const synced = sealed
      ? await sync.run(({ stage, done, total }) => progress.show(`${stage} ${done}/${total}`))
      : null
    progress.end()
    if (synced && !synced.ok && sync.last) tell(sync.last.sentence)
    const { json, left } = shiftAnswer(station, report)
    if (options.json) answer(json)
    else
      tell({
        code: 'shift-done',
        detail: {
          verified: json.labels.verified,
          voided: json.labels.voided,
          statements: json.statements,
          receipts: json.receipts,
        },
      })
    for (const failure of left) tell(failure)
    const { clock: told } = station.view()
    if (told) tell(told.sentence)
    return left.length === 0 ? EXIT.done : EXIT.left
  } finally {
    progress.end()
  }
}
