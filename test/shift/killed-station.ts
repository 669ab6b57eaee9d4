import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ORPCError } from '@orpc/client'
import type { InputAnswer } from '../../core/contract/input-mark.ts'
import type { KeyPress } from '../../core/contract/key-press.ts'
import type { StationView } from '../../core/contract/station-view.ts'
import { readLabels } from '../../drivers/simulators/reading-eye.ts'
import { bondmark, type Running, startBondmark } from './bondmark.ts'
import { fsckFindings, leftOver } from './killed-shift.ts'
import { enterStation, printedAddress, type WindowOfStation } from './station-client.ts'
import { look, printedFiles, type StatementRow, statementsOf } from './workspace-on-disk.ts'

export interface KilledStation {
  readonly workspace: string
  readonly random: () => number
  readonly kills: number
}

type Input = { readonly press: KeyPress } | { readonly text: string }
interface Sent {
  readonly n: number
  readonly input: Input
}
/** The far end is gone: whether the input was done is not known. */
const UNANSWERED = Symbol('unanswered')
/** From the start until the station is killed at the latest, while hands work at it. */
const WORK_MS_MAX = 2500

/**
 * A window works at a station that is killed with all its processes at random moments and started again. The window
 * knows what was acknowledged; what was not is sent again under the same mark, and then once more. Judged: what was
 * answered stands, byte for byte; nothing was written twice; no serial came out twice; fsck is clean.
 */
export async function surviveStationKills({ workspace, random, kills }: KilledStation) {
  await bondmark(['init', '--workspace', workspace, '--training'])
  const hands = new Hands(workspace, random)
  let kept: StatementRow[] = []
  for (let kill = 1; kill <= kills; kill++) {
    const running = startBondmark(['station', '--workspace', workspace, '--no-window'])
    const address = await printedAddress(running)
    if (address === null) {
      hands.wrong.push(`start ${kill} failed: ${(await running.ended).stderr}`)
      break
    }
    await hands.workUntilKilled(address, running)
    const now = statementsOf(workspace)
    hands.wrong.push(
      ...kept
        .filter((row, n) => !now[n]?.bytes.equals(row.bytes))
        .map(({ id }) => `kill ${kill}: statement ${id} is gone or changed`),
      ...hands.notOnDisk().map((what) => `kill ${kill}: ${what}`),
    )
    kept = now
  }
  return {
    kills,
    inputs: hands.sent,
    repeated: hands.repeated,
    wrong: [
      ...hands.wrong,
      ...judge(workspace, hands),
      ...(await fsckFindings(workspace)),
      ...(await leftOver(workspace)),
    ],
  }
}

function judge(workspace: string, hands: Hands): string[] {
  const printed = printedFiles(join(workspace, 'printer')).map(({ serial }) => serial)
  const twice = printed.filter((serial, n) => printed.indexOf(serial) !== n)
  const [counts] = look<{ received: number; labels: number }>(
    workspace,
    `SELECT (SELECT sum(received) FROM plan_line) AS received,
       (SELECT count(*) FROM label_job WHERE kind = 'unit' AND replaces IS NULL) AS labels`,
  )
  // The last input may have been done without anybody knowing.
  const open = hands.pending ? 1 : 0
  const fits = (count = -1) => count >= hands.goodsAccepted && count <= hands.goodsAccepted + open
  return [
    ...twice.map((serial) => `${serial} came out twice`),
    ...(fits(counts?.received) && fits(counts?.labels)
      ? []
      : [`${hands.goodsAccepted} units were acknowledged, ${JSON.stringify(counts)} are there`]),
  ]
}

/** A window, and the person in front of it. */
class Hands {
  readonly wrong: string[] = []
  /** Newest input that was sent and not answered. */
  pending: Sent | null = null
  /** Inputs sent; of these, how many retries found done already. */
  sent = 0
  repeated = 0
  goodsAccepted = 0
  readonly #workspace
  readonly #random
  readonly #client = randomUUID().replaceAll('-', '')
  readonly #answered = new Map<number, { input: Input; outcomes: InputAnswer['outcomes'] }>()
  #view: StationView | null = null

  constructor(workspace: string, random: () => number) {
    this.#workspace = workspace
    this.#random = random
  }

