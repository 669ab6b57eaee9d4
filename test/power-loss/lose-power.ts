import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type DiskModel, type Fate, fates } from './disk-model.ts'
import type { DiskOperation } from './disk-operation.ts'
import { type Said, saidIn } from './said.ts'

/** What the world knew when the power went. */
export interface World {
  readonly said: readonly Said[]
  /** Serials and SSCCs whose bytes had begun to go to a printer. */
  readonly printed: ReadonlySet<string>
  /** Checkpoints that a witness had cosigned and sent. */
  readonly cosigned: readonly { readonly origin: string; readonly size: number }[]
}

export interface Image {
  readonly folder: string
  readonly world: World
  readonly fate: Fate
  /** Operations of the log that came before. */
  readonly at: number
}

/** What is wrong with an image, in words; empty when nothing is. */
export type Judge = (image: Image) => Promise<readonly string[]>

export interface Losses {
  readonly images: number
  readonly random: () => number
  readonly scratch: string
  readonly judge: Judge
  /** What the world knew before the log began. */
  readonly world?: World
  readonly onImage?: (image: Image, wrong: readonly string[]) => void
}

export interface Found {
  readonly images: number
  readonly wrong: readonly string[]
}

/**
 * Plays a log into the model and lets the power go at random moments: half of them anywhere, half right before
 * something went out or was safe, or right after something was acknowledged, where the order of things matters most. Images that are wrong are kept.
 */
export async function losePower(
  model: DiskModel,
  log: readonly DiskOperation[],
  { images, random, scratch, judge, world, onImage }: Losses,
): Promise<Found> {
  const anyOf = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)]
  const places = (...kinds: DiskOperation['kind'][]) =>
    log.flatMap(({ kind }, at) => (kinds.includes(kind) ? [at] : []))
  const [delicate, marks] = [places('mark', 'send', 'sync-end'), places('mark')]
  const anywhere = () => Math.floor(random() * (log.length + 1))
  const moment = (n: number) => {
    if (n % 2 === 0) return anywhere()
    return n % 4 === 1 ? (anyOf(delicate) ?? anywhere()) : (anyOf(marks) ?? anywhere() - 1) + 1
  }
  const moments = Array.from({ length: images }, (_, n) => moment(n)).sort((a, b) => a - b)
  const wrong: string[] = []
  const listener = new Listener(world)
  let done = 0
  for (const [n, at] of moments.entries()) {
    for (; done < at; done++) {
      const operation = log[done] as DiskOperation
      model.apply(operation)
      listener.hear(operation)
    }
    const fate = anyOf(fates) ?? 'kept'
    const folder = join(scratch, `image-${n}-${fate}`)
    mkdirSync(folder, { recursive: true })
    model.layOut(folder, fate, random)
    const image: Image = { folder, fate, at, world: listener.world() }
    const found = await judged(judge, image)
    wrong.push(...found.map((what) => `${folder}, after ${at} operations: ${what}`))
    if (found.length === 0) rmSync(folder, { recursive: true })
    onImage?.(image, found)
  }
  return { images, wrong }
}

/** A database that cannot be read is a finding; anything else that is thrown is a bug of the judge. */
async function judged(judge: Judge, image: Image): Promise<readonly string[]> {
  try {
    return await judge(image)
  } catch (error) {
    if (error instanceof BondmarkError) return [`${error.code} ${JSON.stringify(error.detail)}`]
    if (error instanceof Database.SqliteError) return [error.code]
    throw error
  }
}

/** Hears what is said and sent. */
class Listener {
  readonly #said: Said[]
  readonly #printed: Set<string>
  readonly #cosigned: { origin: string; size: number }[]
  #asked: { origin: string; size: number } | null = null

  constructor(before?: World) {
    this.#said = [...(before?.said ?? [])]
    this.#printed = new Set(before?.printed)
    this.#cosigned = [...(before?.cosigned ?? [])]
  }

  hear(operation: DiskOperation): void {
    const words = saidIn(operation)
    if (words) this.#said.push(words)
    if (operation.kind !== 'send') return
    const sent = operation.data.toString('utf8')
    for (const [, serial = ''] of sent.matchAll(/bondmark job (\S{1,64}?)\^FS/g)) this.#printed.add(serial)
    // C2SP tlog-witness: the checkpoint goes out behind an empty line, its cosignature comes back alone.
    const [, origin = '', size = ''] = /^old \d+\n(?:[^\n]+\n)*\n([^\n]+)\n(\d+)\n/m.exec(sent) ?? []
    if (size !== '') this.#asked = { origin, size: Number(size) }
    else if (this.#asked && /^— witness\S* /m.test(sent)) this.#cosigned.push(this.#asked)
  }

  world(): World {
    return { said: [...this.#said], printed: new Set(this.#printed), cosigned: [...this.#cosigned] }
  }
}
