import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fontFile, readCoverage } from './font-coverage.ts'

const path = fileURLToPath(
  import.meta.resolve('@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf'),
)
const has = readCoverage(fontFile(path))
const codePointOf = (letter: string) => letter.codePointAt(0) ?? 0

describe('what the label font covers', () => {
  it.each([...'Aé金龘㐀䶵あア①㎡℃€…—、'])('holds %s', (letter) => {
    expect(has(codePointOf(letter))).toBe(true)
  })

  it.each([...'𠮷鿿한กا🥛', '\u0007', '\u{10ffff}'])('does not hold %j', (letter) => {
    expect(has(codePointOf(letter))).toBe(false)
  })
})

describe('a file that is no font', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'font-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    ['empty', Buffer.alloc(0)],
    ['of text', Buffer.from('this is no font at all, but text')],
    ['cut off', readFileSync(path).subarray(0, 400)],
  ])('is refused: %s', (name, bytes) => {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    expect(() => readCoverage(fontFile(file))).toThrow()
  })
})
