import { once } from 'node:events'
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { openNote } from '../../core/log/note.ts'
import { decodeEntryBundle, tilePath } from '../../core/log/tiles.ts'
import { leafHash, rootOf } from '../../core/log/tree.ts'
import { signMembership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { openLedgerKeys } from '../../sync/ledger/ledger-keys.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerHere, startLedgerHere } from './ledger-here.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

let consortium: TrainingConsortium
const undo: (() => Promise<unknown>)[] = []
beforeEach(() => {
  consortium = makeTrainingConsortium()
})
afterEach(async () => {
  for (const each of undo.splice(0)) await each()
  consortium.remove()
})

async function start(where: Parameters<typeof startLedgerHere>[0] = consortium): Promise<LedgerHere> {
  const ledger = await startLedgerHere(where)
  undo.push(() => ledger.close())
  return ledger
}

async function startProgram(): Promise<LedgerProcess> {
  const ledger = await startLedgerProcess(consortium)
  undo.push(() => ledger.kill())
  return ledger
}

async function log(ledger: LedgerHere, count: number, n = 1) {
  const { station, supervisor, logVkey, witnessVkey } = consortium
  const batch = sealBatch(station, supervisor, n, makeStatements(station, count))
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  return syncBatch({ url: ledger.url, station: station.issuer, batch, identity: station, ...trust })
}

const bytesOf = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer())

describe("a ledger's log", () => {
  it('can be followed by anyone from its static tiles', async () => {
    const ledger = await start()
    await log(ledger, 300)
    const note = await (await fetch(`${ledger.url}/checkpoint`)).text()
    const opened = openNote(note, [ledger.logVkey, ledger.witnessVkey], verifyEd25519)
    expect(opened.verified.map(({ name }) => name)).toEqual([
      consortium.logSigner.name,
      consortium.witnessSigner.name,
    ])
    const { size, root } = parseCheckpoint(opened.text)
    expect(size).toBe(301)
    const tile = (level: number | 'entries', index: number, width: number) =>
      bytesOf(`${ledger.url}/${tilePath({ level, index, width })}`)
    const entries = [await tile('entries', 0, 256), await tile('entries', 1, 45)].flatMap(decodeEntryBundle)
    const leaves = entries.map(leafHash)
    expect(toHex(rootOf(leaves))).toBe(toHex(root))
    const hashes = Buffer.concat([await tile(0, 0, 256), await tile(0, 1, 45)])
    expect(hashes.equals(Buffer.concat(leaves))).toBe(true)
    expect(toHex(await tile(1, 0, 1))).toBe(toHex(rootOf(leaves.slice(0, 256))))
  })

  it.each([
    ['gzip, deflate', 'gzip'],
    ['gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['br', undefined],
    ['identity', undefined],
  ])('gives a client that accepts %j its entries as %s', async (accepted, encoding) => {
    const ledger = await start()
    await log(ledger, 2)
    const { hostname, port } = new URL(ledger.url)
    const path = `/${tilePath({ level: 'entries', index: 0, width: 3 })}`
    const asked = request({ host: hostname, port, path, headers: { 'Accept-Encoding': accepted } })
    const [response] = await once(asked.end(), 'response')
    const body = Buffer.concat(await response.toArray())
    expect(response.headers).toMatchObject({ vary: 'Accept-Encoding' })
    expect(response.headers['content-encoding']).toBe(encoding)
    expect(decodeEntryBundle(encoding === 'gzip' ? gunzipSync(body) : body)).toHaveLength(3)
  })

  it('serves no tile that its checkpoint does not cover', async () => {
    const ledger = await start()
    expect((await fetch(`${ledger.url}/checkpoint`)).status).toBe(404)
    await log(ledger, 3)
    for (const path of [
      'tile/0/000',
      'tile/0/000.p/5',
      'tile/1/000.p/1',
      'tile/0/001',
      'tile/0/0',
      'tile/../keys.json',
    ]) {
      expect((await fetch(`${ledger.url}/${path}`)).status, path).toBe(404)
    }
    expect((await fetch(`${ledger.url}/tile/0/000.p/4`)).status).toBe(200)
  })

  it('answers only to loopback names', async () => {
    const ledger = await start()
    const { port } = new URL(ledger.url)
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port, path: '/health', headers: { Host: 'evil.example' } },
        (r) => {
          r.resume()
          resolve(r.statusCode)
        },
      )
      asked.on('error', reject).end()
    })
    expect(status).toBe(421)
  })

  it.each(['//', 'http://['])('takes %s for the mistake that it is', async (path) => {
    const ledger = await start()
    const { port, host } = new URL(ledger.url)
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers: { Host: host } }, (r) => {
        r.resume()
        resolve(r.statusCode)
      })
      asked.on('error', reject).end()
    })
    expect(status).toBe(400)
  })

  it('cannot be changed, not even in its own database', async () => {
    const ledger = await start()
    await log(ledger, 3)
    await ledger.close()
    const db = new Database(join(consortium.data, 'log.sqlite'))
    for (const table of ['entries', 'nodes', 'checkpoints']) {
      expect(() => db.exec(`DELETE FROM ${table}`), table).toThrow('only grows')
      expect(() => db.exec(`UPDATE ${table} SET rowid = 99`), table).toThrow()
    }
    db.close()
  })

  it('is not served after it lost what it had shown', async () => {
    const ledger = await start()
    await log(ledger, 5)
    await ledger.close()
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(consortium.data, `log.sqlite${suffix}`), { force: true })
    await expect(start()).rejects.toMatchObject({
      failure: { code: 'log-rolled-back', detail: { size: 0, known: 6 } },
    })
  })
})

