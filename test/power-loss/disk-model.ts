import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DiskOperation } from './disk-operation.ts'

/**
 * What becomes of writes that no sync has covered when the power goes: all of them are there (as after kill -9), none,
 * those before a moment (a journal that keeps order), or each by itself: whole, not at all, or some of its sectors, with
 * what was there before, or with trash where a file had just grown.
 */
export const fates = ['kept', 'dropped', 'ordered', 'mixed', 'torn', 'trash'] as const
export type Fate = (typeof fates)[number]

interface Change {
  readonly seq: number
  readonly at: number
  /** null truncates the file to `at` bytes */
  readonly data: Buffer | null
}

interface Entry {
  readonly seq: number
  /** A name that begins or ceases to be here; a rename within a folder is one change of both. */
  readonly set: ReadonlyMap<string, Node | null>
}

interface Node {
  readonly isFolder: boolean
  durable: Buffer
  changes: Change[]
  names: Map<string, Node>
  entries: Entry[]
}

const SECTOR_BYTES = 512
const fresh = (isFolder: boolean): Node => ({
  isFolder,
  durable: Buffer.alloc(0),
  changes: [],
  names: new Map(),
  entries: [],
})

/**
 * A disk, and what of it would be found after the power went at this moment. POSIX's promises and no more: a file's bytes
 * are safe when a sync of the file that began after them has ended; its name when the same is true of its folder.
 */
export class DiskModel {
  readonly #rootPath: string
  readonly #root: Node
  readonly #inodes = new Map<number, Node>()
  /** Names as a running system sees them. */
  readonly #live = new Map<string, Node>()
  readonly #begun = new Map<string, number>()
  #seq = 0

  /** Begins with what lies in `root` now, all of it safe. */
  constructor(root: string) {
    this.#rootPath = root
    this.#root = this.#read(root)
  }

