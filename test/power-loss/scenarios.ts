import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { ScriptClock, wallClock } from '../../platform/clock/clock.ts'
import { DiskModel } from './disk-model.ts'
import { readDiskLog } from './disk-operation.ts'
import { recordProgram, runProgram } from './disk-recorder.ts'
import { judgeDecisions, judgePlan } from './judge-decisions.ts'
import { judgeLedger } from './judge-ledger.ts'
import { judgeBackup, judgeMaking } from './judge-making.ts'
import { judgeStation } from './judge-station.ts'
import { type Found, type Image, type Judge, losePower } from './lose-power.ts'
import { restoreIn } from './restore-in.ts'

const olderWorkspace = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))

/** An hour before the recorded days: keys count from then on. */
const MADE = new ScriptClock({ instantMs: Date.parse('2026-11-22T00:00:00.000Z'), offsetMin: 480 })

export interface Rig {
  /** The library of `compileDiskLog`. */
  readonly library: string
  readonly scratch: string
  readonly random: () => number
  readonly images: number
  readonly onImage?: (image: Image, wrong: readonly string[]) => void
}

export interface Scenario {
  readonly name: string
  /** Of the images wanted: for scenarios that are short, or whose images cost more. */
  readonly share: number
  readonly run: (rig: Rig) => Promise<Found>
}

const seedOf = ({ random }: Rig): string => String(1 + Math.floor(random() * 1_000_000))
/** Every fourth image is also worked on; all are read. */
const everyFourth = () => {
  let n = 0
  return () => n++ % 4 === 0
}
const both =
  (...judges: readonly Judge[]): Judge =>
  async (image) =>
    (await Promise.all(judges.map((judge) => judge(image)))).flat()

/** One judge after the other, while nothing is wrong: a later one may go on working. */
const first =
  (...judges: readonly Judge[]): Judge =>
  async (image) => {
    for (const judge of judges) {
      const wrong = await judge(image)
      if (wrong.length > 0) return wrong
    }
    return []
  }

/** Records a program over what lies in `root`, then lets the power go. */
async function record(
  rig: Rig,
  root: string,
  program: string,
  args: readonly string[],
  judge: Judge,
  world?: Image['world'],
): Promise<Found> {
  const { library, random, images, onImage } = rig
  const scratch = mkdtempSync(join(rig.scratch, 'run-'))
  const [log, marks] = [join(scratch, 'log'), join(scratch, 'marks')]
  const model = new DiskModel(root)
  await recordProgram({ library, root, log, marks }, program, args)
  const found = await losePower(model, readDiskLog(log), {
    images,
    random,
    scratch,
    judge,
    ...(world ? { world } : {}),
    ...(onImage ? { onImage } : {}),
  })
  rmSync(log)
  if (found.wrong.length === 0) rmSync(scratch, { recursive: true })
  return found
}

/** A fresh workspace. Keys and passcodes cost half a second: it is made once a rig and copied. */
async function workspaceIn({ scratch }: Rig): Promise<string> {
  const template = join(scratch, 'template')
  if (!readdirSync(scratch).includes('template')) await makeTrainingWorkspace(template, MADE)
  const root = mkdtempSync(join(scratch, 'w-'))
  cpSync(template, root, { recursive: true })
  return root
}

/** How a recorded day is run: see record-station.ts. */
export interface StationDay {
  readonly inputs: number
  readonly checkpointPages?: number
  readonly synchronous?: 'OFF' | 'NORMAL'
  readonly sync?: boolean
}

/** A day at a station, under some conditions; with `sync`, its ledger loses power with it. */
export async function stationDay(rig: Rig, { inputs, ...how }: StationDay): Promise<Found> {
  const root = await workspaceIn(rig)
  const station = judgeStation(everyFourth())
  const judge = how.sync ? both(station, judgeLedger) : station
  return record(
    rig,
    root,
    'record-station.ts',
    [root, seedOf(rig), String(inputs), JSON.stringify(how)],
    judge,
  )
}

