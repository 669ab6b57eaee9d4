import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ScriptClock } from '../../platform/clock/clock.ts'
import { madeOnce } from '../../test/made-once/made-once.ts'
import { openWorkspace } from '../composition/open-workspace.ts'
import { ShiftReplay } from '../replay/replay-shift.ts'
import { replayedClock } from '../replay/replayed-clock.ts'
import { readShiftScript } from '../replay/shift-script.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'

/** A copy of a workspace in which a sample shift was worked, made once a test run; whoever asks removes it. */
export async function replayedSample(name: string): Promise<{ folder: string; remove: () => void }> {
  const made = await madeOnce(`statistics-${name}`, (folder) => replay(name, folder))
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-statistics-'))
  cpSync(made, folder, { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

async function replay(name: string, folder: string): Promise<void> {
  const instantMs = Date.parse('2026-11-22T06:00:00.000+08:00')
  await makeTrainingWorkspace(folder, new ScriptClock({ instantMs, offsetMin: 480 }))
  const script = readShiftScript(readFileSync(repositoryFile('fixtures', 'scans', `${name}.ndjson`)), name)
  const clock = new ScriptClock(replayedClock(workspaceFiles(folder).database, script))
  const quick = { labelMs: 0, waitMsMax: 1000, onWait: () => {}, logLevel: 'silent' } as const
  const { station, tray, close } = await openWorkspace({ folder, clock, ...quick })
  try {
    await station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', `${name}.csv`)), `${name}.csv`)
    await new ShiftReplay(station, clock, script, tray, () => {}).run()
  } finally {
    await close()
  }
}
