import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StationStore } from './station-store.ts'

let folder: string
let store: StationStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-store-'))
  store = new StationStore(join(folder, 'station.sqlite'), { create: true })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

let serial = 0
/** Appends a statement to a batch; a manifest stands in no chain. */
function append(batch: number, isManifest = false): number {
  serial++
  return store.statements.append(
    {
      id: serial.toString(16).padStart(64, '0'),
      kid: '0a'.repeat(32),
      seq: isManifest ? null : serial,
      contentType: 'application/epcis+json',
      subject: 'x',
      t: '2026-11-22T09:00:00.000+08:00',
      batch,
      bytes: new Uint8Array([1]),
    },
    [],
  )
}

describe('batches', () => {
  it('hold as many statements as were appended to them', () => {
    const first = store.batches.open()
    expect(store.batches.count(first)).toBe(0)
    for (let i = 1; i <= 5; i++) {
      append(first)
      expect(store.batches.count(first)).toBe(i)
    }
    const second = store.batches.openNext()
    append(second)
    expect([store.batches.count(first), store.batches.count(second)]).toEqual([5, 1])
    expect(store.batches.open()).toBe(second)
  })

  it('are counted anew after the ones before them were sealed', () => {
    const first = store.batches.open()
    append(first)
    store.batches.seal(first, append(first, true))
    const second = store.batches.open()
    append(second)
    append(second)
    expect([second, store.batches.count(second)]).toEqual([first + 1, 2])
  })

  it('keep nothing of a transaction that failed', () => {
    const first = store.batches.open()
    append(first)
    const failing = () =>
      store.transaction(() => {
        append(first)
        throw new Error('the label could not be drawn')
      })
    expect(failing).toThrow('the label could not be drawn')
    expect(store.batches.count(first)).toBe(1)
    expect(store.statements.head('0a'.repeat(32))?.seq).toBe(serial - 1)
  })
})
