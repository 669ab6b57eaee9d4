import { readAuthorityFile } from '../../core/authority/authority-file.ts'
import { whyNotAt, whyNotFor } from '../../core/authority/judge-authority.ts'
import type { SerialAuthority } from '../../core/authority/read-authority.ts'
import { type ListedSerial, SerialListReader } from '../../core/authority/serial-list.ts'
import { SerialRoot } from '../../core/authority/serial-root.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationContext } from '../station/context.ts'
import { demand } from '../station/lives.ts'
import type { SerialTaken } from '../store/pool-serials.ts'
import { type BrandNews, brandsInFile } from './brands-in-file.ts'

/** What is to be taken in: a right's file, and a pool's list piece by piece. */
export interface RightFiles {
  readonly fileName: string
  readonly authority: string
  readonly list: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null
  /** Whose badge asks for it; null on the command line. */
  readonly badge: string | null
}

/** What became of it. */
export interface RightTaken {
  readonly outcome: 'delegation' | 'pool' | 'brand' | 'already'
  readonly brand: string
  readonly id: string | null
  readonly serials: number
}

/** An import that runs, in serials. */
export interface RunningRightImport {
  readonly file: string
  readonly done: number
  readonly total: number
}

/** Serials that come in between two scans: some 20 ms. */
const AT_ONCE = 2_000
const TELL_MS = 150

const taken: Readonly<Record<SerialTaken, 'pool-serial-twice' | 'pool-serial-pooled' | 'pool-serial-used'>> =
  {
    twice: 'pool-serial-twice',
    pooled: 'pool-serial-pooled',
    used: 'pool-serial-used',
  }

/**
 * Takes in what brands sign, one file at a time. A pool's serials come in between scans, some at once; it counts from the
 * last transaction on, in which it becomes whole. What ends before that leaves nothing: what a kill leaves is removed by
 * the next import, and gives no serial meanwhile.
 */
export class RightImports {
  readonly #ctx
  readonly #inOrder
  readonly #changed
  #running: RunningRightImport | null = null
  #isCancelled = false
  #ended: Promise<unknown> = Promise.resolve()

  /** `inOrder` runs work between two inputs; `changed` is called when there is something new to tell. */
  constructor(ctx: StationContext, inOrder: <T>(work: () => T) => Promise<T>, changed: () => void) {
    this.#ctx = ctx
    this.#inOrder = inOrder
    this.#changed = changed
  }

  get running(): RunningRightImport | null {
    return this.#running
  }

