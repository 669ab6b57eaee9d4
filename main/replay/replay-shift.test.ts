import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { formatInstant, ScriptClock } from '../../platform/clock/clock.ts'
import { openWorkspace } from '../composition/open-workspace.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { ShiftReplay } from './replay-shift.ts'
import { replayedClock } from './replayed-clock.ts'
import { readShiftScript } from './shift-script.ts'

const START_MS = Date.parse('2026-11-22T09:00:00.000+08:00')
const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const honey = ']d20109506000110035' + '1729053110MH250+26/05'

const at = (seconds: number) => formatInstant(START_MS + seconds * 1000, 480)
const scan = (seconds: number, text: string) => ({
  t: at(seconds),
  device: 'hid-1',
  bytes: toBase64Url(toUtf8(`${text}\r`)),
})
const key = (seconds: number, name: string, rest = {}) => ({ t: at(seconds), key: name, ...rest })

/** A label put on the wrong goods, and put right: every kind of waiting that a replay has to remember. */
const lines = [
  { format: 'bondmark/shift-script/1', ...key(0, 'sign-in', { badge: 'OP-0007', passcode: '2468' }) },
  scan(5, formula),
  scan(5.6, honey),
  key(8, 'ack'),
  key(12, 'ack'),
  scan(15, formula),
  key(20, 'close-shift'),
  key(25, 'seal'),
]
const script = readShiftScript(toUtf8(lines.map((line) => JSON.stringify(line)).join('\n')), 'wrong-goods')
const plan = repositoryFile('fixtures', 'plans', 'day-1.csv')

let template: string
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'bondmark-replay-'))
  await makeTrainingWorkspace(template, new ScriptClock({ instantMs: START_MS, offsetMin: 480 }))
})
afterAll(() => rmSync(template, { recursive: true, force: true }))

/** The disk takes nothing any more: like a kill, nothing of what comes after this moment is on it. */
const stoppedDead = () => new BondmarkError('disk-failed', { file: 'test', message: 'stopped' })

/** Runs the script in `folder`, and stops dead after `transactions` of them are on disk. Answers how many there were. */
async function run(folder: string, transactions: number): Promise<{ done: number; killed: boolean }> {
  const { database } = workspaceFiles(folder)
  const clock = new ScriptClock(replayedClock(database, script))
  const workspace = await openWorkspace({
    folder,
    clock,
    labelMs: 0,
    waitMsMax: 1000,
    onWait: () => {},
    logLevel: 'silent',
  })
  const { station, tray } = workspace
  const { store } = station.ctx
  const write = store.transaction.bind(store)
  let done = 0
  store.transaction = (work) => {
    if (done === transactions) throw stoppedDead()
    const answer = write(work)
    done++
    return answer
  }
  let killed = false
  try {
    await station.importPlan(readFileSync(plan), 'day-1.csv')
    await new ShiftReplay(station, clock, script, tray, () => {}).run()
  } catch (error) {
    if (!(error instanceof BondmarkError && error.code === 'disk-failed')) throw error
    killed = true
  }
  await workspace.close().catch(() => {})
  return { done, killed }
}

function outcome(folder: string) {
  const serials = readdirSync(workspaceFiles(folder).printer).map((file) => file.replace(/^\d+-/, ''))
  return { serialsTwice: serials.length - new Set(serials).size }
}

async function counts(folder: string) {
  const clock = new ScriptClock(replayedClock(workspaceFiles(folder).database, script))
  const workspace = await openWorkspace({
    folder,
    clock,
    labelMs: 0,
    waitMsMax: 1000,
    onWait: () => {},
    logLevel: 'silent',
  })
  const { store } = workspace.station.ctx
  const line = store.plans.line({ asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' })
  const answer = {
    received: line?.received,
    labeled: line?.labeled,
    outstanding: store.labels.outstanding().length,
    batch: store.batches.all()[0]?.state,
  }
  await workspace.close()
  return answer
}

describe('a replay that is stopped dead after any one of its transactions', () => {
  it('ends, when it is run again, as if nothing had happened', async () => {
    let after = 0
    for (let killed = true; killed; after++) {
      const folder = mkdtempSync(join(tmpdir(), 'bondmark-replay-'))
      cpSync(template, folder, { recursive: true })
      killed = (await run(folder, after)).killed
      if (killed) await run(folder, Number.POSITIVE_INFINITY)
      expect(await counts(folder), `stopped after ${after}`).toEqual({
        received: 1,
        labeled: 1,
        outstanding: 0,
        batch: 'sealed',
      })
      expect(outcome(folder), `stopped after ${after}`).toEqual({ serialsTwice: 0 })
      rmSync(folder, { recursive: true, force: true })
    }
    expect(after).toBeGreaterThan(10)
  }, 240_000)
})
