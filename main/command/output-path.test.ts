import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outputPath } from './output-path.ts'
import { addSampleRightCommands } from './sample-right-commands.ts'

let folder: string
let workspace: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-output-'))
  workspace = join(folder, 'workspace')
  mkdirSync(join(workspace, 'ledger'), { recursive: true })
  for (const name of ['workspace.json', 'station.sqlite']) writeFileSync(join(workspace, name), '{}')
  symlinkSync(workspace, join(folder, 'linked-folder'))
  symlinkSync(join(workspace, 'station.sqlite'), join(folder, 'linked.json'))
  symlinkSync('/dev/null', join(folder, 'linked-device'))
  writeFileSync(join(folder, 'answer.json'), '{}')
  symlinkSync(join(folder, 'answer.json'), join(folder, 'linked-answer.json'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('where a person wants an answer written', () => {
  it.each([
    'workspace/station.sqlite',
    'workspace/station.sqlite-wal',
    'workspace/membership.json',
    'workspace/backups.json',
    'workspace/ledger/anything',
    'workspace/../workspace/vault.json',
    'linked-folder/station.sqlite',
    'linked.json',
  ])('is never what a workspace lives by: %s', (name) => {
    const file = `${folder}/${name}`
    expect(() => outputPath(file)).toThrow(
      expect.objectContaining({ code: 'output-in-workspace', detail: { file } }),
    )
  })

  it.skipIf(process.platform === 'win32').each(['/dev/null', 'linked-device'])(
    'is never a device, which would be replaced by a file: %s',
    (name) => {
      const file = resolve(folder, name)
      expect(() => outputPath(file)).toThrow(
        expect.objectContaining({ code: 'output-not-file', detail: { file } }),
      )
    },
  )

  it('is what a link leads to, so that the link stays one', () => {
    expect(outputPath(join(folder, 'linked-answer.json'))).toBe(realpathSync(join(folder, 'answer.json')))
  })

  it.each(['make-pool', 'delegate'])(
    'is asked of the files of serials too, before anything is drawn: %s',
    async (command) => {
      const program = new Command().exitOverride()
      addSampleRightCommands(program)
      const out = join(workspace, 'trust.json')
      const lists = command === 'make-pool' ? ['--list-out', join(workspace, 'membership.json')] : []
      await expect(
        program.parseAsync([command, '--workspace', workspace, '--out', out, ...lists], { from: 'user' }),
      ).rejects.toMatchObject({ code: 'output-in-workspace' })
    },
  )

  it.each(['day.json', 'workspace/day.json', 'no/such/folder/day.json', 'station.sqlite'])(
    'is any other place: %s',
    (name) => expect(outputPath(join(folder, name))).toBe(join(folder, name)),
  )
})