/** Power goes during the day, and again while the station recovers from that. */
async function recovering(rig: Rig): Promise<Found> {
  const root = await workspaceIn(rig)
  const scratch = mkdtempSync(join(rig.scratch, 'first-'))
  const wounded: { folder: string; world: Image['world'] }[] = []
  const keep: Judge = async ({ folder, world }) => {
    const copy = join(scratch, String(wounded.length))
    cpSync(folder, copy, { recursive: true })
    wounded.push({ folder: copy, world })
    return []
  }
  const each = 6
  const first = { ...rig, images: Math.max(1, Math.ceil(rig.images / each)), onImage: () => {} }
  await record(first, root, 'record-station.ts', [root, seedOf(rig), '16', '{"checkpointPages":16}'], keep)
  const found: Found[] = []
  for (const { folder, world } of wounded)
    found.push(
      await record(
        { ...rig, images: each },
        folder,
        'record-recovery.ts',
        [folder],
        judgeStation(everyFourth()),
        world,
      ),
    )
  return {
    images: found.reduce((sum, { images }) => sum + images, 0),
    wrong: found.flatMap(({ wrong }) => wrong),
  }
}

/** A workspace is made in folders that are not there yet. */
async function making(rig: Rig): Promise<Found> {
  const root = mkdtempSync(join(rig.scratch, 'empty-'))
  const path = join('stations', 'labeling-07', 'workspace')
  const judge = judgeMaking(path, 0, (folder) => makeTrainingWorkspace(folder, wallClock))
  return record(rig, root, 'record-init.ts', [join(root, path)], judge)
}

/** A workspace in which some work was done, with its ledger. */
async function workedIn(rig: Rig): Promise<string> {
  const root = await workspaceIn(rig)
  await runProgram('record-station.ts', [root, seedOf(rig), '6', '{"sync":true}'])
  return root
}

/** A workspace is made out of a backup. */
async function restoring(rig: Rig): Promise<Found> {
  const backup = join(mkdtempSync(join(rig.scratch, 'backup-')), 'station.backup')
  const { header } = await makeBackup(
    { workspace: await workedIn(rig), out: backup, passphrase: null },
    wallClock,
    () => {},
  )
  const root = mkdtempSync(join(rig.scratch, 'empty-'))
  const judge = judgeMaking('restored', header.statements, (folder) => restoreIn(folder, backup))
  return record(rig, root, 'record-restore.ts', [backup, join(root, 'restored')], judge)
}

/** A backup is made into a folder that is not there yet. */
async function backingUp(rig: Rig): Promise<Found> {
  const root = await workedIn(rig)
  const path = join('backups', 'station.backup')
  return record(rig, root, 'record-backup.ts', [root, join(root, path)], judgeBackup(path))
}

/** The workspace that release 0.1 wrote is brought to the newest schema. */
function migrating(rig: Rig): Promise<Found> {
  const root = mkdtempSync(join(rig.scratch, 'w-'))
  cpSync(olderWorkspace, root, { recursive: true })
  return record(
    rig,
    root,
    'record-migration.ts',
    [root],
    judgeStation(() => false),
  )
}

/** Held goods are decided on: rules, inspections, waivers, releases. */
async function deciding(rig: Rig): Promise<Found> {
  const root = await workspaceIn(rig)
  const judge = first(
    judgeStation(() => false),
    judgeDecisions,
  )
  return record(rig, root, 'record-decisions.ts', [root], judge)
}

/** A plan of more rows than the log takes, and its revision. */
async function takingMuch(rig: Rig): Promise<Found> {
  const root = await workspaceIn(rig)
  const judge = first(
    judgePlan('ASN-2026-1122-99', 2100),
    judgeStation(() => false),
  )
  return record(rig, root, 'record-plan.ts', [root], judge)
}

/** What loses power in `npm test` and, longer, in the soak. */
export const scenarios: readonly Scenario[] = [
  { name: 'a day with its ledger', share: 1, run: (rig) => stationDay(rig, { inputs: 24, sync: true }) },
  {
    name: 'a day with checkpoints every few pages',
    share: 1,
    run: (rig) => stationDay(rig, { inputs: 32, checkpointPages: 12 }),
  },
  { name: 'decisions about held goods', share: 0.5, run: deciding },
  { name: 'a large plan', share: 0.3, run: takingMuch },
  { name: 'a station that recovers', share: 1, run: recovering },
  { name: 'the making of a workspace', share: 0.3, run: making },
  { name: 'a database of an older release', share: 0.6, run: migrating },
  { name: 'a workspace out of a backup', share: 0.3, run: restoring },
  { name: 'a backup', share: 0.3, run: backingUp },
]
