import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AttemptEnd, NewAttempt } from './print-attempts.ts'
import { StationStore } from './station-store.ts'

const t = '2026-11-22T09:00:00.000+08:00'
const label = {
  kind: 'unit' as const,
  gtin: '09506000110011',
  asn: 'A',
  line: '1',
  lot: 'L',
  template: 'unit-60x40/1',
  templateHash: null,
  content: null,
  binding: null,
  pinCommitment: null,
  run: 0 as const,
  replaces: null,
  reservedAt: t,
  shift: null,
  reservedBy: 'op-1',
}
const attempt = (job: number, printer = 'printer-1'): NewAttempt => ({
  job,
  at: t,
  printer,
  name: printer,
  model: 'zpl-203',
  bytes: 2600,
  sha256: new Uint8Array(32),
  operator: 'op-1',
})
const ended = (answer: AttemptEnd['answer']): AttemptEnd => ({
  at: t,
  answer,
  said: null,
  buffered: answer === 'uncertain',
})
const move = { at: t, reason: null, recovery: false, shift: null, by: 'op-1', doubt: null }

let folder: string
let store: StationStore
let job: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-attempts-'))
  store = new StationStore(join(folder, 'station.sqlite'), { create: true })
  job = store.labels.reserve({ ...label, serial: 'B7Q000000000001', authority: null })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

describe('the record of what was sent to printers', () => {
  it.each<AttemptEnd['answer'] | null>([null, 'printed', 'uncertain'])(
    'takes no second attempt for a label whose first ended as %s',
    (answer) => {
      const n = store.attempts.begin(attempt(job))
      if (answer) store.attempts.end(n, ended(answer))
      expect(() => store.attempts.begin(attempt(job, 'printer-2'))).toThrow('UNIQUE')
    },
  )

  it('takes another for a label that surely was not sent', () => {
    store.attempts.end(store.attempts.begin(attempt(job)), ended('not-sent'))
    store.attempts.end(store.attempts.begin(attempt(job)), ended('printed'))
    expect(() => store.attempts.begin(attempt(job))).toThrow('UNIQUE')
  })

  it('takes one answer to an attempt', () => {
    const n = store.attempts.begin(attempt(job))
    store.attempts.end(n, ended('printed'))
    expect(() => store.attempts.end(n, ended('uncertain'))).toThrow('has its answer')
  })

  it('knows which printer may still put a label out, until that was told to throw it away', () => {
    store.attempts.end(store.attempts.begin(attempt(job)), ended('uncertain'))
    expect([store.attempts.mayHold('printer-1'), store.attempts.mayHold('printer-2')]).toEqual([true, false])
    expect(store.attempts.holderOf(job)).toEqual({ printer: 'printer-1', name: 'printer-1' })
    store.attempts.discarded('printer-2', t)
    expect(store.attempts.holderOf(job)).not.toBeNull()
    store.attempts.discarded('printer-1', t)
    expect([store.attempts.mayHold('printer-1'), store.attempts.holderOf(job)]).toEqual([false, null])
  })

  it('holds a printer back while a label of its own is in doubt, and no other', () => {
    store.labels.move(job, { ...move, from: 'reserved', to: 'sent' })
    store.attempts.end(store.attempts.begin(attempt(job)), ended('uncertain'))
    store.labels.move(job, { ...move, from: 'sent', to: 'uncertain' })
    expect(store.attempts.inDoubt('printer-1')).toBe('B7Q000000000001')
    expect(store.attempts.inDoubt('printer-2')).toBeNull()
    store.labels.move(job, { ...move, from: 'uncertain', to: 'voided' })
    expect(store.attempts.inDoubt('printer-1')).toBeNull()
  })

  it('ends what a crash left open as doubt', () => {
    store.attempts.begin(attempt(job))
    store.attempts.endOpen(t, { code: 'label-doubt-restart', detail: {} })
    expect(store.attempts.holderOf(job)).not.toBeNull()
    expect(() => store.attempts.begin(attempt(job))).toThrow('UNIQUE')
  })
})
