import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { formatCheckpoint } from '../../core/log/checkpoint.ts'
import { cosign } from '../../core/log/cosignature.ts'
import { appendSignature, formatSignatureLine, signNote } from '../../core/log/note.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { fetchBounded } from '../../sync/ledger/http/fetch-bounded.ts'
import { readLog } from '../../sync/ledger/log/log-reader.ts'
import { type MirroredLog, mirrorLog } from '../../sync/ledger/mirrors/mirror-log.ts'
import { type MirrorStore, openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { runStationSession } from '../../sync/replication/station-session.ts'
import { startLedgerProcess } from './ledger-process.ts'
import { gtin, StatingStation } from './stated-events.ts'
import { makeTrainingConsortium, sealBatch, type TrainingConsortium } from './training-consortium.ts'

const MIB = 1024 * 1024

let consortium: TrainingConsortium
let folder: string
let copy: MirrorStore
const undo: (() => unknown)[] = []
beforeEach(() => {
  consortium = makeTrainingConsortium()
  folder = mkdtempSync(join(tmpdir(), 'bondmark-hostile-member-'))
  copy = openMirrorStore(join(folder, 'mirror.sqlite'))
  undo.push(
    () => rmSync(folder, { recursive: true, force: true }),
    () => copy.close(),
    () => consortium.remove(),
  )
})
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

const mirrored = (): MirroredLog => ({
  origin: consortium.logSigner.name,
  vkeys: [consortium.logVkey],
  witnessVkeys: [consortium.witnessVkey],
  k: 1,
})

/** What a log with this key may sign, and a witness cosign: neither sees what the pages will be. */
function checkpointOf(size: number): string {
  const { logSigner, witnessSigner } = consortium
  const text = formatCheckpoint({ origin: logSigner.name, size, root: new Uint8Array(32) })
  const line = cosign({ ...witnessSigner, noteText: text, timestamp: 1_790_000_000 })
  return appendSignature(signNote(text, [logSigner]), line)
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  undo.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a mirror of a hostile member', () => {
  it('stops unpacking a bundle that is nothing but zeros, without end', async () => {
    // Members of a gzip file may follow each other: 16 KiB on the wire are 16 MiB, and there is always one more.
    const bomb = gzipSync(Buffer.alloc(16 * MIB))
    let sent = 0
    const url = await serve((request, response) => {
      if (request.url === '/checkpoint') return response.end(checkpointOf(256))
      response.writeHead(200, { 'Content-Encoding': 'gzip' })
      const more = () => {
        while (!response.destroyed && sent < 64 * MIB) {
          sent += bomb.length
          if (!response.write(bomb)) return response.once('drain', more)
        }
        return response.end()
      }
      more()
    })
    await expect(mirrorLog(mirrored(), copy, readLog(url, fetchBounded))).rejects.toMatchObject({
      code: 'log-answer-wrong',
    })
    expect(copy.taken()).toBe(0)
    // What lies in the sockets' buffers, and not the gigabytes that would have come of it.
    expect(sent).toBeLessThan(16 * MIB)
  })

  it('takes no checkpoint with a thousand signatures, and none that is longer than a note', async () => {
    const { name } = consortium.logSigner
    const line = formatSignatureLine(name, new Uint8Array(4), new Uint8Array(64))
    const short = formatSignatureLine('w', new Uint8Array(4), new Uint8Array(1))
    for (const [lines, code] of [
      [line.repeat(1_000), 'log-answer-wrong'],
      [short.repeat(1_000), 'note-malformed'],
    ] as const) {
      const url = await serve((_, response) => response.end(checkpointOf(3) + lines))
      await expect(mirrorLog(mirrored(), copy, readLog(url, fetchBounded))).rejects.toMatchObject({ code })
    }
  })
})

describe('a member who lists what is not its own', () => {
  it("takes no other member's log, station or page away", async () => {
    const { logSigner, station, supervisor, logVkey, witnessVkey } = consortium
    const evil = signerFromSeed(generateSeed())
    const since = { from: '2026-01-01T00:00:00.000Z' }
    const hostile = makeTrainingConsortium(
      (payload) => ({
        ...payload,
        keys: [
          ...payload.keys,
          {
            kid: kidOf(evil.publicKey),
            key: toBase64Url(evil.publicKey),
            use: 'log',
            name: logSigner.name,
            ...since,
          },
          {
            kid: station.kid,
            key: toBase64Url(station.publicKey),
            use: 'station',
            name: 'station/MINE',
            ...since,
          },
        ],
        revocations: [{ kid: station.kid, at: since.from }],
      }),
      'acme-brands',
    )
    undo.push(() => hostile.remove())
    const members = join(folder, 'members')
    mkdirSync(members)
    copyFileSync(hostile.membershipFile, join(members, 'acme-brands.json'))
    const ledger = await startLedgerProcess(consortium, ['--members', members])
    undo.push(() => ledger.kill())

    const stating = new StatingStation(station)
    stating.commission('B7QC0123456789Y')
    const batch = sealBatch(station, supervisor, 1, stating.statements)
    const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
    const task = { url: ledger.url, station: station.issuer, kid: station.kid, batch, ...trust }
    const hooks = { sign: async (message: Uint8Array) => station.sign(message), onProgress: () => undefined }
    const { receipts } = await runStationSession({ ...task, silenceMsMax: 30_000 }, hooks)
    expect(receipts).toHaveLength(2)

    const page = async () => {
      const response = await fetch(`${ledger.url}/01/${gtin}/21/B7QC0123456789Y`, {
        headers: { Accept: 'text/html', 'Accept-Language': 'en' },
      })
      return { status: response.status, text: await response.text() }
    }
    await expect.poll(async () => (await page()).text).toContain('cosigned by 1 other key')
    const { status, text } = await page()
    expect(status).toBe(200)
    expect(text).toContain('LBL07')
    expect(text).not.toContain('acme-brands')
  })
})
