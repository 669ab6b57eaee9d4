import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { appendStated } from '../store/stated.stub.ts'
import { StationStore } from '../store/station-store.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { findStatements } from './find.ts'

let folder: string
let store: StationStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-find-text-'))
  store = new StationStore(join(folder, 'station.sqlite'), { create: true })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

it('a text goes on meaning on later pages what it meant on the first', () => {
  const one = { step: 'receiving', operator: 'op', serial: 'S', ms: 0, offsetMin: 0 }
  store.transaction(() => {
    appendStated(store, { ...one, asn: 'OTHER', lot: 'X1' })
    appendStated(store, { ...one, asn: 'X1', lot: 'L' })
    appendStated(store, { ...one, asn: 'X1', lot: 'L' })
  })
  const source = { store, profile: {} as StationProfile }
  const first = findStatements(source, { text: 'X1', limit: 2 })
  expect(first).toMatchObject({
    understood: { kind: 'asn' },
    also: [{ kind: 'lot' }],
    items: [{ n: 3 }, { n: 2 }],
    next: 2,
  })
  const second = findStatements(source, { text: 'X1', limit: 2, after: 2 })
  expect(second).toMatchObject({ understood: { kind: 'asn' }, items: [], next: null })
})
