import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readNamedFile } from './read-file.ts'

const kibibyte = Buffer.alloc(1024, 'k')
let folder: string
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-read-'))
  file = join(folder, 'file')
  writeFileSync(file, kibibyte)
})
afterAll(() => rmSync(folder, { recursive: true }))

const refusal = (code: string, detail: object) => expect.objectContaining({ code, detail })

describe('a file that a person names', () => {
  it('is read whole when it is as large as it may be', () => {
    expect(Buffer.from(readNamedFile(file, 1024)).equals(kibibyte)).toBe(true)
  })

  it('is refused by its size before it is read', () => {
    expect(() => readNamedFile(file, 1023)).toThrow(
      refusal('file-too-large', { file, size: 1024, max: 1023 }),
    )
  })

  it('may not be a folder', () => {
    expect(() => readNamedFile(folder, 1024)).toThrow(refusal('file-is-folder', { file: folder }))
  })
})

describe.skipIf(process.platform === 'win32')('what has no size of its own', () => {
  it('is refused when it is a pipe by name, which nobody may ever write to', () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(() => readNamedFile(pipe, 1024)).toThrow(refusal('file-is-pipe', { file: pipe }))
  })

  it('is refused when it never ends', () => {
    expect(() => readNamedFile('/dev/zero', 1_000_000)).toThrow(
      refusal('file-too-large-unread', { file: '/dev/zero', max: 1_000_000 }),
    )
  })

  it('is read when it does', () => {
    const read =
      "import { readNamedFile } from './main/command/read-file.ts'; process.stdout.write(readNamedFile('/dev/stdin', 700_000))"
    const run = (bytes: number) =>
      execFileSync(
        'sh',
        ['-c', `head -c ${bytes} /dev/zero | "$1" --input-type=module -e "$2"`, 'sh', process.execPath, read],
        { cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2_000_000 },
      )
    expect(run(700_000)).toHaveLength(700_000)
    expect(() => run(700_001)).toThrow('file-too-large-unread')
  })
})
