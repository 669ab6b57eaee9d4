import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Encrypter } from 'age-encryption'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wallClock } from '../../platform/clock/clock.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { openServiceStore } from '../../platform/service/service-store.ts'
import { checkService } from '../fsck/check-service.ts'
import { knownBackups } from './known-backups.ts'
import { makeBackup } from './make-backup.ts'
import { readBackup } from './read-archive.ts'

const fixture = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))
const PASSPHRASE = 'four little words here'

let scratch: string
let workspace: string
let plain: Buffer
let sealed: Buffer

const make = (out: string, passphrase: string | null = null) =>
  makeBackup({ workspace, out, passphrase }, wallClock, () => {})
const read = (file: string, passphrase = PASSPHRASE) =>
  readBackup({ file, passphrase: async () => passphrase })

/** What reading these bytes as a backup comes to: null, or the code of the refusal. */
async function refusalOf(bytes: Uint8Array): Promise<string | null> {
  const file = join(scratch, 'changed')
  writeFileSync(file, bytes)
  try {
    await read(file)
    return null
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

const refusals = ['backup-damaged', 'backup-foreign', 'backup-newer', 'backup-passphrase-wrong']

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'bondmark-backup-'))
  workspace = join(scratch, 'w')
  cpSync(fixture, workspace, { recursive: true })
  const service = openServiceStore(join(workspace, 'service.sqlite'))
  service.keys.add('wms', ['decide'], '2026-11-26T09:00:00.000+08:00')
  service.close()
  await make(join(scratch, 'plain'))
  plain = readFileSync(join(scratch, 'plain'))
  // The same contents under a cheap scrypt, so that hundreds of changed files can be read.
  const encrypter = new Encrypter()
  encrypter.setPassphrase(PASSPHRASE)
  encrypter.setScryptWorkFactor(2)
  sealed = Buffer.from(await encrypter.encrypt(new Uint8Array(plain)))
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a backup', () => {
  it('says whose it is and where the chain had come to', async () => {
    const { header, encrypted } = await read(join(scratch, 'plain'))
    const db = new Database(join(workspace, 'station.sqlite'), { readonly: true })
    const head = db
      .prepare(
        'SELECT seq, lower(hex(id)) AS id FROM statement WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1',
      )
      .get()
    db.close()
    expect(encrypted).toBe(false)
    expect(header).toMatchObject({ training: true, station: 'LBL07', statements: 32, receipts: 32, head })
  })

  it('holds the keys of other systems, put away before what they are told', async () => {
    const { header } = await read(join(scratch, 'plain'))
    const names = header.files.map(({ name }) => name)
    expect(names.indexOf('service.sqlite')).toBe(names.indexOf('station.sqlite') - 1)
    const wrong: string[] = []
    checkService(join(workspace, 'service.sqlite'), (_, where) => wrong.push(where))
    expect(wrong).toEqual([])
  })

  it('under a passphrase is read with it, and with no other', async () => {
    const file = join(scratch, 'under-a-passphrase')
    const made = await make(file, PASSPHRASE)
    expect(made.encrypted).toBe(true)
    expect(readFileSync(file).includes('station.sqlite')).toBe(false)
    expect((await read(file)).header).toEqual(made.header)
    await expect(read(file, 'four little words heRe')).rejects.toMatchObject({
      code: 'backup-passphrase-wrong',
    })
  })

  it('holds the databases whole, with everything that stood in the WAL alone', async () => {
    const writer = new Database(join(workspace, 'station.sqlite'))
    writer.pragma('wal_autocheckpoint = 0')
    writer.exec("INSERT INTO setting (name, value) VALUES ('in-the-wal', '1')")
    const copy = join(scratch, 'copy.sqlite')
    await make(join(scratch, 'with-wal'))
    const { createWriteStream } = await import('node:fs')
    await readBackup({
      file: join(scratch, 'with-wal'),
      passphrase: async () => PASSPHRASE,
      sink: async ({ name }) => {
        const out = createWriteStream(name === 'station.sqlite' ? copy : join(scratch, 'other'))
        return {
          write: (piece) => new Promise<void>((done) => out.write(piece, () => done())),
          end: () => new Promise<void>((done) => out.end(() => done())),
        }
      },
    })
    writer.exec("DELETE FROM setting WHERE name = 'in-the-wal'")
    writer.close()
    const db = new Database(copy, { readonly: true })
    expect(db.prepare("SELECT value FROM setting WHERE name = 'in-the-wal'").pluck().get()).toBe('1')
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  })

  it('leaves nothing of its making behind, and is remembered', async () => {
    // A reader of a database leaves SQLite's own files beside it.
    const left = () => readdirSync(workspace).filter((name) => !/-(wal|shm)$/.test(name))
    const before = left()
    const made = await make(join(scratch, 'again'))
    expect(left()).toEqual(before)
    expect(existsSync(`${made.file}.part`)).toBe(false)
    expect(knownBackups(join(workspace, 'backups.json'))[0]).toMatchObject({
      file: made.file,
      bytes: made.bytes,
      statements: 32,
      encrypted: false,
    })
  })

  it('replaces an older backup, and nothing that is none', async () => {
    const file = join(scratch, 'replaced')
    copyFileSync(join(scratch, 'plain'), file)
    await make(file)
    expect((await read(file)).header.statements).toBe(32)
    writeFileSync(file, 'Minutes of the meeting')
    await expect(make(file)).rejects.toMatchObject({ code: 'backup-out-taken' })
    expect(readFileSync(file, 'utf8')).toBe('Minutes of the meeting')
  })

  it('is not made of a statement that is no longer what was signed', async () => {
    const rotten = join(scratch, 'rotten')
    cpSync(fixture, rotten, { recursive: true })
    const db = new Database(join(rotten, 'station.sqlite'))
    db.exec(
      "DROP TRIGGER statement_no_update; UPDATE statement SET bytes = CAST(bytes || x'00' AS BLOB) WHERE n = 7; PRAGMA wal_checkpoint(TRUNCATE)",
    )
    db.close()
    const out = join(scratch, 'of-rotten')
    await expect(
      makeBackup({ workspace: rotten, out, passphrase: null }, wallClock, () => {}),
    ).rejects.toMatchObject({ code: 'backup-source-damaged', detail: { statement: 7 } })
    expect(existsSync(out)).toBe(false)
    expect(existsSync(`${out}.part`)).toBe(false)
  })

  it('is made by one at a time', async () => {
    const lock = await holdLock(join(workspace, 'backup.lock'), { waitMsMax: 0 })
    await expect(make(join(scratch, 'second'))).rejects.toMatchObject({ code: 'backup-running' })
    lock.release()
  })
})

