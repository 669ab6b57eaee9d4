import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { readMembership, trustNamedBy } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { auditLog } from '../../main/ledger-audit/audit-log.ts'
import { openAuditStore } from '../../main/ledger-audit/audit-store.ts'
import { checkLedger } from '../../main/ledger-fsck/check-ledger.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { SealedBatch } from '../../sync/documents/batch-document.ts'
import { fetchBounded } from '../../sync/ledger/http/fetch-bounded.ts'
import { checkRecovered, everListed } from '../../sync/ledger/log/check-recovered.ts'
import { readLog } from '../../sync/ledger/log/log-reader.ts'
import { openLogStore } from '../../sync/ledger/log/log-store.ts'
import { openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { webSocketSession } from '../../sync/replication/session-socket.ts'
import { runStationSession } from '../../sync/replication/station-session.ts'
import { type LedgerHere, startLedgerHere } from './ledger-here.ts'
import { openSession } from './open-session.ts'
import {
  makeParty,
  makeStatements,
  makeTrainingConsortium,
  type Party,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

/** A second listed station, with a key of its own. */
const second = makeParty('station', 'LBL08')
const folder = mkdtempSync(join(tmpdir(), 'bondmark-insider-'))
let consortium: TrainingConsortium
let ledger: LedgerHere
beforeAll(async () => {
  consortium = makeTrainingConsortium((payload) => ({
    ...payload,
    keys: [
      ...payload.keys,
      {
        kid: second.kid,
        key: toBase64Url(second.publicKey),
        use: 'station',
        name: 'station/LBL08',
        from: '2026-01-01T00:00:00.000Z',
      },
    ],
  }))
  ledger = await startLedgerHere(consortium)
})
afterAll(async () => {
  await ledger.close()
  consortium.remove()
  rmSync(folder, { recursive: true, force: true })
})

const bring = (station: Party, batch: SealedBatch) => {
  const { logVkey, witnessVkey } = consortium
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  const task = { url: ledger.url, station: station.issuer, kid: station.kid, batch, ...trust }
  const hooks = { sign: async (message: Uint8Array) => station.sign(message), onProgress: () => undefined }
  return runStationSession({ ...task, silenceMsMax: 30_000 }, hooks)
}
const membership = () => {
  const statements = readMembershipFile(readFileSync(consortium.membershipFile, 'utf8'))
  return readMembership(statements, trustNamedBy(statements), verifyEd25519)
}
const entries = async () =>
  ((await (await fetch(`${ledger.url}/health`)).json()) as { entries: number }).entries

/** What an auditor says of the ledger who sees its pages alone. */
async function audit() {
  const { head, payload } = membership()
  const copy = openMirrorStore(join(folder, 'copy.sqlite'))
  const store = openAuditStore(join(folder, 'audit.sqlite'))
  const { logSigner, logVkey, witnessVkey } = consortium
  try {
    const answer = await auditLog({
      log: { origin: logSigner.name, vkeys: [logVkey], witnessVkeys: [witnessVkey], k: 1 },
      reader: readLog(ledger.url, fetchBounded),
      keys: {
        newest: { head, payload },
        byKid: new Map(payload.keys.map((key) => [key.kid, { key, membership: { head, payload } }])),
      },
      copy,
      store,
      views: [],
      again: false,
      goOn: () => true,
      onProgress: () => {},
    })
    return { ...answer, entries: copy.entries(0, answer.size) }
  } finally {
    store.close()
    copy.close()
  }
}

describe('a listed station that a supervisor helps', () => {
  it('cannot discredit its ledger by what is refused of its batches, nor keep it from being brought back', async () => {
    const { station, supervisor, operator } = consortium
    const good = makeStatements(station, 3)
    const last = { seq: 3, id: good.at(-1)?.id ?? '' }
    const forged = makeStatements({ ...station, sign: operator.sign }, 2, last)
    const first = await bring(station, sealBatch(station, supervisor, 1, [...good, ...forged]))
    expect(first.refused.map(({ code }) => code)).toEqual(['statement-forged', 'statement-forged'])
    await bring(station, sealBatch(station, supervisor, 2, makeStatements(station, 2, last), 4))
    // Another end of the same run: refused, proven, and sealed all the same.
    const other = [...good, ...makeStatements(station, 2, last)]
    const third = await bring(station, sealBatch(station, supervisor, 3, other))
    expect(third.refused[0]?.code).toBe('entry-equivocation')

    const { ok, problems, unfulfilled, entries: logged } = await audit()
    expect({ ok, problems, unfulfilled }).toEqual({ ok: true, problems: [], unfulfilled: 2 })
    expect(checkLedger(consortium.data)).toMatchObject({ ok: true, problems: [] })
    const store = openLogStore(join(folder, 'again.sqlite'))
    for (const [leaf, bytes] of logged.entries()) {
      const { id, kid, seq, prev, contentType } = checkRecovered(
        bytes,
        leaf,
        store,
        everListed([membership()]),
      )
      store.append([
        { id, kid, bytes, contentType, ...(seq !== undefined && prev !== undefined && { seq, prev }) },
      ])
    }
    expect(store.size()).toBe(logged.length)
    store.close()
  })

  it('has overlapping batches logged once, whatever is sealed how often', async () => {
    const { supervisor } = consortium
    const made = makeStatements(second, 6)
    await bring(second, sealBatch(second, supervisor, 1, made.slice(0, 4)))
    const before = await entries()
    const { receipts } = await bring(second, sealBatch(second, supervisor, 2, made.slice(2), 3))
    expect(receipts.map(({ id }) => id).slice(0, 4)).toEqual(made.slice(2).map(({ id }) => id))
    // Two statements and the manifest.
    expect(await entries()).toBe(before + 3)
    const logged = (await audit()).entries.map((bytes) => readStatement(bytes, sha256Native).id)
    expect(new Set(logged).size).toBe(logged.length)
  })

  it("cannot seal or bring another's statements in its own session", async () => {
    const { station, supervisor } = consortium
    const before = await entries()
    const theirs = makeStatements(second, 2, { seq: 6, id: 'ab'.repeat(32) })
    await expect(bring(station, sealBatch(second, supervisor, 9, theirs, 7))).rejects.toMatchObject({
      code: 'document-frozen',
      detail: { reason: 'manifest-mismatch' },
    })
    // The same under a manifest of its own: each is refused as another's.
    const { refused } = await bring(station, sealBatch(station, supervisor, 10, theirs, 7))
    expect(refused.map(({ code }) => code)).toContain('entry-of-another')
    expect(await entries()).toBeLessThanOrEqual(before + 1)
  })

  it('who pings and hears nothing is cut off, and fills no memory', async () => {
    const socket = new WebSocket(`${ledger.url.replace('http', 'ws')}/session`, { perMessageDeflate: false })
    socket.on('error', () => undefined)
    const raw = new Promise<Socket>((resolve) => socket.once('upgrade', (r) => resolve(r.socket)))
    await once(socket, 'open')
    await openSession(
      {
        socket: webSocketSession(socket),
        bytes: () => ({ bytesSent: 0, bytesReceived: 0 }),
        close: async () => {},
      },
      consortium,
    )
    const wire = await raw
    wire.pause()
    const closed = new Promise((resolve) => wire.once('close', resolve))
    const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)])
    const flood = Buffer.concat(Array.from({ length: 8_000 }, () => ping))
    for (let n = 0; n < 100 && !wire.destroyed; n += 1) {
      wire.write(flood)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await closed
    expect(wire.bytesWritten).toBeLessThan(100 * flood.length)
    expect((await fetch(`${ledger.url}/health`)).status).toBe(200)
  })
})
