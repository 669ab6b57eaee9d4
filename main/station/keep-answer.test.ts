import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { wordsFor } from '../../core/errors/words.ts'
import { StationStore } from '../store/station-store.ts'
import { keepLedgerAnswer, refusalsOf, waitingOf, waitingSentence } from './keep-answer.ts'

let folder: string
let store: StationStore
const id = (n: number) => n.toString(16).padStart(64, '0')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-answer-'))
  store = new StationStore(join(folder, 'station.sqlite'), { create: true })
  for (let n = 1; n <= 3; n++) {
    const isManifest = n === 3
    const contentType = isManifest ? 'application/vnd.bondmark.manifest+json' : 'application/epcis+json'
    const t = '2026-11-22T09:00:00.000+08:00'
    const fields = {
      id: id(n),
      kid: '0a'.repeat(32),
      seq: isManifest ? null : n,
      contentType,
      subject: 'x',
      t,
    }
    const place = store.statements.append(
      { ...fields, batch: isManifest ? 1 : store.batches.take(5), bytes: new Uint8Array([1]) },
      [],
      [],
    )
    if (isManifest) store.batches.seal(1, place)
  }
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const state = () => store.batches.all()[0]?.state
const waiting = {
  ...{ previous: 'ab'.repeat(32), firstMissingSeq: 4, lastMissingSeq: 9 },
  ...{ since: 1_790_000_000_000, until: 1_790_604_800_000 },
}

it('leaves a batch that waits at the ledger uploaded, not logged, until its receipts are there', () => {
  keepLedgerAnswer(store, 1, { receipts: [], refused: [], waiting })
  expect([state(), waitingOf(store, 1)]).toEqual(['uploaded', waiting])
  const said = waitingSentence(1, waiting)
  expect(wordsFor(said, 'en')).toContain(
    'until earlier statements are there (4 to 9 of its key). It is not logged yet',
  )
  expect(wordsFor(said, 'zh-CN')).toContain('等待更早的声明')
  const receipts = [1, 2, 3].map((n) => ({ id: id(n), proof: 'proof' }))
  keepLedgerAnswer(store, 1, { receipts, refused: [] })
  expect([state(), waitingOf(store, 1)]).toEqual(['receipted', null])
})

it('names the statement when it is another key’s that is missing', () => {
  const said = waitingSentence(1, { ...waiting, firstMissingSeq: null, lastMissingSeq: null })
  expect(wordsFor(said, 'en')).toContain(waiting.previous)
})

it('keeps what the ledger refused, signed, and gives it back as it was', () => {
  const signed = { bytes: new Uint8Array([7, 8]), signature: new Uint8Array(64).fill(9) }
  const refused = [{ id: id(2), code: 'statement-forged' as const, detail: {}, signed }]
  const answer = { receipts: [{ id: id(1), proof: 'proof' }], refused }
  keepLedgerAnswer(store, 1, answer)
  keepLedgerAnswer(store, 1, answer)
  expect([state(), refusalsOf(store, 1)]).toEqual(['logged', [signed]])
  expect(refusalsOf(store, 2)).toEqual([])
})
