import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outputPath } from './output-path.ts'

let folder: string
let workspace: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-output-'))
  workspace = join(folder, 'workspace')
  mkdirSync(join(workspace, 'ledger'), { recursive: true })
  for (const name of ['workspace.json', 'station.sqlite']) writeFileSync(join(workspace, name), '{}')
  symlinkSync(workspace, join(folder, 'linked-folder'))
  symlinkSync(join(workspace, 'station.sqlite'), join(folder, 'linked.json'))
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

  it.each(['day.json', 'workspace/day.json', 'no/such/folder/day.json', 'station.sqlite'])(
    'is any other place: %s',
    (name) => expect(outputPath(join(folder, name))).toBe(join(folder, name)),
  )
})
