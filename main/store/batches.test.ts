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
    [],
  )
}

const take = () => store.batches.take(5)
const counted = () => store.batches.all().map(({ statements }) => statements)

describe('batches', () => {
  it('hold as many statements as were appended to them, and the next opens by itself when one is full', () => {
    for (let i = 0; i < 7; i++) append(take())
    expect(counted()).toEqual([5, 2])
    expect(store.statementsOf(2)).toHaveLength(2)
  })

  it('that are sealed together keep their own manifests apart', () => {
    for (let i = 0; i < 7; i++) append(take())
    for (const batch of [1, 2]) store.batches.seal(batch, append(batch, true))
    append(take())
    expect(store.batches.all()).toMatchObject([
      { n: 1, state: 'sealed', statements: 6 },
      { n: 2, state: 'sealed', statements: 3 },
      { n: 3, state: 'open', statements: 1 },
    ])
    expect(store.statementsOf(1).at(-1)?.n).toBe(8)
    expect(store.statementsOf(2).map(({ n }) => n)).toEqual([6, 7, 9])
  })

  it('know their receipts, and since when the oldest statement waits for one', () => {
    for (let i = 0; i < 3; i++) append(take())
    store.batches.seal(1, append(1, true))
    const proven = (n: number) => store.batches.receipt(store.statements.get(n)?.id ?? '', 'proof')
    for (const n of [1, 2, 4]) proven(n)
    expect(store.counts()).toMatchObject({ statements: 4, receipts: 3, oldest: store.statements.get(3)?.t })
    proven(3)
    store.batches.setState(1, 'receipted')
    expect(store.counts()).toEqual({ statements: 4, receipts: 4, oldest: null })
  })

  it('keep nothing of a transaction that failed', () => {
    append(take())
    const failing = () =>
      store.transaction(() => {
        append(take())
        throw new Error('the label could not be drawn')
      })
    expect(failing).toThrow('the label could not be drawn')
    expect(counted()).toEqual([1])
    expect(store.statements.head('0a'.repeat(32))?.seq).toBe(serial - 1)
    append(take())
    expect(counted()).toEqual([2])
  })
})