  apply(operation: DiskOperation): void {
    this.#seq++
    const { kind, inode, pid, at, path, other, data } = operation
    if (kind === 'mark' || kind === 'send') return
    if (kind === 'create' || kind === 'mkdir') {
      const node = fresh(kind === 'mkdir')
      this.#inodes.set(inode, node)
      this.#name(path, node)
    } else if (kind === 'unlink') this.#unname(path)
    else if (kind === 'rename') this.#rename(path, other)
    else {
      const node = this.#inodes.get(inode)
      if (!node) throw new Error(`${kind} of ${path}, which nobody made`)
      if (kind === 'write') node.changes.push({ seq: this.#seq, at, data })
      if (kind === 'truncate') node.changes.push({ seq: this.#seq, at, data: null })
      if (kind === 'sync-begin') this.#begun.set(`${pid}/${inode}`, this.#seq)
      if (kind === 'sync-end') settle(node, this.#begun.get(`${pid}/${inode}`) ?? 0)
    }
  }

  /** Lays out in `folder` what could be found after a loss of power now. */
  layOut(folder: string, fate: Fate, random: () => number): void {
    const cut = this.#oldest() + Math.floor(random() * (this.#seq - this.#oldest() + 2))
    const layNode = (node: Node, path: string) => {
      if (!node.isFolder) return writeFileSync(path, contentOf(node, fate, random, cut), { mode: 0o600 })
      mkdirSync(path, { recursive: true, mode: 0o700 })
      // SQLite maps this one, and whoever opens the database first after a crash makes it anew.
      for (const [name, child] of namesOf(node, fate, random, cut))
        if (!name.endsWith('-shm')) layNode(child, join(path, name))
    }
    layNode(this.#root, folder)
  }

  /** Since when something waits to be synced. */
  #oldest(): number {
    let oldest = this.#seq
    for (const { changes, entries } of this.#inodes.values())
      oldest = Math.min(oldest, changes[0]?.seq ?? oldest, entries[0]?.seq ?? oldest)
    return oldest
  }

  #read(path: string): Node {
    const status = statSync(path)
    const node = fresh(status.isDirectory())
    if (node.isFolder)
      for (const name of readdirSync(path)) node.names.set(name, this.#read(join(path, name)))
    else node.durable = readFileSync(path)
    this.#inodes.set(status.ino, node)
    this.#live.set(path, node)
    return node
  }

  #folder(path: string): Node {
    const folder = path === this.#rootPath ? undefined : this.#live.get(dirname(path))
    if (!folder?.isFolder) throw new Error(`${path} is in no folder`)
    return folder
  }

  #name(path: string, node: Node): void {
    this.#live.set(path, node)
    this.#folder(path).entries.push({ seq: this.#seq, set: new Map([[nameOf(path), node]]) })
  }

  #unname(path: string): void {
    this.#live.delete(path)
    this.#folder(path).entries.push({ seq: this.#seq, set: new Map([[nameOf(path), null]]) })
  }

  #rename(from: string, to: string): void {
    const node = this.#live.get(from)
    if (!node) throw new Error(`${from} was renamed, which nobody made`)
    for (const [path, moved] of [...this.#live]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue
      this.#live.delete(path)
      this.#live.set(to + path.slice(from.length), moved)
    }
    const [source, target] = [this.#folder(from), this.#folder(to)]
    if (source === target) {
      const set = new Map([
        [nameOf(from), null],
        [nameOf(to), node],
      ])
      source.entries.push({ seq: this.#seq, set })
    } else {
      source.entries.push({ seq: this.#seq, set: new Map([[nameOf(from), null]]) })
      target.entries.push({ seq: this.#seq, set: new Map([[nameOf(to), node]]) })
    }
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** A sync has ended: what came before its beginning is safe. */
function settle(node: Node, until: number): void {
  for (const { seq, set } of node.entries) if (seq <= until) putNames(node.names, set)
  node.entries = node.entries.filter(({ seq }) => seq > until)
  for (const change of node.changes) if (change.seq <= until) node.durable = putInPlace(node.durable, change)
  node.changes = node.changes.filter(({ seq }) => seq > until)
}

function putNames(names: Map<string, Node>, set: ReadonlyMap<string, Node | null>): void {
  for (const [name, node] of set) {
    if (node) names.set(name, node)
    else names.delete(name)
  }
}

function put(content: Buffer, { at, data }: Change): Buffer {
  if (data === null) return at <= content.length ? content.subarray(0, at) : grown(content, at)
  const whole = Buffer.from(grown(content, at + data.length))
  data.copy(whole, at)
  return whole
}

/** The same, into the content itself where it is long enough: nobody else holds a disk's safe bytes. */
function putInPlace(content: Buffer, change: Change): Buffer {
  const { at, data } = change
  if (data === null || content.length < at + data.length) return put(content, change)
  data.copy(content, at)
  return content
}

const grown = (content: Buffer, bytes: number): Buffer =>
  content.length >= bytes ? content : Buffer.concat([content, Buffer.alloc(bytes - content.length)])

/** Names of a folder. Its changes keep their order, as every file system's journal of names does. */
function namesOf(node: Node, fate: Fate, random: () => number, cut: number): Map<string, Node> {
  const { entries } = node
  const kept =
    fate === 'kept'
      ? entries
      : fate === 'dropped'
        ? []
        : fate === 'ordered'
          ? entries.filter(({ seq }) => seq <= cut)
          : entries.slice(0, Math.floor(random() * (entries.length + 1)))
  const names = new Map(node.names)
  for (const { set } of kept) putNames(names, set)
  return names
}

function contentOf(node: Node, fate: Fate, random: () => number, cut: number): Buffer {
  const { changes, durable } = node
  if (fate === 'dropped') return durable
  if (fate === 'kept' || fate === 'ordered')
    return changes.filter(({ seq }) => fate === 'kept' || seq <= cut).reduce(put, durable)
  return changes.reduce((content, change) => putSome(content, change, fate, random), durable)
}

/** A change by itself: whole, not at all, or in part. Bytes beside those it writes are never harmed. */
function putSome(content: Buffer, change: Change, fate: Fate, random: () => number): Buffer {
  const { at, data } = change
  const draw = random()
  if (data === null || fate === 'mixed') return draw < 0.5 ? put(content, change) : content
  if (draw < 0.3) return put(content, change)
  const before = content.length
  const whole = Buffer.from(fate === 'trash' || draw < 0.8 ? grown(content, at + data.length) : content)
  for (let from = at; from < at + data.length; ) {
    const to = Math.min(at + data.length, from - (from % SECTOR_BYTES) + SECTOR_BYTES)
    if (random() < 0.5) data.copy(whole, from, from - at, to - at)
    else if (fate === 'trash' && from >= before)
      for (let place = from; place < Math.min(to, whole.length); place++)
        whole[place] = Math.floor(random() * 256)
    from = to
  }
  return whole
}
