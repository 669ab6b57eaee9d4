import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { makeLedgerBackup } from '../../main/backup/make-ledger-backup.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { recoverLedger } from '../../sync/ledger/log/recover-ledger.ts'
import { type LedgerIdentity, makeSealedKeys } from '../../sync/ledger/sealed-keys.ts'
import { type RunningLedger, serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

const logger = createLogger({ name: 'test', level: 'silent' })
const passphrase = 'four words make one passphrase'

let consortium: TrainingConsortium
let identity: LedgerIdentity
let ledger: RunningLedger
let statements: ReturnType<typeof makeStatements>
const data = () => consortium.data
const serve = (folder: string, more: object = {}) =>
  serveLedger({
    data: folder,
    host: '127.0.0.1',
    port: 0,
    membershipFile: consortium.membershipFile,
    logger,
    passphrase,
    ...more,
  })

beforeAll(async () => {
  const folder = makeTrainingConsortium()
  folder.remove()
  mkdirSync(folder.folder, { recursive: true })
  identity = await makeSealedKeys(folder.data, {
    org: 'ningbo-bonded',
    host: 'ledger.bondmark.example',
    passphrase,
    now: Date.parse('2026-01-01T00:00:00Z'),
  })
  consortium = {
    ...makeTrainingConsortium(({ training: _, keys, ...payload }) => ({
      ...payload,
      keys: [...keys.filter(({ use }) => use !== 'log' && use !== 'witness'), ...identity.keys],
    })),
    data: folder.data,
  }
  statements = makeStatements(consortium.station, 9)
  ledger = await serve(data())
})
afterAll(async () => {
  await ledger.close()
  consortium.remove()
  rmSync(join(data(), '..'), { recursive: true, force: true })
})

async function sync(n: 1 | 2 | 3) {
  const { station, supervisor } = consortium
  const firstSeq = 3 * n - 2
  const batch = sealBatch(station, supervisor, n, statements.slice(firstSeq - 1, firstSeq + 2), firstSeq)
  const { logVkey, witnessVkey } = identity
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  return syncBatch({ url: ledger.url, station: station.issuer, batch, identity: station, ...trust })
}

/** Unpacks a backup as a person would, with tar, and checks it as a person would. */
function restore(file: string, name: string): string {
  const folder = join(consortium.folder, name)
  mkdirSync(folder)
  execFileSync('tar', ['xf', file, '-C', folder])
  execFileSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: folder })
  return folder
}

const backUp = (name: string) =>
  makeLedgerBackup({ data: data(), out: join(consortium.folder, name), passphrase: null }, wallClock)

describe("a real ledger's keys", () => {
  it('are sealed, made once, and opened by their passphrase alone', async () => {
    expect(existsSync(join(data(), 'keys.json'))).toBe(false)
    await expect(
      makeSealedKeys(data(), { org: 'a', host: 'b.example', passphrase, now: 0 }),
    ).rejects.toMatchObject({ code: 'ledger-exists' })
    const other = join(consortium.folder, 'other')
    mkdirSync(other)
    copyFileSync(join(data(), 'keys.sealed.json'), join(other, 'keys.sealed.json'))
    await expect(serve(other, { passphrase: undefined })).rejects.toMatchObject({
      code: 'ledger-passphrase-needed',
    })
    await expect(serve(other, { passphrase: 'four words make another' })).rejects.toMatchObject({
      code: 'ledger-passphrase-wrong',
    })
  })

  it.each([
    ['Org', 'ledger.example'],
    ['org', 'ledger example'],
    ['org', 'ledger.example/path'],
    ['org', ''],
  ])('have a name that can be one: not %s at %s', async (org, host) => {
    const folder = join(consortium.folder, 'unnamed')
    await expect(makeSealedKeys(folder, { org, host, passphrase, now: 0 })).rejects.toMatchObject({
      code: 'ledger-name-malformed',
    })
    expect(existsSync(folder)).toBe(false)
  })
})

