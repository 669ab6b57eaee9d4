import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { wallClock } from '../../platform/clock/clock.ts'
import { madeOnce } from '../../test/made-once/made-once.ts'
import { main } from '../cli.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'

const scratch = mkdtempSync(join(tmpdir(), 'bondmark-drafts-'))
const folder = join(scratch, 'workspace')
let out = ''
let told = ''

/** Runs a command as somebody would; answers its exit code. */
async function run(...argv: string[]): Promise<number> {
  out = ''
  told = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  const tell = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text)
    return true
  })
  try {
    return await main(argv)
  } finally {
    write.mockRestore()
    tell.mockRestore()
  }
}
const read = (...argv: string[]) => run('rules', ...argv, '--workspace', folder)
const draft = (...argv: string[]) => read('draft', ...argv, '--badge', 'OP-0007')
const fileOf = (name: string, value: object) => {
  const path = join(scratch, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

beforeAll(async () => {
  const made = await madeOnce('training-workspace-now', (to) => makeTrainingWorkspace(to, wallClock))
  cpSync(made, folder, { recursive: true })
}, 60_000)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

it('begins a draft, writes a rule from a file, shows it in words and hands it over to approval', {
  timeout: 120_000,
}, async () => {
  expect(await draft('new', '--title', 'Autumn')).toBe(0)
  const id = out.trim()
  expect(id).toMatch(/^[0-9a-f]{16}$/)
  const rule = fileOf('honey.json', { category: 'honey', trace: 'exempt' })
  expect(await draft('set', id, rule, '--list', 'categories')).toBe(0)
  expect(out).toContain('~ categories/honey')
  expect(await draft('remove', id, 'categories/nothing')).toBe(1)
  expect(told).toContain('categories/nothing')
  const wrong = fileOf('wrong.json', { category: 'honey', trace: 'never' })
  expect(await draft('set', id, wrong, '--list', 'categories')).toBe(1)
  // The other commands about rules take a draft by its name.
  expect(await read('diff', id, '--json')).toBe(0)
  expect(JSON.parse(out).changes).toMatchObject([{ kind: 'changed', id: 'honey' }])
  expect(await read('dry-run', id, '--json')).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    format: expect.stringMatching('dry-run'),
    lines: expect.any(Number),
  })
  expect(await read('draft', 'check', id, '--json')).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ ok: true, errors: 0, set: { version: 3 } })
  expect(await draft('valid-from', id, '2025-02-30')).toBe(0)
  expect(await read('draft', 'check', id, '--json')).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    problems: [{ at: '/validFrom' }, { level: 'warning' }],
    errors: 1,
  })
  expect(await read('draft', 'check', id)).toBe(1)
  expect(out + told).toContain('/validFrom')
  expect(await draft('valid-from', id, '2025-01-01')).toBe(0)
  expect(await read('draft', 'list', '--json')).toBe(0)
  expect(JSON.parse(out).drafts).toMatchObject([
    { draft: id, title: 'Autumn', edits: 1, last: { by: 'Chen Jie' } },
  ])
  const exported = join(scratch, 'out.json')
  expect(await read('draft', 'export', id, '--out', exported)).toBe(0)
  expect(await draft('discard', id)).toBe(0)
  expect(await draft('propose', id)).toBe(1)
  expect(await draft('reopen', id)).toBe(0)
  expect(await draft('propose', id)).toBe(0)
  const hash = out.trim().split('\n').at(-1) ?? ''
  expect(await read('list', '--json')).toBe(0)
  expect(JSON.parse(out).sets).toContainEqual(
    expect.objectContaining({ hash, standing: 'draft', version: 3 }),
  )
  expect(await run('rules', 'check', exported, '--json')).toBe(0)
  expect(JSON.parse(out).set.hash).toBe(hash)
  // A draft that somebody elsewhere has given the name that the set's hash begins with does not stand for it.
  const word = { draft: hash.slice(0, 16), n: 1, over: [], by: 'x', at: '2026-11-21T09:00:00.000+08:00' }
  const base = { hash, name: 'x', version: 1, validFrom: '2025-01-01', empty: true }
  const words = [
    { ...word, place: 'draft', value: { state: 'open', title: 'x' } },
    { ...word, place: 'base', value: base },
  ]
  const db = new Sqlite(workspaceFiles(folder).database)
  for (const one of words)
    db.prepare('INSERT INTO draft_word (draft, place, kid, n, json) VALUES (?, ?, ?, 1, ?)').run(
      ...[one.draft, one.place, 'ab'.repeat(32), JSON.stringify(one)],
    )
  db.close()
  expect(await read('show', hash.slice(0, 16), '--json')).toBe(0)
  expect(JSON.parse(out).hash).toBe(hash)
})

it('is whole or not there when it is killed while it writes, and what was answered stays', {
  timeout: 120_000,
}, async () => {
  const rules = JSON.parse(readFileSync(repositoryFile('fixtures', 'rules', 'training.json'), 'utf8'))
  for (const rule of rules.categories) rule.basis = `${rule.basis}, as of autumn`
  const file = fileOf('all.json', rules)
  expect(await draft('new', '--title', 'Before', '--from', file)).toBe(0)
  const before = out.trim()
  for (const waitMs of [400, 900]) {
    const child = spawn(
      process.execPath,
      [
        ...[repositoryFile('main', 'cli.ts'), 'rules', 'draft', 'new', '--title', 'Killed', '--from', file],
        ...['--workspace', folder, '--badge', 'OP-0007'],
      ],
      { stdio: 'ignore' },
    )
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const timer = setTimeout(() => child.kill('SIGKILL'), waitMs)
    await ended
    clearTimeout(timer)
  }
  expect(await read('draft', 'list', '--json')).toBe(0)
  const { drafts } = JSON.parse(out) as { drafts: { draft: string; title: string; edits: number }[] }
  expect(drafts.find((one) => one.draft === before)).toMatchObject({ edits: rules.categories.length })
  for (const killed of drafts.filter(({ title }) => title === 'Killed'))
    expect(killed.edits).toBe(rules.categories.length)
  expect((await checkWorkspace(folder)).problems).toEqual([])
})
