import { readFileSync } from 'node:fs'
import { change, clone, getLastLocalChange } from '@automerge/automerge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import type { LineTally } from '../../core/progress/line-tally.ts'
import { sumTallies } from '../../core/progress/sum-tallies.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { loadWorkspace, wordKey, workspaceActor } from '../../sync/documents/workspace-document.ts'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { documentTags, readFrames } from '../../sync/replication/session-frames.ts'
import { ledgerMessage } from '../../sync/replication/session-message.ts'
import { openSession } from '../../sync/replication/station-handshake.ts'
import { shareTallies } from '../../sync/replication/workspace-station-session.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import {
  makeParty,
  makeTrainingConsortium,
  type Party,
  type TrainingConsortium,
} from './training-consortium.ts'

const WAREHOUSE = '9506000140445'
const hex = (n: number) => n.toString(16).padStart(64, '0')

let consortium: TrainingConsortium
let ledger: LedgerProcess
let stations: Party[]
beforeAll(async () => {
  const more = ['LBL08', 'LBL09', 'LBL10', 'LBL11'].map((name) => makeParty('station', name))
  const gone = makeParty('station', 'LBL07')
  consortium = makeTrainingConsortium((payload) => ({
    ...payload,
    keys: [
      ...payload.keys,
      ...[...more, gone].map(({ kid, publicKey, issuer }) => ({
        kid,
        key: toBase64Url(publicKey),
        use: 'station' as const,
        name: `station/${issuer.split('/').at(-1)}`,
        from: '2026-01-01T00:00:00.000Z',
      })),
    ],
    revocations: [{ kid: gone.kid, at: '2026-02-01T00:00:00.000Z', lastGoodSeq: 20 }],
  }))
  stations = [consortium.station, ...more, gone]
  ledger = await startLedgerProcess(consortium)
})
afterAll(async () => {
  await ledger.kill()
  consortium.remove()
})

const tally = (received: number, seq: number, over: Partial<LineTally> = {}): LineTally => ({
  ...{ asn: 'ASN-1', line: '1', lot: 'L1', gtin: '09506000134352', planned: 100, revision: 1, plan: hex(9) },
  ...{
    received,
    labeled: 0,
    passed: 0,
    short: 0,
    damaged: 0,
    held: false,
    closed: false,
    seq,
    head: hex(seq),
  },
  ...over,
})

/** A station is not let in sooner. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 520))

const outside = (party: Party) => ({
  sign: async (message: Uint8Array) => party.sign(message),
  connect: connectToLedger,
  timers: systemTimers,
  randomBytes: systemRandomBytes,
})

const share = (at: number, tallies: LineTally[], known: readonly string[] = [], warehouse = WAREHOUSE) => {
  const party = stations[at] as Party
  const seq = Math.max(0, ...tallies.map((each) => each.seq))
  const word = { station: party.issuer, seq, head: hex(seq), at: '2026-03-02T09:00:00.000+08:00' }
  const task = { url: ledger.url, station: party.issuer, kid: party.kid, warehouse, logVkey: ledger.logVkey }
  return shareTallies({ ...task, silenceMsMax: 10_000, said: { word, tallies }, known }, outside(party))
}

const sums = (shared: Awaited<ReturnType<typeof share>>) =>
  [...sumTallies(shared.content?.told ?? [])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { received }]) => received)

/** Sends whatever `write` makes of the document as this station's change; answers how the ledger ends the session. */
async function sendChange(
  at: number,
  write: (map: Record<string, unknown>, document: string) => void,
  actorOf = at,
  instead?: Uint8Array,
) {
  const party = stations[at] as Party
  const connection = await connectToLedger(ledger.url)
  const frames = readFrames(connection.socket, {
    schema: ledgerMessage,
    messageBytesMax: 128 * 1024,
    silenceMsMax: 10_000,
    timers: systemTimers,
  })
  try {
    const task = { url: ledger.url, station: party.issuer, kid: party.kid, logVkey: ledger.logVkey }
    await openSession({ ...task, wants: 'workspace' }, frames, outside(party))
    frames.send({ type: 'share', warehouse: WAREHOUSE, known: [] })
    const { document } = await frames.expect('shared', 'test')
    const sent = await frames.next('test')
    const doc = loadWorkspace(sent.kind === 'document' ? sent.syncMessage : new Uint8Array())
    const actor = workspaceActor(document, (stations[actorOf] as Party).kid, systemRandomBytes(8))
    const changed = change(clone(doc, { actor }), { time: 0 }, (map) => write(map, document))
    const bytes = instead ?? (getLastLocalChange(changed) as Uint8Array)
    frames.send({ type: 'tallies', bytes: bytes.length })
    frames.sendDocument(documentTags.workspace, bytes)
    return await frames.next('test').then(
      (frame) => (frame.kind === 'message' ? frame.message.type : 'a document'),
      (error) => error.code as string,
    )
  } finally {
    await connection.close()
  }
}

