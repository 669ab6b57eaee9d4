import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openServiceStore, type ServiceStore } from './service-store.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 9, minute)).toISOString()
const ms = (minute: number) => Date.parse(at(minute))

let folder: string
let store: ServiceStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-keys-'))
  store = openServiceStore(join(folder, 'service.sqlite'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

it('a key that is changed is good until its time, and its follower goes on', () => {
  const { key: old } = store.keys.add('wms', ['read'], at(0))
  const { key: next } = store.keys.rotate('wms', at(10), at(1))
  expect(store.keys.find(old, ms(9))?.name).toBe('wms')
  expect(store.keys.find(old, ms(10))).toBeNull()
  expect(store.keys.find(next, ms(10))?.scopes).toEqual(['read'])
})

it('a third key ends the oldest of a caller at once', () => {
  const { key: first } = store.keys.add('wms', ['read'], at(0))
  const { key: second } = store.keys.rotate('wms', at(50), at(1))
  store.keys.rotate('wms', at(50), at(2))
  expect(store.keys.find(first, ms(3))).toBeNull()
  expect(store.keys.find(second, ms(3))).not.toBeNull()
})

it('a name that is taken is given to nobody else while a key of it is good', () => {
  store.keys.add('wms', ['read'], at(0))
  expect(() => store.keys.add('wms', ['decide'], at(1))).toThrow('service-key-name-taken')
  store.keys.revoke('wms', at(2))
  expect(store.keys.add('wms', ['decide'], at(3)).listed.scopes).toEqual(['decide'])
})