describe('the ledger program', () => {
  it('ends with its parent', async () => {
    const ledger = await startProgram()
    const exited = new Promise((resolve) => ledger.child.once('exit', resolve))
    ledger.child.disconnect()
    expect(await exited).toBe(0)
  })

  it('ends cleanly on SIGTERM', async () => {
    expect(await (await startProgram()).end()).toBe(0)
  })

  it('is the same training log wherever it is served', async () => {
    const here = await start()
    const there = await start({ ...consortium, data: join(consortium.folder, 'elsewhere') })
    expect([there.origin, there.logVkey, there.witnessVkey]).toEqual([
      here.origin,
      here.logVkey,
      here.witnessVkey,
    ])
    expect(here.logVkey).toBe(consortium.logVkey)
  })

  it('serves a folder only once at a time', async () => {
    await startProgram()
    await expect(startProgram()).rejects.toMatchObject({ failure: { code: 'ledger-in-use' } })
  })

  it('says which file it cannot read', async () => {
    writeFileSync(consortium.membershipFile, 'garbage')
    await expect(startProgram()).rejects.toMatchObject({ failure: { code: 'membership-malformed' } })
    rmSync(consortium.membershipFile)
    await expect(startProgram()).rejects.toMatchObject({ failure: { code: 'ledger-membership-unreadable' } })
  })

  it('refuses a membership that its first administrators did not sign', async () => {
    await (await start()).close()
    const { payload, membershipFile } = consortium
    const other = makeTrainingConsortium()
    const forged = signMembership(
      { ...payload, keys: other.payload.keys },
      [other.administrator],
      1_790_000_001,
    )
    other.remove()
    writeFileSync(membershipFile, writeMembershipFile(forged))
    await expect(start()).rejects.toMatchObject({ failure: { code: 'membership-not-administrator' } })
  })
})

describe('a trust file beside the membership', () => {
  const write = (administrators: readonly TrainingConsortium['administrator'][], threshold: number) => {
    const { logVkey, witnessVkey } = consortium
    const trust = {
      format: 'bondmark/trust/1',
      administrators: administrators.map(({ publicKey }) => toBase64Url(publicKey)),
      threshold,
      logs: [logVkey],
      witnesses: [witnessVkey],
      k: 1,
      membershipHead: '00'.repeat(32),
    }
    const file = join(consortium.folder, 'trust.json')
    writeFileSync(file, JSON.stringify(trust))
    return file
  }
  const pin = () => join(consortium.data, 'administrators.json')

  it('is pinned by the first start, so that it may go', async () => {
    const file = write([consortium.administrator], 1)
    await (await start()).close()
    expect(existsSync(pin())).toBe(true)
    await (await start()).close()
    rmSync(file)
    await (await start()).close()
  })

  it('that names others is refused at the first start, and nothing is pinned', async () => {
    write([consortium.supervisor], 1)
    await expect(start()).rejects.toMatchObject({ failure: { code: 'membership-not-administrator' } })
    expect(existsSync(pin())).toBe(false)
  })

  it('that names others later is refused, whoever signed the membership', async () => {
    await (await start()).close()
    const { payload, membershipFile, operator, administrator, supervisor } = consortium
    const file = write([operator], 1)
    const forged = signMembership(payload, [operator], 1_790_000_001)
    writeFileSync(membershipFile, writeMembershipFile(forged))
    const refused = { failure: { code: 'ledger-trust-differs', detail: { trust: file, pin: pin() } } }
    await expect(start()).rejects.toMatchObject(refused)
    write([administrator, supervisor], 1)
    await expect(start()).rejects.toMatchObject(refused)
  })
})

describe('a real ledger', () => {
  const sign = (change: (payload: TrainingConsortium['payload']) => TrainingConsortium['payload']) => {
    const { payload, administrator, membershipFile } = consortium
    const { training: _, ...real } = payload
    const statements = signMembership(change(real), [administrator], 1_790_000_000)
    writeFileSync(membershipFile, writeMembershipFile(statements))
  }

  it('makes its own keys and waits until they are listed', async () => {
    sign((payload) => payload)
    await expect(start()).rejects.toMatchObject({ failure: { code: 'log-not-in-membership' } })
    expect(statSync(join(consortium.data, 'keys.json')).mode & 0o777).toBe(0o600)
    const seeds = openLedgerKeys(consortium.data, null)
    const keys = {
      log: signerFromSeed(seeds.log).publicKey,
      witness: signerFromSeed(seeds.witness).publicKey,
    }
    sign((payload) => ({
      ...payload,
      keys: payload.keys.map((key) => {
        if (key.use !== 'log' && key.use !== 'witness') return key
        return { ...key, kid: kidOf(keys[key.use]), key: toBase64Url(keys[key.use]) }
      }),
    }))
    expect((await start()).logVkey).not.toBe(consortium.logVkey)
  })

  it('refuses a training membership, and a training ledger a real one', async () => {
    await (await start()).close()
    sign((payload) => payload)
    await expect(start()).rejects.toMatchObject({ failure: { code: 'ledger-training-mismatch' } })
  })
})
