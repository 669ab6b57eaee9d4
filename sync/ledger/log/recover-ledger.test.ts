import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatCheckpoint } from '../../../core/log/checkpoint.ts'
import { cosign } from '../../../core/log/cosignature.ts'
import { readForkProof } from '../../../core/log/fork-proof.ts'
import { appendSignature, signNote } from '../../../core/log/note.ts'
import { encodeEntryBundle, tilePath, tileWidth } from '../../../core/log/tiles.ts'
import { readStatement } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import {
  makeParty,
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from '../../../test/sync/training-consortium.ts'
import { openMirrorStore } from '../mirrors/mirror-store.ts'
import { originHash } from '../witness/witness-pages.ts'
import { type LogStore, openLogStore } from './log-store.ts'
import { type RecoverOptions, recoverLedger } from './recover-ledger.ts'

const logger = createLogger({ name: 'test', level: 'silent' })

let consortium: TrainingConsortium
beforeEach(() => {
  consortium = makeTrainingConsortium()
})
afterEach(() => consortium.remove())

/** A batch of statements with its manifest, as one log would hold them. */
function lawful(count: number): Uint8Array[] {
  const statements = makeStatements(consortium.station, count)
  const { manifest } = sealBatch(consortium.station, consortium.supervisor, 1, statements)
  return [...statements, manifest].map(({ bytes }) => bytes)
}

/** The log's own signature below these entries, cosigned by its witness. */
function signed({ size, root }: { size: number; root: Uint8Array }, witnesses = 1): string {
  const { logSigner, witnessSigner } = consortium
  const text = formatCheckpoint({ origin: logSigner.name, size, root })
  const note = signNote(text, [logSigner])
  if (witnesses === 0) return note
  return appendSignature(note, cosign({ ...witnessSigner, noteText: text, timestamp: 1_795_000_000 }))
}

const withStore = <T>(work: (store: LogStore) => T): T => {
  const store = openLogStore(join(consortium.data, 'log.sqlite'))
  try {
    return work(store)
  } finally {
    store.close()
  }
}
/** What the folder holds: entries, of which a checkpoint covers the first. */
const put = (entries: readonly Uint8Array[], covered = entries.length) =>
  withStore((store) => {
    const add = (some: readonly Uint8Array[]) => store.append(some.map((bytes) => readStatement(bytes)))
    add(entries.slice(0, covered))
    store.addCheckpoint({ size: store.size(), note: signed({ size: store.size(), root: store.root() }) })
    add(entries.slice(covered))
  })
const held = () =>
  withStore((store) => ({
    size: store.size(),
    checkpoint: store.latestCheckpoint()?.size,
    entries: store.entries(0, 1_000).map((bytes) => Buffer.from(bytes)),
  }))

/** A member's mirror of the log; `served` are the entries that it gives out instead. */
function mirrorOf(entries: readonly Uint8Array[], { served = entries, witnesses = 1 } = {}): string {
  const folder = join(consortium.folder, `mirror-${mirrors++}`)
  mkdirSync(folder)
  const name = `${originHash(consortium.logSigner.name)}.sqlite`
  const lawfulTree = openLogStore(join(folder, 'tree.sqlite'))
  lawfulTree.append(
    entries.map((bytes, i) => ({
      id: (i + 1).toString(16).padStart(64, '0'),
      kid: 'ab'.repeat(32),
      contentType: 'test',
      bytes,
    })),
  )
  const store = openMirrorStore(join(folder, name))
  store.append(served)
  const size = entries.length
  store.addCheckpoint({ size, note: signed({ size, root: lawfulTree.root() }, witnesses) })
  store.close()
  lawfulTree.close()
  return folder
}
let mirrors = 0

/** The same as static pages in a folder. */
function pagesOf(mirror: string): string {
  const store = openMirrorStore(join(mirror, `${originHash(consortium.logSigner.name)}.sqlite`))
  const folder = join(mirror, 'pages')
  const size = store.size()
  const write = (path: string, bytes: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  write('checkpoint', store.latestCheckpoint()?.note ?? '')
  for (let index = 0; 256 * index < size; index += 1) {
    const width = tileWidth(0, index, size)
    const hashes = Array.from({ length: width }, (_, i) => store.node(0, 256 * index + i))
    write(tilePath({ level: 0, index, width }), Buffer.concat(hashes))
    write(tilePath({ level: 'entries', index, width }), encodeEntryBundle(store.entries(256 * index, width)))
  }
  const width = tileWidth(1, 0, size)
  if (width > 0)
    write(
      tilePath({ level: 1, index: 0, width }),
      Buffer.concat(Array.from({ length: width }, (_, i) => store.node(8, i))),
    )
  store.close()
  return folder
}

const recover = (from: string, more: Partial<RecoverOptions> = {}) =>
  recoverLedger({
    data: consortium.data,
    from: [from],
    membershipFile: consortium.membershipFile,
    logger,
    goOn: () => true,
    onProgress: () => {},
    ...more,
  })

describe('a recovery', () => {
  it.each([
    ['a mirror', (mirror: string) => mirror],
    ['static pages', pagesOf],
  ])('files what %s holds beyond the folder, and leaves it be the second time', async (_, as) => {
    const all = lawful(299)
    put(all.slice(0, 130), 100)
    const from = as(mirrorOf(all))
    expect(await recover(from)).toMatchObject({ before: 130, size: 300, checkpoint: 300, finished: true })
    expect(held()).toEqual({ size: 300, checkpoint: 300, entries: all.map((bytes) => Buffer.from(bytes)) })
    expect(existsSync(join(consortium.data, 'recovery.sqlite'))).toBe(false)
    expect(await recover(from)).toMatchObject({ before: 300, size: 300, finished: true })
  })

  it('goes on wherever it was stopped, a bundle at a time', async () => {
    const all = lawful(519)
    put(all.slice(0, 10))
    const from = mirrorOf(all)
    const sizes: number[] = []
    for (;;) {
      let left = 1
      const { size, finished } = await recover(from, { goOn: () => left-- > 0 })
      sizes.push(size)
      if (finished || sizes.length > 50) break
    }
    expect(new Set(sizes)).toEqual(new Set([10, 256, 512, 520]))
    expect(held()).toMatchObject({ size: 520, checkpoint: 520 })
  })

  it('begins with nothing but the keys', async () => {
    const all = lawful(3)
    expect(await recover(mirrorOf(all))).toMatchObject({ before: 0, size: 4, checkpoint: 4 })
  })

  it('goes on with the next copy where one ends', async () => {
    const all = lawful(20)
    put(all.slice(0, 5))
    const from = [mirrorOf(all.slice(0, 9)), mirrorOf(all)]
    expect(await recover('', { from })).toMatchObject({ before: 5, size: 21 })
  })
})

describe('a recovery takes nothing of a copy', () => {
  const refused = async (from: string, failure: object, more?: Partial<RecoverOptions>) => {
    const before = held()
    await expect(recover(from, more)).rejects.toMatchObject(failure)
    expect(held()).toEqual(before)
  }

  it('that contradicts what is here: both checkpoints become a proof', async () => {
    put(lawful(4))
    await refused(mirrorOf(lawful(9)), { code: 'log-recover-forked' })
    const proof = readFileSync(join(consortium.data, 'log.fork.json'))
    expect(readForkProof(proof, verifyEd25519)).toMatchObject({ origin: consortium.logSigner.name })
  })

  it('whose entries do not lead to the checkpoint', async () => {
    const all = lawful(9)
    put(all.slice(0, 4))
    const served = [...all.slice(0, 8), ...lawful(1)]
    await refused(mirrorOf(all, { served }), { code: 'log-answer-wrong' })
    // The next one that is right is taken.
    expect(await recover(mirrorOf(all))).toMatchObject({ size: 10 })
  })

  it('whose checkpoint too few have cosigned', async () => {
    const all = lawful(9)
    put(all.slice(0, 4))
    await refused(mirrorOf(all, { witnesses: 0 }), { code: 'witnesses-missing' })
  })

  it('that is another than what was logged here since', async () => {
    const all = lawful(9)
    put([...all.slice(0, 4), makeStatements(consortium.station, 5)[4]?.bytes ?? new Uint8Array()], 4)
    await refused(mirrorOf(all), { code: 'log-tail-differs', detail: { leaf: 4, size: 4 } })
  })

  it('with a statement of a key that no membership lists', async () => {
    const all = lawful(9)
    put(all.slice(0, 4))
    const stranger = makeParty('station', 'LBL99')
    const others = makeStatements(stranger, 2).map(({ bytes }) => bytes)
    await refused(mirrorOf([...all, ...others]), {
      code: 'ledger-recover-unlisted',
      detail: { leaf: 10, kid: stranger.kid },
    })
  })

  it('with a statement that was changed, or is not the next in its chain, although the log signed it', async () => {
    const all = lawful(9)
    put(all.slice(0, 4))
    const forged = Uint8Array.from(all[7] ?? [])
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    await refused(mirrorOf([...all.slice(0, 7), forged, ...all.slice(8)]), { code: 'ledger-entry-forged' })
    // What the log has signed stays staged; a folder that holds something else begins anew.
    await refused(mirrorOf([...all.slice(0, 6), ...all.slice(7)]), { code: 'log-recover-forked' })
    await refused(mirrorOf([...all.slice(0, 6), ...all.slice(7)]), { code: 'ledger-chain-broken' })
  })

  it('of another log, or of none', async () => {
    put(lawful(4))
    const other = makeTrainingConsortium((payload) => payload, 'acme-brands')
    try {
      await refused(other.folder, { code: 'log-copy-missing' })
    } finally {
      other.remove()
    }
  })
})