describe('stations that share their counts over a ledger', () => {
  it('see what the others have, merged', async () => {
    expect(sums(await share(0, [tally(40, 5)]))).toEqual([40])
    const both = await share(1, [tally(25, 3)])
    expect(sums(both)).toEqual([65])
    expect(both.document).toBe(`workspace/ningbo-bonded/${WAREHOUSE}/1`)
    const third = await share(2, [tally(1, 2), tally(7, 2, { line: '2' })])
    expect(sums(third)).toEqual([66, 7])
    expect(third.stations.map(({ station }) => station.split('/').at(-1))).toEqual(
      expect.arrayContaining(['LBL07', 'LBL08']),
    )
    await rest()
    const seen = await share(0, [tally(41, 6)])
    expect(sums(seen)).toEqual([67, 7])
    // Nothing new on either side: no document travels.
    await rest()
    expect((await share(0, [tally(41, 6)], seen.heads)).content).toBeNull()
  })

  it('merge when their sessions overlap', async () => {
    await rest()
    const answers = await Promise.all([
      share(0, [tally(42, 7)]),
      share(1, [tally(26, 4)]),
      share(2, [tally(2, 3)]),
    ])
    expect(answers.map(({ notTaken }) => notTaken)).toEqual([null, null, null])
    await rest()
    expect(sums(await share(2, [tally(2, 3)]))[0]).toBe(70)
  })

  it('count a key from before a restore by what it is revoked at, and by no other station', async () => {
    const counts = { labeled: 0, passed: 0, short: 0, damaged: 0 }
    const former = (kid: string, seq: number) => [{ kid, seq, received: 30, ...counts }]
    const gone = stations[5] as Party
    await rest()
    // 30 by the key before, which has told nothing itself, and 12 since.
    const told = await share(0, [tally(42, 8, { former: former(gone.kid, 20) })])
    expect(told.notTaken).toBeNull()
    expect(sums(told)[0]).toBe(70)
    expect((await share(2, [tally(32, 9, { former: former(gone.kid, 20) })])).notTaken?.code).toBe(
      'tally-of-other-key',
    )
    await expect(share(5, [tally(1, 30)])).rejects.toMatchObject({ code: 'key-revoked' })
  })

  it('are refused for a warehouse that is none, and in two sessions at once', async () => {
    await rest()
    await expect(share(2, [], [], '9506000140440')).rejects.toMatchObject({
      code: 'workspace-not-a-warehouse',
    })
    await rest()
    const two = await Promise.allSettled([share(2, [tally(2, 4)]), share(2, [tally(2, 4)])])
    const refused = two.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    // The newer session ends the older one, and may itself come too soon for that.
    expect(refused.length).toBeGreaterThanOrEqual(1)
    expect(['workspace-too-often', 'session-closed']).toEqual(expect.arrayContaining(refused))
  })

  it('are set aside for what they may not write, and nobody else is', async () => {
    const own = wordKey((stations[1] as Party).kid)
    const said = {
      station: (stations[3] as Party).issuer,
      seq: 1,
      head: hex(1),
      at: '2026-03-02T09:00:00.000+08:00',
    }
    // Under another's key; the first makes the rest go unheard until the next document.
    expect(await sendChange(3, (map) => (map[own] = canonicalBytes(said)))).toBe('tally-not-own')
    await rest()
    expect(
      await sendChange(3, (map) => (map[wordKey((stations[3] as Party).kid)] = canonicalBytes(said))),
    ).toBe('workspace-quarantined')
    await rest()
    // It may still look.
    const seen = await share(3, [])
    expect(seen.notTaken?.code ?? 'workspace-quarantined').toBe('workspace-quarantined')
    expect(sums(seen)[0]).toBe(70)
    await rest()
    const others = await share(1, [tally(27, 5)])
    expect(sums(others)[0]).toBe(71)
    // Another's actor.
    await rest()
    expect(await sendChange(4, (map) => (map[own] = canonicalBytes(said)), 1)).toBe('change-wrong-author')
    await rest()
    expect(
      (await share(0, [tally(42, 8)])).stations.find(({ kid }) => kid === stations[2]?.kid)?.setAside?.code,
    ).toBe('tally-of-other-key')
  })

  it('outlive a document that unpacks to ten million letters, and bytes that are none', async () => {
    const bomb = readFileSync(new URL('./bombs/ten-million-letters.automerge', import.meta.url))
    const said = (map: Record<string, unknown>) => {
      map.x = 1
    }
    await rest()
    expect([
      'document-malformed',
      'document-too-costly',
      'change-wrong-author',
      'document-too-large',
    ]).toContain(await sendChange(1, said, 1, bomb))
    await rest()
    const seen = await share(0, [tally(42, 8)])
    expect(seen.notTaken).toBeNull()
    expect(seen.stations.find(({ kid }) => kid === stations[1]?.kid)?.setAside).not.toBeNull()
  })
})
