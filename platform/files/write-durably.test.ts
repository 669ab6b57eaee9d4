import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeDurably } from './write-durably.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a durable write', () => {
  it('makes and replaces a file, and leaves nothing beside it', () => {
    const file = join(folder, 'workspace.json')
    writeDurably(file, 'first')
    writeDurably(file, new Uint8Array([0xff, 0x00, 0x80]))
    expect([...readFileSync(file)]).toEqual([0xff, 0x00, 0x80])
    expect(readdirSync(folder)).toEqual(['workspace.json'])
  })

  it('writes text as UTF-8', () => {
    const file = join(folder, 'plan')
    writeDurably(file, '奶粉')
    expect(readFileSync(file, 'utf8')).toBe('奶粉')
  })

  it.skipIf(process.platform === 'win32')('is for its owner alone unless it is told otherwise', () => {
    writeDurably(join(folder, 'vault.json'), 'x')
    writeDurably(join(folder, 'evidence'), 'x', 0o644)
    expect(statSync(join(folder, 'vault.json')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'evidence')).mode & 0o777 & ~0o022).toBe(0o644)
  })

  it('is not disturbed by what an earlier crash left', () => {
    const file = join(folder, 'trust.json')
    writeFileSync(`${file}.part`, 'half of something much longer than what comes now')
    writeDurably(file, 'whole')
    expect(readFileSync(file, 'utf8')).toBe('whole')
    expect(existsSync(`${file}.part`)).toBe(false)
  })

  it('leaves the old file as it was when the new one cannot be written', () => {
    const file = join(folder, 'trust.json')
    writeDurably(file, 'old')
    expect(() => writeDurably(join(file, 'below-a-file'), 'new')).toThrow()
    expect(readFileSync(file, 'utf8')).toBe('old')
  })

  it('leaves nothing beside what it cannot replace', () => {
    const taken = join(folder, 'a-folder')
    mkdirSync(join(taken, 'with-something'), { recursive: true })
    expect(() => writeDurably(taken, 'new')).toThrow()
    expect(readdirSync(folder)).toEqual(['a-folder'])
  })

  it.skipIf(!existsSync('/dev/full'))(
    'says which file a full disk has no room for, and leaves no part of it',
    () => {
      const file = join(folder, 'evidence')
      symlinkSync('/dev/full', `${file}.part`)
      expect(() => writeDurably(file, 'new')).toThrow(expect.objectContaining({ code: 'ENOSPC', path: file }))
      expect(readdirSync(folder)).toEqual([])
    },
  )

  it('is the old file or the new one, whole, when its process is killed at any moment', async () => {
    const file = join(folder, 'profile')
    const module = new URL('./write-durably.ts', import.meta.url).href
    const program = `
      import { writeDurably } from ${JSON.stringify(module)}
      writeDurably(${JSON.stringify(file)}, 'A'.repeat(200_000))
      process.stdout.write('writing')
      for (let i = 0; ; i++) writeDurably(${JSON.stringify(file)}, (i % 2 ? 'A' : 'B').repeat(200_000))`
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program])
      await once(child.stdout, 'data')
      const killed = once(child, 'exit')
      child.kill('SIGKILL')
      await killed
      expect(readFileSync(file, 'utf8')).toMatch(/^(A{200000}|B{200000})$/)
    }
  })
})
