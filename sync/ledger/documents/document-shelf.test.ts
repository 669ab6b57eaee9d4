import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DocumentShelf, openDocumentShelf } from './document-shelf.ts'

const DAY_MS = 24 * 3600 * 1000
const MIB = 1024 * 1024
const [one, two] = ['11', '22'].map((byte) => byte.repeat(32)) as [string, string]
const of = { document: 'batch/LBL07/1', kid: one }
const signed = (text: string) => ({ bytes: new TextEncoder().encode(text), signature: new Uint8Array(64) })

let folder: string
let shelf: DocumentShelf
const open = () => openDocumentShelf(join(folder, 'documents.sqlite'))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-shelf-'))
  shelf = open()
})
afterEach(() => {
  shelf.close()
  rmSync(folder, { recursive: true, force: true })
})

const lengths = (document = of) => shelf.keptOf(document).map(({ length }) => length)

describe('what a ledger keeps of unfinished documents', () => {
  it('is there in order after a restart, until the document is whole', () => {
    shelf.keep(of, [new Uint8Array(3), new Uint8Array(1)], 0, 0)
    shelf.keep(of, [new Uint8Array(2)], 2, 1)
    shelf.close()
    shelf = open()
    expect(lengths()).toEqual([3, 1, 2])
    shelf.take(of, { head: 'ab'.repeat(32), manifest: 'cd'.repeat(32) })
    expect(lengths()).toEqual([])
    expect(shelf.takenOf(of)).toEqual({ head: 'ab'.repeat(32), manifest: 'cd'.repeat(32) })
  })

  it('is of one document an author, and goes after seven days', () => {
    const other = { ...of, document: 'batch/LBL07/2' }
    shelf.keep(of, [new Uint8Array(3)], 0, 0)
    shelf.keep(other, [new Uint8Array(4)], 0, 1)
    expect([lengths(), lengths(other)]).toEqual([[], [4]])
    shelf.keep({ ...of, kid: two }, [new Uint8Array(5)], 0, 8 * DAY_MS)
    expect(lengths(other)).toEqual([])
  })

  it('starts anew beyond 32 MiB of one author, and never in the middle', () => {
    for (let i = 0; i < 34; i += 1) shelf.keep(of, [new Uint8Array(MIB)], i, i)
    expect(lengths()).toEqual([])
    shelf.keep(of, [new Uint8Array(2)], 0, 40)
    expect(lengths()).toEqual([2])
  })

  it('stays whole while it is added to, however long ago it began', () => {
    shelf.keep(of, [new Uint8Array(3)], 0, 0)
    shelf.keep(of, [new Uint8Array(4)], 1, 6 * DAY_MS)
    shelf.keep({ ...of, kid: two }, [new Uint8Array(5)], 0, 8 * DAY_MS)
    expect(lengths()).toEqual([3, 4])
    shelf.keep({ ...of, kid: two }, [new Uint8Array(6)], 1, 14 * DAY_MS)
    expect(lengths()).toEqual([])
  })
})

describe('a frozen document', () => {
  it('keeps its first refusal for good, and the evidence up to a bound', () => {
    shelf.freeze(of, signed('first'), new Uint8Array(MIB))
    shelf.freeze(of, signed('second'), new Uint8Array())
    shelf.close()
    shelf = open()
    expect(shelf.frozenOf(of)).toEqual(signed('first'))
    expect(shelf.frozenOf({ ...of, kid: two })).toBeNull()
  })

  it('is one of at most 64 of an author', () => {
    for (let n = 0; n < 64; n += 1) {
      expect(shelf.hasFrozenTooMany(one)).toBe(false)
      shelf.freeze({ ...of, document: `batch/LBL07/${n}` }, signed(`${n}`), new Uint8Array())
    }
    expect([shelf.hasFrozenTooMany(one), shelf.hasFrozenTooMany(two)]).toEqual([true, false])
  })

  it('is kept of an author 256 times, whoever says so', () => {
    const word = (n: number) => ({ ...of, document: `receipts/log/batch/LBL07/${n}` })
    for (let n = 0; n <= 256; n += 1) shelf.freeze(word(n), signed('no'), new Uint8Array())
    expect(shelf.frozenOf(word(255))).toEqual(signed('no'))
    expect(shelf.frozenOf(word(256))).toBeNull()
    shelf.freeze({ ...of, kid: two }, signed('another'), new Uint8Array())
    expect(shelf.frozenOf({ ...of, kid: two })).toEqual(signed('another'))
  })
})
