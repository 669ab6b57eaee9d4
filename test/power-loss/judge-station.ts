import { existsSync, readdirSync } from 'node:fs'
import type { InputAnswer } from '../../core/contract/input-mark.ts'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { OpenWorkspace } from '../../main/composition/open-workspace.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { pressOnce, scanOnce } from '../../main/station/marked-inputs.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import type { Image, Judge, World } from './lose-power.ts'
import { openOnce } from './open-once.ts'
import { CLIENT } from './recorded-client.ts'
import type { Said, SentInput, StoreFacts } from './said.ts'
import { factsOf } from './station-facts.ts'

type Answered = Extract<Said, { kind: 'answered' }>

/** How far a label's life has come: no state may be lost. */
const progress = ['reserved', 'sent', 'uncertain', 'printed', 'verified', 'voided']
/** Judges what a station finds: all that was acknowledged is there, fsck is clean; `deep`, it also goes on working. */
export const judgeStation =
  (deep: (image: Image) => boolean): Judge =>
  async (image) => {
    const { folder, world } = image
    const lost = whatIsLost(folder, world)
    if (lost.length > 0) return lost
    return [...(await fsck(folder)), ...(deep(image) ? await goOn(folder, world) : [])]
  }

/** The newest facts that were acknowledged, and the answers, newest first. */
const acknowledged = ({ said }: World) => {
  const facts = said.flatMap((words) => ('facts' in words ? [words.facts] : [])).at(-1)
  const answers = said.filter((words): words is Answered => words.kind === 'answered').toReversed()
  return { facts, answers }
}

function whatIsLost(folder: string, world: World): string[] {
  const { facts, answers } = acknowledged(world)
  const store = new StationStore(workspaceFiles(folder).database)
  try {
    // Pages of which a part is there can be read as rows that no schema allows.
    const form = store.releases.db.pragma('quick_check(1)', { simple: true })
    if (form !== 'ok') return [`the database is damaged: ${form}`]
    const now = factsOf(store)
    const sent = [...world.printed].flatMap((serial) => {
      const state = now.labels[serial]
      return state === undefined || state === 'reserved'
        ? [`${serial} went to the printer and is ${state}`]
        : []
    })
    const inputs = answers
      .slice(0, 8)
      .flatMap(({ n }) =>
        store.inputs.get({ client: CLIENT, n, part: 0 }) ? [] : [`input ${n} was answered and is not there`],
      )
    return [...(facts ? missing(facts, now, store) : []), ...sent, ...inputs]
  } catch (error) {
    throw asDatabaseFailure(error, folder)
  } finally {
    store.close()
  }
}

function missing(then: StoreFacts, now: StoreFacts, store: StationStore): string[] {
  const fewer = (['statements', 'scans', 'receipts'] as const).flatMap((what) =>
    now[what] < then[what] ? [`${then[what]} ${what} were acknowledged, ${now[what]} are there`] : [],
  )
  const head = store.statements.get(then.statements)?.id ?? null
  const labels = Object.entries(then.labels).flatMap(([serial, state]) => {
    const is = now.labels[serial]
    return is === undefined || progress.indexOf(is) < progress.indexOf(state)
      ? [`label ${serial} was ${state} and is ${is}`]
      : []
  })
  return [
    ...fewer,
    ...(head === then.head ? [] : [`statement ${then.head} was acknowledged, ${head} is there`]),
    ...labels,
  ]
}

async function fsck(folder: string): Promise<string[]> {
  const { problems } = await checkWorkspace(folder)
  return problems.map((problem) => `fsck: ${JSON.stringify(problem)}`)
}

/** The station recovers and goes on: what was answered is answered again, what was not is done once, nothing prints twice. */
async function goOn(folder: string, world: World): Promise<string[]> {
  const tray = workspaceFiles(folder).printer
  const before = new Set(filesIn(tray))
  const wrong: string[] = []
  await openOnce(folder, async (workspace) => void wrong.push(...(await retryAll(workspace, world))))
  const twice = filesIn(tray).filter((name) => !before.has(name) && world.printed.has(serialOf(name)))
  return [...wrong, ...twice.map((name) => `${name} came out twice`), ...(await fsck(folder))]
}

async function retryAll(workspace: OpenWorkspace, world: World): Promise<string[]> {
  const sent = world.said.flatMap((words) => (words.kind === 'sent' ? [words.input] : []))
  const { answers } = acknowledged(world)
  const wrong: string[] = []
  for (const { n, outcomes } of answers.slice(0, 3)) {
    const input = sent.find((one) => one.n === n)
    if (!input) continue
    const again = await retry(workspace, input)
    if (!again?.repeated || JSON.stringify(again.outcomes) !== JSON.stringify(outcomes))
      wrong.push(`input ${n} was answered ${JSON.stringify(outcomes)}, then ${JSON.stringify(again)}`)
  }
  const last = sent.at(-1)
  const open = last && !world.said.some((words) => 'n' in words && words.n === last.n)
  if (!open) return wrong
  const first = await retry(workspace, last)
  if (!first) return wrong
  const written = JSON.stringify(writtenBy(workspace))
  const second = await retry(workspace, last)
  if (!second?.repeated || JSON.stringify(writtenBy(workspace)) !== written)
    wrong.push(`input ${last.n} was done again by its second retry`)
  return wrong
}

/** null when the use case refuses it, which changes nothing. */
async function retry({ station }: OpenWorkspace, { n, press, scan }: SentInput): Promise<InputAnswer | null> {
  const mark = { client: CLIENT, n }
  try {
    return scan
      ? await scanOnce(station, mark, scan.device, Buffer.from(scan.bytes, 'base64'))
      : await pressOnce(station, mark, press as KeyPress)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

/** What inputs write; labels move by themselves meanwhile. */
function writtenBy({ station }: OpenWorkspace) {
  const { statements, scans, labels } = factsOf(station.ctx.store)
  return { statements, scans, labels: Object.keys(labels).length }
}

const filesIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith('.zpl'))
const serialOf = (name: string): string => name.slice(7, -4)
