import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StationStore } from '../store/station-store.ts'
import { checkMessages } from './check-messages.ts'
import { Findings } from './fsck-answer.ts'

const t = '2026-11-26T09:00:00.000+08:00'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-messages-'))
  const store = new StationStore(join(folder, 'station.sqlite'), { create: true })
  for (const asn of ['A1', 'A2', 'A3']) store.messages.add({ t, kind: 'asn-released', body: { asn } })
  store.close()
})
afterEach(() => rmSync(folder, { recursive: true }))

function foundAfter(change: string): string[] {
  const db = new Sqlite(join(folder, 'station.sqlite'))
  db.exec(
    'DROP TRIGGER IF EXISTS outgoing_message_no_update; DROP TRIGGER IF EXISTS outgoing_message_no_delete; DROP INDEX IF EXISTS outgoing_message_asn',
  )
  db.exec(change)
  const findings = new Findings()
  checkMessages(db, findings)
  db.close()
  return findings.all().map(({ code, where }) => `${code}: ${where}`)
}

describe('fsck of messages to other systems', () => {
  it('finds nothing wrong with what was told', () => expect(foundAfter('')).toEqual([]))

  it.each([
    ['another time', "t = '2026-11-26T09:00:00.001+08:00'"],
    ['another kind', "kind = 'asn-releasee'"],
    ['another body', `body = '{"asn":"A4"}'`],
    ['a body that is none', "body = '{'"],
    ['a body spelled in another way', `body = '{"asn": "A2"}'`],
  ])('finds %s', (_, change) => {
    const found = foundAfter(`UPDATE outgoing_message SET ${change} WHERE n = 2`)
    expect(found).toEqual([expect.stringMatching(/^message-differs: message 2: its (form|link)$/)])
  })

  it('finds a changed link, one that is missing, and one that was moved', () => {
    expect(foundAfter('UPDATE outgoing_message SET link = zeroblob(32) WHERE n = 3')).toEqual([
      'message-differs: message 3: its link',
    ])
    expect(foundAfter('DELETE FROM outgoing_message WHERE n = 2')).toContain(
      'message-differs: message 2: missing',
    )
    expect(foundAfter('UPDATE outgoing_message SET n = 9 WHERE n = 3')).toContain(
      'message-differs: message 9: its link',
    )
  })
})
