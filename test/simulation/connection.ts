import { crc32 } from 'node:zlib'
import type { SessionSocket } from '../../sync/replication/session-socket.ts'
import type { Life } from './life.ts'
import type { Weather } from './weather.ts'
import type { World } from './world.ts'

export interface ConnectionRules {
  delayMs(): number
  isParted(from: string, to: string): boolean
  weather(): Weather
}

/** What is parted is tried again so often, as TCP does. */
const RETRY_MS = 1_000
/** How long a polite end waits for the other side before it ends by itself. */
const CLOSE_MS_MAX = 2_000

interface Message {
  readonly data: Uint8Array
  readonly isBinary: boolean
}

/** One end of a connection: a session's socket, and what the other end does to it. */
class End implements SessionSocket {
  other: End | null = null
  bytesSent = 0
  #inFlight = 0
  /** What is on its way, in its order. */
  readonly #queue: { readonly atMs: number; readonly arrive: () => void }[] = []
  #state: 'open' | 'closing' | 'closed' = 'open'
  /** Whether this side has heard of the end. */
  #isTold = false
  /** A message that somebody on the way held back. */
  #held: Message | null = null
  readonly #early: Message[] = []
  #onMessage: ((data: Uint8Array, isBinary: boolean) => void) | null = null
  readonly #onClose: ((error?: Error) => void)[] = []
  readonly life: Life
  readonly #world: World
  readonly #rules: ConnectionRules

  constructor(world: World, rules: ConnectionRules, life: Life) {
    this.#world = world
    this.#rules = rules
    this.life = life
    life.onDeath(() => this.#vanish())
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get bufferedAmount(): number {
    return this.#inFlight
  }

  send(data: string | Uint8Array): void {
    if (this.#state !== 'open' || !this.life.effect('send')) return
    const isBinary = typeof data !== 'string'
    const message = { data: isBinary ? new Uint8Array(data) : new TextEncoder().encode(data), isBinary }
    this.bytesSent += message.data.length
    this.#world.say(
      this.#name,
      `sends ${this.#peer} ${isBinary ? `${data.length} bytes` : typeOf(data)} ${crc32(data).toString(16)}`,
    )
    const { cut, meddle } = this.#rules.weather()
    if (this.#world.chance.chance(cut)) this.#break()
    else for (const each of this.#meddled(message, meddle)) this.#carry(each)
  }

  close(): void {
    if (this.#state !== 'open') return
    this.#state = 'closing'
    if (!this.life.effect('send')) return
    this.#inOrder(() => this.other?.hearClose())
    this.life.timers.after(CLOSE_MS_MAX, () => this.#end())
  }

  terminate(): void {
    if (this.#state === 'closed') return
    this.#vanish()
    this.#world.scheduler.after(0, () => this.life.deliver(() => this.#tellClosed()))
  }

  onMessage(receive: (data: Uint8Array, isBinary: boolean) => void): void {
    this.#onMessage = receive
    for (const { data, isBinary } of this.#early.splice(0)) receive(data, isBinary)
  }

  onClose(receive: (error?: Error) => void): void {
    if (this.#isTold) receive()
    else this.#onClose.push(receive)
  }

  hearMessage(message: Message): void {
    if (this.#state === 'closed') return
    if (this.#onMessage === null) this.#early.push(message)
    else this.#onMessage(message.data, message.isBinary)
  }

  hearClose(): void {
    if (this.#state === 'closed') return
    this.other?.hearEnd()
    this.#end()
  }

  /** The other side is gone. */
  hearEnd(): void {
    const delayMs = this.#rules.delayMs()
    this.#world.scheduler.after(delayMs, () => {
      if (this.#rules.isParted(this.#peer, this.#name)) return
      this.life.deliver(() => this.#end())
    })
  }

  get #name(): string {
    return this.life.name
  }

  get #peer(): string {
    return this.other?.life.name ?? '?'
  }

  /** What arrives instead of a message when somebody on the way has a hand in it. */
  #meddled(message: Message, chance: number): Message[] {
    const held = this.#held
    this.#held = null
    const messages = held === null ? [message] : [message, held]
    if (!this.#world.chance.chance(chance)) return messages
    const trick = this.#world.chance.pick(['drop', 'double', 'hold back'] as const)
    this.#world.say('network', `${trick}s what ${this.#name} sent`)
    if (trick === 'drop') return messages.slice(1)
    if (trick === 'double') return [message, ...messages]
    this.#held = message
    return messages.slice(1)
  }

  #carry(message: Message): void {
    this.#inFlight += message.data.length
    this.#inOrder(() => {
      this.#inFlight -= message.data.length
      this.other?.hearMessage(message)
    })
  }

  /** Does `arrive` at the other end after all that was sent before. */
  #inOrder(arrive: () => void): void {
    const { nowMs } = this.#world.scheduler
    const atMs = nowMs + this.life.busyMs() + this.#rules.delayMs()
    this.#queue.push({ atMs, arrive })
    if (this.#queue.length === 1) this.#pump(atMs - nowMs)
  }

  #pump(waitMs: number): void {
    this.#world.scheduler.after(waitMs, () => {
      const { other } = this
      if (other === null || other.#state === 'closed') return void this.#queue.splice(0)
      if (this.#rules.isParted(this.#name, this.#peer)) return this.#pump(RETRY_MS)
      const [first] = this.#queue.splice(0, 1)
      if (first !== undefined) other.life.deliver(first.arrive)
      const [next] = this.#queue
      if (next !== undefined) this.#pump(Math.max(0, next.atMs - this.#world.scheduler.nowMs))
    })
  }

  /** The connection breaks; each side hears of it by itself, or by silence. */
  #break(): void {
    this.#world.say('network', `cuts ${this.#name} off from ${this.#peer}`)
    const isSilent = this.#world.chance.chance(0.3)
    const { other } = this
    if (!isSilent) this.hearEnd()
    other?.hearEnd()
    if (isSilent) this.other = null
  }

  /** This end is no more; the other hears of it unless nothing passes. */
  #vanish(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.other?.hearEnd()
  }

  #end(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#tellClosed()
  }

  #tellClosed(): void {
    this.#isTold = true
    for (const each of this.#onClose) each(new Error('the connection ended'))
  }
}

/** A message's type, for the trace. */
function typeOf(text: string | Uint8Array): string {
  const said: unknown = JSON.parse(String(text))
  const type = (said as { type?: unknown } | null)?.type
  return typeof type === 'string' ? type : 'something'
}

/** A connection between two processes. */
export function connectEnds(world: World, rules: ConnectionRules, from: Life, to: Life) {
  const here = new End(world, rules, from)
  const there = new End(world, rules, to)
  here.other = there
  there.other = here
  return {
    here: here as SessionSocket,
    there: there as SessionSocket,
    bytesSent: () => here.bytesSent,
    bytesReceived: () => there.bytesSent,
    closed: () =>
      new Promise<void>((resolve) => {
        here.onClose(() => resolve())
        here.close()
      }),
  }
}
