import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readRegularFile } from './read-regular-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-regular-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

it('reads a file, also through a link', () => {
  writeFileSync(at('file'), '成员')
  symlinkSync(at('file'), at('link'))
  expect([readRegularFile(at('file'), 6), readRegularFile(at('link'), 100)]).toEqual(['成员', '成员'])
})

it.each([
  ['a pipe that nobody writes to', 'not a file', () => execFileSync('mkfifo', [at('pipe')]), 'pipe'],
  ['a device without an end', 'not a file', () => symlinkSync('/dev/zero', at('zero')), 'zero'],
  ['a folder', 'EISDIR', () => mkdirSync(at('folder')), 'folder'],
  ['what is not there', 'ENOENT', () => {}, 'nothing'],
  [
    'a gigabyte of nothing',
    'too large',
    () => {
      writeFileSync(at('sparse'), '')
      truncateSync(at('sparse'), 2 ** 30)
    },
    'sparse',
  ],
])('refuses %s at once', (_, code, make, name) => {
  make()
  expect(() => readRegularFile(at(name), 1000)).toThrow(expect.objectContaining({ code }))
})
