import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatVkey } from '../../../core/log/vkey.ts'
import { generateSeed, signerFromSeed } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { postText } from '../http/post-text.ts'
import { type RunningWitness, serveWitness } from '../witness/witness.ts'
import { type LogStore, openLogStore } from './log-store.ts'
import { createPublisher } from './publisher.ts'
import { restoredGuard } from './restored-guard.ts'

const log = { ...signerFromSeed(generateSeed()), name: 'ledger.example/bondmark/a' }
const cosigners = [1, 2, 3].map((n) => ({ ...signerFromSeed(generateSeed()), name: `witness.example/w${n}` }))

let folder: string
let whole: LogStore
let restored: LogStore
let running: RunningWitness[]

const serve = (n: number, port = 0) =>
  serveWitness({
    file: join(folder, `witness-${n}.sqlite`),
    host: '127.0.0.1',
    port,
    signer: cosigners[n] as (typeof cosigners)[number],
    logVkeys: () => [formatVkey(log.name, 1, log.publicKey)],
    now: () => 1_790_000_000,
    logger: createLogger({ name: 'test', level: 'silent' }),
  })
const asked = () =>
  running.map(({ url }, n) => {
    const { name = '', publicKey = new Uint8Array() } = cosigners[n] ?? {}
    return { url, vkey: formatVkey(name, 4, publicKey) }
  })
const append = (store: LogStore, from: number, count: number) =>
  store.append(
    Array.from({ length: count }, (_, i) => {
      const id = (from + i).toString(16).padStart(64, '0')
      return { id, kid: 'ab'.repeat(32), contentType: 'test', bytes: Buffer.from(`entry ${from + i}`) }
    }),
  )

/** A log of four entries, cosigned by the first two of three witnesses, and a backup of it from when it had two. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-restored-'))
  whole = openLogStore(join(folder, 'whole.sqlite'))
  restored = openLogStore(join(folder, 'log.sqlite'))
  running = await Promise.all([0, 1, 2].map((n) => serve(n)))
  const publisher = createPublisher(whole, log, asked().slice(0, 2), postText)
  for (const store of [whole, restored]) append(store, 0, 2)
  const checkpoint = await publisher.publish()
  if (checkpoint !== null) restored.addCheckpoint(checkpoint)
  append(whole, 2, 2)
  await publisher.publish()
  publisher.close()
  const marker = { format: 'bondmark/ledger-backup/1', madeAt: '2026-11-26T00:00:00.000Z' }
  writeFileSync(join(folder, 'backup.json'), JSON.stringify(marker))
})
afterEach(async () => {
  await Promise.all(running.map((witness) => witness.close()))
  for (const store of [whole, restored]) store.close()
  rmSync(folder, { recursive: true })
})

const guard = (independent = asked(), k = 2) =>
  restoredGuard(folder, true, restored, log, { own: [], independent, k, copies: [] })()

describe('a log in a restored folder', () => {
  it('signs nothing on the word of a witness that need not have seen its newest checkpoint', async () => {
    const independent = asked()
    for (const witness of running.splice(0, 2)) await witness.close()
    await expect(guard(independent)).rejects.toMatchObject({
      code: 'witnesses-missing',
      detail: { found: 1, needed: 2 },
    })
    expect(existsSync(join(folder, 'backup.json'))).toBe(true)
  })

  it('learns what it lacks from any of those who cosigned it', async () => {
    await expect(guard()).rejects.toMatchObject({ code: 'log-rolled-back', detail: { size: 2, known: 4 } })
  })

  it('goes on once enough have seen no more than it has', async () => {
    const marked = restoredGuard(folder, true, whole, log, {
      own: [],
      independent: asked(),
      k: 2,
      copies: [],
    })
    await marked()
    expect(existsSync(join(folder, 'restored.json'))).toBe(true)
  })
})
