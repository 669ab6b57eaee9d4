import { expect, it } from 'vitest'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { readKeysToList } from './key-to-list.ts'

const now = '2026-11-25T08:00:00.000Z'
const key = new Uint8Array(32).fill(7)
const name = 'witness.example.org/w1'
const witness = formatVkey(name, noteSignatureTypes.cosignature, key)
const log = formatVkey('ledger.example/bondmark/a', noteSignatureTypes.ed25519, key)

it.each([
  [
    'what `witness init --json` prints',
    JSON.stringify({ format: 'bondmark/witness/1', name, vkey: witness }),
  ],
  ['its verifier key as text', `${witness}\n`],
])('%s lists a witness', (_, text) => {
  const [listed] = readKeysToList(toUtf8(text), now, 'w1')
  expect(listed).toMatchObject({ kid: kidOf(key), use: 'witness', name, from: now })
})

it('a log’s verifier key lists a log', () => {
  expect(readKeysToList(toUtf8(log), now, 'log')).toMatchObject([{ use: 'log' }])
})

it.each([
  ['text that is nothing', 'hello'],
  ['an empty file', ''],
  ['a verifier key with another key’s ID', witness.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
  ['a witness without a key', JSON.stringify({ format: 'bondmark/witness/1', name, vkey: 'no' })],
])('%s is refused by its file’s name', (_, text) => {
  expect(() => readKeysToList(toUtf8(text), now, 'which.json')).toThrow(
    expect.objectContaining({
      code: 'members-key-malformed',
      detail: expect.objectContaining({ file: 'which.json' }),
    }),
  )
})