  /** Works until the station is killed, at a random moment or right after an input was sent. */
  async workUntilKilled(address: string, running: Running): Promise<void> {
    const window = await enterStation(address).catch(() => null)
    if (!window) return running.killGroup()
    const killAt = performance.now() + this.#random() * WORK_MS_MAX
    try {
      void this.#follow(window)
      await this.#settle(window)
      while (performance.now() < killAt) {
        if ((await this.#send(window, { n: ++this.sent, input: await this.#choose() })) === UNANSWERED) break
      }
      // The delicate moment: the input has been sent, and its answer is on its way or will never be.
      const last = this.#send(window, { n: ++this.sent, input: await this.#choose() })
      await sleep(this.#random() * 25)
      running.killGroup()
      await last
    } finally {
      running.killGroup()
      await running.ended
      window.close()
    }
  }

  /** Inputs that were answered and that the file does not know. */
  notOnDisk(): string[] {
    const rows = look<{ n: number }>(
      this.#workspace,
      `SELECT n FROM input WHERE client = x'${this.#client}'`,
    ).map(({ n }) => n)
    return [...this.#answered.keys()]
      .slice(-200)
      .flatMap((n) => (rows.includes(n) ? [] : [`input ${n} is gone`]))
  }

  async #follow({ client }: WindowOfStation): Promise<void> {
    try {
      for await (const view of await client.view()) this.#view = view
    } catch {
      // The station was killed; the next window reads its own view.
    }
  }

  /** After a restart: what was answered is answered again and nothing is written; what was not is done once. */
  async #settle(window: WindowOfStation): Promise<void> {
    const pending = this.pending
    const last = [...this.#answered].at(-1)
    if (last) {
      const again = await this.#call(window, { n: last[0], input: last[1].input })
      if (
        again !== UNANSWERED &&
        (again === null || !again.repeated || !same(again.outcomes, last[1].outcomes))
      )
        this.wrong.push(
          `input ${last[0]} was answered ${JSON.stringify(last[1].outcomes)}, then ${JSON.stringify(again)}`,
        )
    }
    if (pending && (await this.#send(window, pending)) === UNANSWERED) return
    const signIn: KeyPress = { key: 'sign-in', badge: 'OP-0007', passcode: '2468' }
    if ((await this.#send(window, { n: ++this.sent, input: { press: signIn } })) === UNANSWERED) return
    if (!pending) return
    // Nobody was signed in a moment ago: only now can what needs a person be done.
    if (!this.#answered.has(pending.n) && (await this.#send(window, pending)) === UNANSWERED) return
    const written = statementsOf(this.#workspace).length
    const again = await this.#call(window, pending)
    if (
      again !== UNANSWERED &&
      again &&
      (!again.repeated || statementsOf(this.#workspace).length !== written)
    )
      this.wrong.push(`input ${pending.n} was done again by another retry`)
  }

  /** The answer, null for what the station refuses, which changes nothing, or `UNANSWERED`. */
  async #call(
    { client }: WindowOfStation,
    { n, input }: Sent,
  ): Promise<InputAnswer | null | typeof UNANSWERED> {
    const by = 'press' in input && input.press.key === 'sign-in' ? {} : { by: 'OP-0007' }
    const mark = { client: this.#client, n, ...by }
    try {
      return 'press' in input
        ? await client.press({ ...input.press, mark })
        : await client.scan({
            device: 'wedge',
            bytes: Buffer.from(`${input.text}\r`, 'latin1').toString('base64url'),
            mark,
          })
    } catch (error) {
      return error instanceof ORPCError && error.code === 'FAILURE' ? null : UNANSWERED
    }
  }

  async #send(window: WindowOfStation, sent: Sent): Promise<InputAnswer | null | typeof UNANSWERED> {
    const isRetry = this.pending?.n === sent.n
    this.pending = sent
    const answer = await this.#call(window, sent)
    if (answer === UNANSWERED) return UNANSWERED
    // Refused for want of a person, it is still to be done.
    if (answer !== null || !isRetry) this.pending = null
    if (answer === null) return null
    if (isRetry && answer.repeated) this.repeated++
    this.#answered.set(sent.n, { input: sent.input, outcomes: answer.outcomes })
    this.goodsAccepted += answer.outcomes.filter(({ sentence }) => sentence.code === 'goods-accepted').length
    return answer
  }

  async #choose(): Promise<Input> {
    const view = this.#view
    const draw = this.#random()
    if (!view || view.state.kind === 'stop') return { press: { key: 'ack' } }
    const label = view.outstanding.find(({ state }) => state === 'printed' || state === 'uncertain')
    const text = label && draw < 0.5 ? await this.#textOf(label.serial) : null
    if (text) return { text }
    if (draw > 0.95) return { text: ']E09506000199993' }
    if (draw > 0.9) return { press: { key: 'void', reason: 'smeared' } }
    if (draw > 0.85) return { text: 'no code' }
    const lines = view.lines.filter((line) => line.decision === 'label' && line.received < line.planned)
    const wanted =
      lines.find(({ gtin }) => gtin === view.outstanding[0]?.gtin) ??
      lines[Math.floor(this.#random() * lines.length)]
    return wanted ? { text: `]d201${wanted.gtin}10${wanted.lot}` } : { text: 'no goods are left' }
  }

  /** What a scanner reads from the label that came out. */
  async #textOf(serial: string): Promise<string | null> {
    const tray = join(this.#workspace, 'printer')
    const name = readdirSync(tray).find((file) => file.endsWith(`-${serial}.zpl`))
    if (!name) return null
    const texts = await readLabels(readFileSync(join(tray, name)))
    return texts.find((text) => text.startsWith(']Q')) ?? null
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
