import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, expect, it, vi } from 'vitest'
import { frozenAnswer } from '../../core/contract/frozen-documents.ts'
import { documentRefusalBytes } from '../../sync/documents/document-refusal.ts'
import { openDocumentShelf } from '../../sync/ledger/documents/document-shelf.ts'
import { addLedgerFrozen } from './ledger-frozen-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-frozen-'))
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

/** What the command says on standard output, and on standard error. */
async function run(...args: string[]) {
  const said = { out: '', err: '' }
  for (const [stream, name] of [
    [process.stdout, 'out'],
    [process.stderr, 'err'],
  ] as const) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said[name] += text
      return true
    })
  }
  const program = new Command()
  addLedgerFrozen(program)
  await program.parseAsync(['frozen', '--data', folder, ...args], { from: 'user' })
  vi.restoreAllMocks()
  return said
}

it('lists frozen documents with the reason in words', async () => {
  await expect(run()).rejects.toMatchObject({ code: 'database-missing' })
  writeFileSync(join(folder, 'log.sqlite'), '')
  expect((await run()).out).toBe('')
  const shelf = openDocumentShelf(join(folder, 'documents.sqlite'))
  const document = 'batch/LBL07/4'
  const { bytes } = documentRefusalBytes({
    format: 'bondmark/document-refusal/1',
    by: 'cd'.repeat(32),
    document,
    author: 'ab'.repeat(32),
    heads: [],
    changeHash: 'ef'.repeat(32),
    reason: { code: 'document-replaced', detail: { document } },
    at: '2026-11-25T00:00:00.000Z',
  })
  shelf.freeze({ document, kid: 'ab'.repeat(32) }, { bytes, signature: new Uint8Array(64) }, new Uint8Array())
  // The ledger has it open meanwhile.
  const { out, err } = await run()
  expect(out.split('\t').slice(0, 4)).toEqual(['1', '2026-11-25T00:00:00.000Z', document, 'cd'.repeat(32)])
  expect(out).toContain('logged before with other content')
  expect(err).toContain('1 frozen document')
  expect(frozenAnswer.parse(JSON.parse((await run('--json')).out)).frozen[0]?.change).toBe('ef'.repeat(32))
  shelf.close()
})
