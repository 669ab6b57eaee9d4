import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asFileFailure } from './file-failure.ts'

let folder: string
const file = (...names: string[]) => join(folder, ...names)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-files-'))
  writeFileSync(file('text'), 'text')
  symlinkSync(file('circle'), file('circle'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function failureOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    return asFileFailure(error)
  }
  throw new Error('it worked')
}

describe('what the system says of a file', () => {
  it.each([
    ['that is not there', () => readFileSync(file('none')), 'file-missing', ['none']],
    ['that is a folder', () => readFileSync(folder), 'file-is-folder', null],
    ['under a file', () => readFileSync(file('text', 'x')), 'file-not-folder', ['text', 'x']],
    ['where a folder is to be made', () => mkdirSync(file('text')), 'file-not-folder', ['text']],
    ['that links to itself', () => readFileSync(file('circle')), 'file-links-in-circle', ['circle']],
    ['with a long name', () => readFileSync(file('n'.repeat(300))), 'file-name-too-long', ['n'.repeat(300)]],
    [
      'that copying cannot write',
      () => copyFileSync(file('text'), file('no', 'x')),
      'file-missing',
      ['no', 'x'],
    ],
  ] as const)('%s is told with its name', (_, work, code, names) => {
    const failure = failureOf(work)
    expect(failure?.code).toBe(code)
    if (names) expect(failure?.detail).toEqual({ file: file(...names) })
  })

  it('is told for a closed folder, except to root', () => {
    mkdirSync(file('closed'))
    chmodSync(file('closed'), 0)
    if (process.getuid?.() !== 0)
      expect(failureOf(() => readFileSync(file('closed', 'x')))?.code).toBe('file-not-allowed')
    chmodSync(file('closed'), 0o700)
  })

  const said = (code: string, more: object) => Object.assign(new Error(code), { code, ...more })

  it.each([
    ['EROFS', 'file-system-readonly'],
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EMFILE', 'files-too-many-open'],
    ['ENFILE', 'files-too-many-open'],
  ])('%s is %s', (name, code) => {
    const failure = asFileFailure(said(name, { syscall: 'open', path: '/w' }))
    expect(failure).toEqual({ code, detail: { file: '/w' } })
  })

  it('is passed on where we have no words of our own', () => {
    const failure = asFileFailure(said('EBUSY', { syscall: 'rename', path: '/a', dest: '/b' }))
    expect(failure).toEqual({ code: 'file-unusable', detail: { file: '/b', reason: 'EBUSY' } })
  })

  it('is not taken for what a socket or a bug says', () => {
    expect(asFileFailure(said('ECONNREFUSED', { syscall: 'connect' }))).toBeNull()
    expect(asFileFailure(said('EACCES', { syscall: 'listen' }))).toBeNull()
    expect(asFileFailure(said('ERR_INVALID_ARG_TYPE', {}))).toBeNull()
    expect(asFileFailure(new TypeError('x is undefined'))).toBeNull()
    expect(asFileFailure(undefined)).toBeNull()
  })
})
