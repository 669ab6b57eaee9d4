import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FIRST_CURSOR } from '../../core/service/cursor.ts'
import { openServiceStore } from '../../platform/service/service-store.ts'
import { checkService } from './check-service.ts'

const now = '2026-11-26T09:00:00.000+08:00'
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-service-'))
  file = join(folder, 'service.sqlite')
  const store = openServiceStore(file)
  store.keys.add('wms', ['decide', 'read'], now)
  store.keys.add('erp', ['changes'], now)
  store.answers.begin('wms', 'k1', Buffer.from('{}'), 1)
  const told = {
    format: 'bondmark/problem/1',
    ...{
      type: 'urn:bondmark:problem:service-busy',
      title: 'Busy',
      status: 503,
      code: 'service-busy',
      detail: {},
    },
  }
  store.answers.keep('wms', 'k1', { status: 503, language: 'en', body: Buffer.from(JSON.stringify(told)) })
  const hook = {
    url: 'https://wms.example/in',
    secret: 's'.repeat(20),
    allowPrivate: 0,
    madeAt: now,
  } as const
  store.webhooks.add({ ...hook, taken: FIRST_CURSOR })
  store.uses.count({ day: '2026-11-26', caller: 'wms', operation: 'decide', status: 200, lines: 3 }, null)
  store.uses.write()
  store.close()
})
afterEach(() => rmSync(folder, { recursive: true }))

function foundAfter(change: string): string[] {
  const db = new Sqlite(file)
  const triggers = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all()
  db.exec(triggers.map((name) => `DROP TRIGGER ${name};`).join(''))
  db.pragma('ignore_check_constraints = ON')
  db.exec(change)
  db.close()
  const found: string[] = []
  checkService(file, (code, where) => found.push(`${code}: ${where}`))
  return found
}

describe('fsck of what a decision service keeps', () => {
  it('finds nothing wrong with what it wrote, and nothing where there is none', () => {
    expect(foundAfter('')).toEqual([])
    checkService(join(folder, 'none.sqlite'), () => expect.unreachable())
  })

  it.each([
    ['a key that is missing', 'DELETE FROM api_key WHERE n = 1', 'key 2'],
    [
      'a key that is good for more than there is',
      "UPDATE api_key SET scopes = 'decide,rule' WHERE n = 1",
      'key 1',
    ],
    ['a time that is none', "UPDATE api_key SET revoked_at = 'soon' WHERE n = 2", 'key 2'],
    [
      'an answer with a changed byte',
      "UPDATE kept_answer SET body = CAST(replace(body, '503', '5:3') AS BLOB)",
      'answer kept for wms',
    ],
    ['a hook that goes elsewhere', "UPDATE webhook SET url = 'ftp://wms.example/in'", 'webhook 1'],
    ['a place that is none', "UPDATE webhook SET taken = 'all'", 'webhook 1'],
    ['a use on no day', "UPDATE use SET day = '26-11-2026'", 'use of 26-11-2026'],
  ])('finds %s', (_, change, where) => {
    expect(foundAfter(change)).toContain(`service-store-differs: ${where}`)
  })
})