describe('a backup of a running ledger', () => {
  it('holds a log at least as long as its checkpoints and its witness, while batches come in', async () => {
    const syncing = sync(1)
    const during = await backUp('during.tar')
    expect((await syncing).receipts).toHaveLength(4)
    const folder = restore(during.file, 'during')
    const count = (file: string, sql: string) => {
      const db = new Database(join(folder, file), { readonly: true })
      try {
        return db.prepare(sql).pluck().get() as number | null
      } finally {
        db.close()
      }
    }
    const entries = count('log.sqlite', 'SELECT count(*) FROM entries') ?? 0
    expect(count('log.sqlite', 'SELECT max(size) FROM checkpoints') ?? 0).toBeLessThanOrEqual(entries)
    expect(count('witness.sqlite', 'SELECT max(size) FROM logs') ?? 0).toBeLessThanOrEqual(entries)
    expect(during.header.entries).toBe(entries)
    expect(during.header.files.map(({ name }) => name)).toContain('inspections.sqlite')
  })

  it('that is older than the log is not served: a copy knows more, and nobody is asked to believe it', async () => {
    const old = await backUp('old.tar')
    expect((await sync(2)).receipts).toHaveLength(4)
    const folder = restore(old.file, 'old')
    await expect(serve(folder)).rejects.toMatchObject({ code: 'ledger-restored-unconfirmed' })
    await expect(serve(folder, { ask: [ledger.url] })).rejects.toMatchObject({
      code: 'log-rolled-back',
      detail: { size: 4, known: 8, who: ledger.url },
    })
    expect(existsSync(join(folder, 'backup.json'))).toBe(true)
  })

  it('is brought forward by the pages of the log, without a passphrase, and goes on with its own witness', async () => {
    const folder = restore(join(consortium.folder, 'old.tar'), 'recovered')
    const from = [ledger.url]
    const recovered = await recoverLedger({
      data: folder,
      from,
      logger,
      goOn: () => true,
      onProgress: () => {},
    })
    expect(recovered).toMatchObject({ before: 4, size: 8, checkpoint: 8, finished: true })
    await expect(serve(folder)).rejects.toMatchObject({ code: 'ledger-restored-unconfirmed' })
    const former = ledger
    ledger = await serve(folder, { ask: [former.url] })
    try {
      expect((await sync(3)).receipts).toHaveLength(4)
    } finally {
      await ledger.close()
      ledger = former
    }
  })

  it('that is as long as the log goes on with it', async () => {
    const whole = await backUp('whole.tar')
    const folder = restore(whole.file, 'whole')
    const restored = await serve(folder, { ask: [ledger.url] })
    const health = (await (await fetch(`${restored.url}/health`)).json()) as object
    expect(health).toMatchObject({ entries: 8, checkpoint: 8, state: 'ready' })
    expect(existsSync(join(folder, 'restored.json'))).toBe(true)
    await restored.close()
    await (await serve(folder)).close()
  })
})

describe('a log that lost its end', () => {
  it('signs nothing: its witness has seen more', async () => {
    const folder = restore(join(consortium.folder, 'old.tar'), 'lost')
    rmSync(join(folder, 'backup.json'))
    const newer = restore(join(consortium.folder, 'whole.tar'), 'newer')
    copyFileSync(join(newer, 'witness.sqlite'), join(folder, 'witness.sqlite'))
    await expect(serve(folder)).rejects.toMatchObject({
      code: 'log-rolled-back',
      detail: { size: 4, known: 8 },
    })
    const db = new Database(join(folder, 'log.sqlite'), { readonly: true })
    const note = db.prepare('SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1').pluck().get() as string
    db.close()
    expect(parseCheckpoint(parseNote(note).text).size).toBe(4)
  })

  it('starts empty beside a witness that has seen it, and is not served', async () => {
    const folder = restore(join(consortium.folder, 'whole.tar'), 'empty')
    for (const name of ['backup.json', 'log.sqlite', 'standing.sqlite']) rmSync(join(folder, name))
    await expect(serve(folder)).rejects.toMatchObject({
      code: 'log-rolled-back',
      detail: { size: 0, known: 8 },
    })
  })

  it('is told from a copy that is another log of the same key', async () => {
    const folder = restore(join(consortium.folder, 'whole.tar'), 'forked')
    const twin = restore(join(consortium.folder, 'whole.tar'), 'twin')
    rmSync(join(folder, 'backup.json'))
    for (const name of ['backup.json', 'log.sqlite', 'standing.sqlite', 'witness.sqlite'])
      rmSync(join(twin, name))
    const other = await serve(twin)
    const [kept, former] = [statements, ledger]
    try {
      ;[statements, ledger] = [makeStatements(consortium.station, 3), other]
      await sync(1)
      await expect(serve(folder, { ask: [other.url] })).rejects.toMatchObject({
        code: 'log-view-differs',
        detail: { who: other.url, size: 4 },
      })
    } finally {
      ;[statements, ledger] = [kept, former]
      await other.close()
    }
  })
})
