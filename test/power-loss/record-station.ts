/**
 * A day at a station, to be recorded: `WORKSPACE SEED INPUTS JSON`. Random hands scan goods, labels, garbage and goods of no plan,
 * void, pack, close and open the station again; at the end everything is put on, the shift closed and sealed. Each input
 * is said before it is sent and when it was answered.
 */
import { readFileSync } from 'node:fs'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { pressOnce, scanOnce } from '../../main/station/marked-inputs.ts'
import type { LabelJob } from '../../main/store/labels.ts'
import { readPrinted } from '../../main/training/label-eye.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { ScriptClock } from '../../platform/clock/clock.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { CLIENT } from './recorded-client.ts'
import { type SentInput, speaker } from './said.ts'
import { onEachConnection } from './sqlite-connections.ts'
import { factsOf } from './station-facts.ts'

const START = { instantMs: Date.parse('2026-11-22T01:00:00.000Z'), offsetMin: 480 }

interface HowItIsRun {
  /** Pages in the WAL after which SQLite writes them into the database. */
  readonly checkpointPages?: number
  /** For the negative control. */
  readonly synchronous?: 'OFF' | 'NORMAL'
  readonly sync?: boolean
}

const [folder = '', seed = '1', inputs = '30', how = '{}'] = process.argv.slice(2)
const { checkpointPages, synchronous, sync } = JSON.parse(how) as HowItIsRun
const random = seededRandom(Number(seed))
const anyOf = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)]
const say = speaker()
const clock = new ScriptClock(START)
let n = 0

onEachConnection((db) => {
  if (checkpointPages !== undefined) db.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  if (synchronous !== undefined) db.pragma(`synchronous = ${synchronous}`)
})

async function open(): Promise<OpenWorkspace> {
  const opened = await openWorkspace({
    folder,
    clock,
    labelMs: 0,
    waitMsMax: 0,
    onWait: () => {},
    logLevel: 'silent',
  })
  await opened.station.recover()
  opened.station.start()
  return opened
}
let workspace = await open()

async function send(input: Omit<SentInput, 'n'>): Promise<boolean> {
  const sent = { n: ++n, ...input }
  clock.set({ ...START, instantMs: clock.instantMs + 1000 + Math.floor(random() * 4000) })
  say({ kind: 'sent', input: sent })
  const { station } = workspace
  const mark = { client: CLIENT, n }
  try {
    const { outcomes } = sent.scan
      ? await scanOnce(station, mark, sent.scan.device, Buffer.from(sent.scan.bytes, 'base64'))
      : await pressOnce(station, mark, sent.press as KeyPress)
    say({ kind: 'answered', n, outcomes, facts: factsOf(station.ctx.store) })
    return true
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    say({ kind: 'refused', n })
    return false
  }
}

const scan = (text: string) =>
  send({ scan: { device: 'hid-1', bytes: Buffer.from(`${text}\r`, 'latin1').toString('base64') } })
const press = (key: KeyPress) => send({ press: key })
const store = () => workspace.station.ctx.store
const labelLines = () =>
  store()
    .plans.lines()
    .filter(({ verdict, closedAt }) => verdict === 'label' && !closedAt)

async function goods(gtin?: string): Promise<void> {
  const line = gtin ? labelLines().find((one) => one.gtin === gtin) : anyOf(labelLines())
  if (line) await scan(`]d201${line.gtin}10${line.lot}`)
}

async function label(job: LabelJob | undefined): Promise<void> {
  await workspace.station.printed()
  const printed = job && store().labels.get(job.job)
  if (!printed || !workspace.tray.whole(printed.serial)) return
  const { aim, text } = await readPrinted(workspace.tray, printed, 'hid-1')
  await scan(`${aim}${text}`)
}

const outstanding = () => store().labels.outstanding()
const acknowledge = async () => {
  if (workspace.station.desk.state.kind === 'stop') await press({ key: 'ack' })
}

const hands: readonly (() => Promise<unknown>)[] = [
  () => goods(outstanding().find(({ kind }) => kind === 'unit')?.gtin),
  () => goods(),
  () => label(anyOf(outstanding())),
  () => label(anyOf(outstanding())),
  () => label(anyOf(outstanding())),
  () => scan(']E09506000199993'),
  () => scan('no code'),
  () => press({ key: 'void', reason: anyOf(['smeared', 'damaged']) ?? 'smeared' }),
  async () => {
    const line = anyOf(labelLines())
    if (line) await press({ key: 'open-case', asn: line.asn, line: line.line, lot: line.lot })
  },
  () => press({ key: 'close-case' }),
]

/** Puts on every label, so that the shift can be closed. */
async function finish(): Promise<void> {
  for (let tries = 0; tries < 60 && outstanding().length > 0; tries++) {
    await acknowledge()
    const job = outstanding()[0]
    if (job?.kind === 'unit') await goods(job.gtin)
    await label(job)
    await acknowledge()
  }
  if (store().cases.opened()) await press({ key: 'close-case' })
  await label(outstanding()[0])
  await press({ key: 'close-shift' })
  await press({ key: 'seal', badge: 'SUP-0001', passcode: '135790' })
}

const plan = 'quick.csv'
await workspace.station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', plan)), plan)
say({ kind: 'stands', facts: factsOf(store()) })
await press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
const reopenAt = Math.floor(Number(inputs) / 2)
while (n < Number(inputs)) {
  await acknowledge()
  await anyOf(hands)?.()
  // Now and then hands wait for the printer; at other times they do not.
  if (random() < 0.5) await workspace.station.printed()
  if (n === reopenAt) {
    await workspace.close()
    workspace = await open()
    n++
  }
}
await acknowledge()
await finish()
if (sync) {
  const { ok } = await workspace.sync.run()
  if (!ok) throw new Error('the sync did not succeed')
  say({ kind: 'stands', facts: factsOf(store()) })
}
await workspace.close()
process.exit(0)