describe.each([
  ['plain', () => plain],
  ['encrypted', () => sealed],
])('a %s backup', (_, whole) => {
  it('as it was written is taken', async () => {
    expect(await refusalOf(whole())).toBeNull()
  })

  it('is refused for any changed byte', async () => {
    const size = whole().length
    const places = fc.oneof(fc.integer({ min: 0, max: size - 1 }), fc.integer({ min: 0, max: 4_000 }))
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(whole())
        bytes[at] = (bytes[at] ?? 0) ^ change
        expect(refusals).toContain(await refusalOf(bytes))
      }),
      { numRuns: 250 },
    )
  })

  it('is refused when it is cut off anywhere, or goes on', async () => {
    const size = whole().length
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 0, max: size - 1 }), fc.integer({ min: size - 2_000, max: size - 1 })),
        async (length) => {
          expect(refusals).toContain(await refusalOf(whole().subarray(0, length)))
        },
      ),
      { numRuns: 80 },
    )
    for (const more of [Buffer.alloc(1), Buffer.alloc(512), Buffer.alloc(10_240), whole()])
      expect(refusals).toContain(await refusalOf(Buffer.concat([whole(), more])))
  })

  it('is refused when two of its pieces change places, one is missing or comes twice', async () => {
    const CHUNK = 64 * 1024 + 16
    const at = whole().length % CHUNK
    const chunk = (n: number) => whole().subarray(at + n * CHUNK, at + (n + 1) * CHUNK)
    const [head, a, b, rest] = [whole().subarray(0, at), chunk(0), chunk(1), whole().subarray(at + 2 * CHUNK)]
    for (const parts of [
      [head, b, a, rest],
      [head, b, rest],
      [head, a, a, b, rest],
    ])
      expect(refusals).toContain(await refusalOf(Buffer.concat(parts)))
  })
})

describe('a file that is no backup', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(4096)],
    ['a header without an end', Buffer.from(`age-encryption.org/v1\n-> scrypt ${'A'.repeat(100_000)}`)],
    [
      'one that asks for a gigabyte of scrypt',
      Buffer.from(
        `age-encryption.org/v1\n-> scrypt ${'A'.repeat(22)} 20\n${'A'.repeat(43)}\n--- ${'A'.repeat(43)}\n${'A'.repeat(64)}`,
      ),
    ],
    [
      'one for a key and not a passphrase',
      Buffer.from('age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n'),
    ],
  ])('%s is refused', async (_, bytes) => {
    expect(['backup-foreign', 'backup-damaged']).toContain(await refusalOf(bytes))
  })

  it('a backup of a newer release says so', async () => {
    const bytes = Buffer.from(plain)
    const at = bytes.indexOf('bondmark/backup/1')
    bytes.write('bondmark/backup/2', at, 'latin1')
    expect(await refusalOf(bytes)).toBe('backup-newer')
  })

  it('a ledger’s backup is told from one that was changed', async () => {
    const bytes = Buffer.from(plain)
    const at = bytes.indexOf('"bondmark/backup/1"')
    bytes.write('"bondmark/ledger-backup/1"'.padEnd(40), at, 'latin1')
    // What was overwritten leaves no JSON behind; only the name of the format counts here.
    const end = bytes.indexOf('\0', at)
    bytes.fill(' ', at + 26, end)
    bytes.write('}', at + 26, 'latin1')
    expect(await refusalOf(bytes)).toBe('backup-of-ledger')
  })
})
