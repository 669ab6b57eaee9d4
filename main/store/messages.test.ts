import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StationStore } from './station-store.ts'

const t = '2026-11-26T09:00:00.000+08:00'
let folder: string
let store: StationStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-messages-'))
  store = new StationStore(join(folder, 'station.sqlite'), { create: true })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

describe('messages to other systems', () => {
  it('are numbered without gaps and read on from any place', () => {
    for (const asn of ['A1', 'A2', 'A3'])
      store.transaction(() => store.messages.add({ t, kind: 'asn-released', body: { asn } }))
    expect(store.messages.after(1, 10)).toMatchObject([
      { n: 2, t, kind: 'asn-released', body: { asn: 'A2' } },
      { n: 3, t, kind: 'asn-released', body: { asn: 'A3' } },
    ])
    expect(store.messages.newest()).toEqual({ n: 3, link: store.messages.linkOf(3) })
    expect(store.messages.newestOf('A2', 'asn-released')?.n).toBe(2)
    expect([store.messages.newestOf('A2', 'line-held'), store.messages.linkOf(4)]).toEqual([null, null])
    expect(store.messages.after(0, 1).map(({ n }) => n)).toEqual([1])
  })

  it('are told with what caused them, or not at all', () => {
    const cause = () =>
      store.transaction(() => {
        store.messages.add({ t, kind: 'asn-released', body: {} })
        throw new Error('the disk said no')
      })
    expect(cause).toThrow('the disk said no')
    expect(store.messages.newest().n).toBe(0)
    expect(store.transaction(() => store.messages.add({ t, kind: 'asn-released', body: {} }))).toBe(1)
  })

  it('have a form and a size', () => {
    const add = (kind: string, body: Record<string, string>) => () => store.messages.add({ t, kind, body })
    expect(add('Released!', {})).toThrow()
    expect(add('asn-released', { asn: 'A'.repeat(20_000) })).toThrow(RangeError)
  })
})
