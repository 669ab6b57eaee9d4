import { crc32 } from 'node:zlib'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { FetchPage } from '../../sync/ledger/http/fetch-bounded.ts'
import type { Post } from '../../sync/ledger/witness/witness-client.ts'
import type { Connect } from '../../sync/replication/connect.ts'
import type { SessionSocket } from '../../sync/replication/session-socket.ts'
import { type ConnectionRules, connectEnds } from './connection.ts'
import type { Life } from './life.ts'
import type { Machine } from './machine.ts'
import { fairWeather, type Weather } from './weather.ts'
import type { World } from './world.ts'

/** An answer that has not come after so long does not come. */
const ANSWER_MS_MAX = 10_000
const CONNECT_MS_MAX = 10_000

type TakeSocket = (socket: SessionSocket, from: string) => void
/** An answer as it is sent. */
export interface Answer {
  readonly status: number
  readonly body: Uint8Array
}
/** Answers a GET (`body` is null) or POST. */
export type TakeRequest = (path: string, body: string | null, from: string) => Promise<Answer> | Answer
interface Service {
  readonly life: Life
  readonly onSocket?: TakeSocket
  readonly onRequest?: TakeRequest
}

/** The network between all machines: addresses are `http://NAME`. */
export class Network {
  weather: Weather = { ...fairWeather }
  readonly #world: World
  readonly #services = new Map<string, Service>()
  /** Ordered pairs `from>to` between which nothing passes now. */
  readonly #cut = new Set<string>()

  constructor(world: World) {
    this.#world = world
  }

  /** What this process answers to others, until it dies. */
  serve(life: Life, service: Omit<Service, 'life'>): void {
    this.#services.set(life.name, { life, ...service })
    life.onDeath(() => this.#services.delete(life.name))
  }

  /** From here on nothing passes from one to the other. */
  part(from: Machine, to: Machine): void {
    this.#cut.add(`${from.name}>${to.name}`)
  }

  join(a: Machine, b: Machine): void {
    this.#cut.delete(`${a.name}>${b.name}`)
    this.#cut.delete(`${b.name}>${a.name}`)
  }

  heal(): void {
    this.#cut.clear()
  }

  isParted(from: string, to: string): boolean {
    return this.#cut.has(`${from}>${to}`)
  }

  delayMs(): number {
    const { delayMsMin, delayMsMax } = this.weather
    return this.#world.chance.int(delayMsMin, delayMsMax)
  }

  /** Opens connections for a process. */
  connectFor(life: Life): Connect {
    return (url) =>
      new Promise((resolve, reject) => {
        const to = nameIn(url)
        const from = life.name
        const fail = (reason: string) => reject(new BondmarkError('ledger-unreachable', { url, reason }))
        const isLost = this.isParted(from, to) || this.isParted(to, from)
        if (!life.effect('send')) return
        this.#world.say(from, `connects to ${to}`)
        life.timers.after(CONNECT_MS_MAX, () => fail('timeout'))
        if (isLost || this.#world.chance.chance(this.weather.loss)) return
        this.#world.scheduler.after(life.busyMs() + this.delayMs(), () => {
          const service = this.#services.get(to)
          if (service?.onSocket === undefined) return life.deliver(() => fail('ECONNREFUSED'))
          const { onSocket } = service
          service.life.deliver(() => {
            if (life.isDead()) return
            const ends = connectEnds(this.#world, this.#rules(), life, service.life)
            onSocket(ends.there, from)
            this.#world.scheduler.after(this.delayMs(), () =>
              life.deliver(() =>
                resolve({
                  socket: ends.here,
                  bytes: () => ({ bytesSent: ends.bytesSent(), bytesReceived: ends.bytesReceived() }),
                  close: () => ends.closed(),
                }),
              ),
            )
          })
        })
      })
  }

  /** Posts for a process. */
  postFor(life: Life): Post {
    return async (url, body) => {
      const answer = await this.#request(life, url, body)
      return { status: answer.status, body: Buffer.from(answer.body).toString('utf8') }
    }
  }

  /** Brings pages for a process. */
  fetchFor(life: Life): FetchPage {
    return async (url, bytesMax) => {
      const unreachable = (reason: string) => new BondmarkError('log-unreachable', { url, reason })
      const answer = await this.#request(life, url, null).catch((error: unknown) => {
        throw unreachable(error instanceof Error ? error.message : String(error))
      })
      if (answer.status === 404) return null
      if (answer.status !== 200) throw unreachable(`answer ${answer.status}`)
      if (answer.body.length > bytesMax)
        throw new BondmarkError('log-answer-wrong', { url, reason: 'too long' })
      return new Uint8Array(answer.body)
    }
  }

  /** What is lost is lost after a while; what comes twice is answered twice and heard once. */
  #request(life: Life, url: string, body: string | null): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { host: to, pathname } = new URL(url)
      const from = life.name
      if (!life.effect('send')) return
      this.#world.say(from, `asks ${to}${pathname}${body === null ? '' : `, ${body.length} characters`}`)
      const cancel = life.timers.after(ANSWER_MS_MAX, () => reject(new Error('timeout')))
      const end = (settle: () => void) =>
        life.deliver(() => {
          cancel()
          settle()
        })
      const ask = (then: (answer: Answer) => void) => {
        if (this.#isLost(from, to)) return
        this.#world.scheduler.after(life.busyMs() + this.delayMs(), () => {
          const service = this.#services.get(to)
          if (service?.onRequest === undefined) return end(() => reject(new Error('ECONNREFUSED')))
          const { onRequest, life: server } = service
          server.deliver(() => void this.#answer(server, () => onRequest(pathname, body, from), from, then))
        })
      }
      ask((answer) => end(() => resolve(answer)))
      if (this.#world.chance.chance(this.weather.duplicate)) ask(() => undefined)
    })
  }

  async #answer(
    server: Life,
    work: () => Promise<Answer> | Answer,
    to: string,
    then: (answer: Answer) => void,
  ): Promise<void> {
    let answer: Answer
    try {
      answer = await work()
    } catch (error) {
      if (server.isDead()) return
      if (error instanceof BondmarkError) this.#world.say(server.name, `fails: ${error.code}`)
      else this.#world.surprise(server.name, error)
      answer = { status: 500, body: Buffer.from('internal\n') }
    }
    const from = server.name
    if (!server.effect('send')) return
    this.#world.say(from, `answers ${to}: ${answer.status} ${crc32(answer.body).toString(16)}`)
    if (this.#isLost(from, to)) return
    this.#world.scheduler.after(server.busyMs() + this.delayMs(), () => then(answer))
  }

  #isLost(from: string, to: string): boolean {
    return this.isParted(from, to) || this.#world.chance.chance(this.weather.loss)
  }

  #rules(): ConnectionRules {
    return {
      delayMs: () => this.delayMs(),
      isParted: (from, to) => this.isParted(from, to),
      weather: () => this.weather,
    }
  }
}

function nameIn(url: string): string {
  return new URL(url).host
}