  /**
   * Throws `serials-import-running`, what says of a file, a list or a right that it cannot be taken (`authority-…`,
   * `brand-membership-…`, `membership-…`, `pool-…`), and what storing throws. Then nothing of it is kept.
   */
  take(files: RightFiles, onProgress: (running: RunningRightImport) => void = () => {}): Promise<RightTaken> {
    if (this.#running) {
      return Promise.reject(new BondmarkError('serials-import-running', { file: this.#running.file }))
    }
    this.#running = { file: files.fileName, done: 0, total: 0 }
    this.#isCancelled = false
    const work = this.#take(files, onProgress).finally(() => {
      this.#running = null
      this.#ctx.rights.reload()
      this.#changed()
    })
    this.#ended = work.catch(() => {})
    return work
  }

  /** Ends what runs, and waits for it. */
  async close(): Promise<void> {
    this.#isCancelled = true
    await this.#ended
  }

  async #take(files: RightFiles, onProgress: (running: RunningRightImport) => void): Promise<RightTaken> {
    const { rights, store, clock } = this.#ctx
    await this.#removeRests()
    const file = readAuthorityFile(files.authority)
    const said = brandsInFile(file.memberships, rights, (head) => store.serials.knowsMembership(head))
    if (file.statement === null) return this.#takeBrand(said, files)
    const { authority, brand } = rights.read(file.statement, said.brands)
    demand(whyNotFor(authority, rights.basis.station))
    if (store.serials.has(authority.id)) {
      return { outcome: 'already', brand: authority.brand, id: authority.id, serials: authority.max ?? 0 }
    }
    const late = whyNotAt(authority, brand, clock.now())
    // One that begins later may come in early.
    if (late && late.code !== 'authority-not-yet') demand(late)
    demand(this.#whyNotRange(authority))
    if (authority.kind === 'delegation' && files.list !== null)
      throw new BondmarkError('pool-list-unexpected', {})
    if (authority.kind === 'pool' && files.list === null) {
      throw new BondmarkError('pool-list-missing', { count: authority.max ?? 0 })
    }
    const { id, kind } = authority
    const by = { t: clock.now(), badge: files.badge }
    const row = { id, kind, brand: authority.brand, bytes: file.statement }
    const n = await this.#inOrder(() => store.transaction(() => store.serials.begin(row, by)))
    try {
      if (files.list) await this.#takeList(n, authority, files, onProgress)
      await this.#inOrder(() =>
        store.transaction(() => {
          this.#keepBrands(said, files.badge)
          store.serials.whole(n, clock.now())
        }),
      )
    } catch (error) {
      await this.#removeRests().catch((fault: unknown) => {
        // The next import removes it; what went wrong first is what is told.
        if (!(fault instanceof BondmarkError)) throw fault
      })
      throw error
    }
    return { outcome: kind, brand: authority.brand, id, serials: authority.max ?? 0 }
  }

  async #takeBrand(said: BrandNews, { badge }: RightFiles): Promise<RightTaken> {
    const newest = said.news.at(-1)
    if (!newest) throw new BondmarkError('authority-file-empty', {})
    await this.#inOrder(() => this.#ctx.store.transaction(() => this.#keepBrands(said, badge)))
    return { outcome: 'brand', brand: newest.payload.org, id: null, serials: 0 }
  }

  #keepBrands({ news }: BrandNews, badge: string | null): void {
    const { store, clock } = this.#ctx
    for (const { payload, head, statements } of news) {
      const json = writeMembershipFile(statements)
      store.serials.addMembership({ org: payload.org, head, json }, { t: clock.now(), badge })
    }
  }

  /** A pool's range is no station's prefix, whatever was assigned before the two were told apart by their first symbol. */
  #whyNotRange({ kind, prefix }: SerialAuthority): Failure | null {
    const { own, station } = this.#ctx.rights.basis
    const isTaken = prefix === station.prefix || own.payload.keys.some((key) => key.prefix === prefix)
    return kind === 'pool' && isTaken ? { code: 'pool-range-taken', detail: { range: prefix ?? '' } } : null
  }

  async #takeList(
    n: number,
    { prefix, max, root }: SerialAuthority,
    { list, fileName }: RightFiles,
    onProgress: (running: RunningRightImport) => void,
  ): Promise<void> {
    const signed = max ?? 0
    const reader = new SerialListReader()
    const sum = new SerialRoot(sha256Native)
    let toldAtMs = Number.NEGATIVE_INFINITY
    const put = async (serials: readonly ListedSerial[]) => {
      for (let from = 0; from < serials.length; from += AT_ONCE) {
        if (this.#isCancelled) throw new BondmarkError('serials-import-ended', {})
        const some = serials.slice(from, from + AT_ONCE)
        for (const { serial, line } of some) {
          if (serial.slice(0, 3) !== prefix) {
            throw new BondmarkError('pool-range-foreign', { serial, line, range: prefix ?? '' })
          }
        }
        if (sum.count + some.length > signed) {
          throw new BondmarkError('pool-count-differs', { found: sum.count + some.length, signed })
        }
        await this.#putSome(n, sum.count, some)
        for (const { serial } of some) sum.add(serial)
        this.#running = { file: fileName, done: sum.count, total: signed }
        onProgress(this.#running)
        if (performance.now() - toldAtMs < TELL_MS) continue
        toldAtMs = performance.now()
        this.#changed()
      }
    }
    for await (const piece of list ?? []) await put(reader.push(piece))
    await put(reader.end())
    if (sum.count !== signed) throw new BondmarkError('pool-count-differs', { found: sum.count, signed })
    if (sum.root() !== root) throw new BondmarkError('pool-root-differs', {})
  }

  async #putSome(n: number, from: number, some: readonly ListedSerial[]): Promise<void> {
    const { store } = this.#ctx
    const texts = some.map(({ serial }) => serial)
    const refused = await this.#inOrder(() => store.transaction(() => store.pools.add(n, from, texts)))
    const at = refused && some[refused.at]
    if (refused && at) throw new BondmarkError(taken[refused.why], { serial: at.serial, line: at.line })
  }

  /** What an import that came to nothing has left, some at once. */
  async #removeRests(): Promise<void> {
    const { store } = this.#ctx
    for (const n of store.pools.arriving()) {
      for (let done = false; !done; ) {
        done = await this.#inOrder(() => store.transaction(() => store.pools.removeSome(n)))
      }
    }
  }
}
