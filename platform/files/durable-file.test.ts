import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DurableFile } from './durable-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-durable-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a large file', () => {
  it('stands under its name when it is committed, every piece in its place', () => {
    const name = join(folder, 'day.json')
    const file = new DurableFile(name)
    const pieces = Array.from({ length: 900 }, (_, at) => new Uint8Array(1000).fill(at % 251))
    for (const piece of pieces) file.append(piece)
    file.overwrite(0, Uint8Array.of(1, 2, 3))
    file.append(Uint8Array.of(9))
    expect(existsSync(name)).toBe(false)
    file.commit()
    const expected = Buffer.concat([...pieces, Uint8Array.of(9)])
    expected.set([1, 2, 3], 0)
    expect(file.bytes).toBe(expected.length)
    expect(readFileSync(name).equals(expected)).toBe(true)
    expect(readdirSync(folder)).toEqual(['day.json'])
  })

  it('leaves what was there before when it is abandoned', () => {
    const name = join(folder, 'day.json')
    writeFileSync(name, 'yesterday')
    const file = new DurableFile(name)
    file.append(new Uint8Array(1_000_000))
    file.abandon()
    expect(readFileSync(name, 'utf8')).toBe('yesterday')
    expect(readdirSync(folder)).toEqual(['day.json'])
  })

  it('is replaced only when the new one is committed', () => {
    const name = join(folder, 'day.json')
    writeFileSync(name, 'yesterday')
    const file = new DurableFile(name)
    file.append(Buffer.from('today'))
    expect(readFileSync(name, 'utf8')).toBe('yesterday')
    file.commit()
    expect(readFileSync(name, 'utf8')).toBe('today')
  })
})
