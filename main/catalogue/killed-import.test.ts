import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { importFile } from './import-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-killed-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

const module = pathToFileURL(repositoryFile('main', 'catalogue', 'import-file.ts')).href

it.each([500, 4000])('a process that is killed behind %i rows of a file leaves what was', async (rowsMin) => {
  const catalogue = join(folder, `${rowsMin}.sqlite`)
  const task = {
    catalogue,
    fileName: 'x',
    table: 'categories',
    replace: false,
    isDry: false,
    badge: 'S',
    t: 'now',
  } as const
  await importFile(Buffer.from('id,name_en\nold,Old\n'), task, () => {})
  const rows = Array.from({ length: 8000 }, (_, n) => `c-${n},Category ${n}`)
  const file = join(folder, 'many.csv')
  writeFileSync(file, ['id,name_en', ...rows, 'old,New'].join('\n'))

  // It waits where it is told to be killed.
  const program = `
    const { readFileSync } = require('node:fs')
    import(${JSON.stringify(module)}).then(({ importFile }) => importFile(readFileSync(${JSON.stringify(file)}), ${JSON.stringify(task)}, ({ rows }) => {
      if (rows < ${rowsMin}) return
      require('node:fs').writeSync(1, 'there')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    }))`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')

  const reader = openCatalogue(catalogue)
  expect(reader.overview().tables).toEqual([{ table: 'categories', consortium: 0, local: 1 }])
  expect(reader.category('old')?.names).toEqual({ en: 'Old' })
  expect(await importFile(Buffer.from('id,name_en\nold,New\n'), task, () => {})).toMatchObject({ ok: true })
  expect(reader.category('old')?.names).toEqual({ en: 'New' })
  reader.close()
})
