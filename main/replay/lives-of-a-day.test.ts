import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ScriptClock } from '../../platform/clock/clock.ts'
import { openWorkspace } from '../composition/open-workspace.ts'
import { WatchedLives } from '../station/watched-lives.stub.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { ShiftReplay } from './replay-shift.ts'
import { replayedClock } from './replayed-clock.ts'
import { readShiftScript } from './shift-script.ts'

let template: string
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'bondmark-lives-'))
  const instantMs = Date.parse('2026-11-22T06:00:00.000+08:00')
  await makeTrainingWorkspace(template, new ScriptClock({ instantMs, offsetMin: 480 }))
})
afterAll(() => rmSync(template, { recursive: true, force: true }))

/** Replays a sample on a real station and watches every one of its transactions. */
async function watched(name: string): Promise<WatchedLives> {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-lives-'))
  cpSync(template, folder, { recursive: true })
  const script = readShiftScript(readFileSync(repositoryFile('fixtures', 'scans', `${name}.ndjson`)), name)
  const clock = new ScriptClock(replayedClock(workspaceFiles(folder).database, script))
  const workspace = await openWorkspace({
    folder,
    clock,
    labelMs: 0,
    waitMsMax: 1000,
    onWait: () => {},
    logLevel: 'silent',
  })
  try {
    const { station, tray } = workspace
    const lives = new WatchedLives(station.ctx.store, station.ctx.identity.issuer).watch()
    await station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', `${name}.csv`)), `${name}.csv`)
    await new ShiftReplay(station, clock, script, tray, () => {}).run()
    return lives
  } finally {
    await workspace.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('what a station states on', () => {
  it.each(['mistakes', 'quick', 'whole-cases'])(
    'the sample %s is valid, and after every transaction tells the lives that its tables hold',
    async (name) => {
      const lives = await watched(name)
      expect(lives.judged).toBeGreaterThan(20)
      expect(lives.compared).toBeGreaterThan(lives.judged)
    },
    240_000,
  )
})
