import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleElectron } from './bundle-electron.ts'

const home = resolve(import.meta.dirname, '../..')
let folder: string
/** Inside the house, because bundles find their packages, and the house's files, from where they lie: two folders down. */
const outDir = join(home, 'dist', `bundle-test-${process.pid}`)

/** Stands in for the utility process's port to main, and for the page: opens the station, asks for its view, waits for its ledger. */
const parent = `
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
const [program, folder] = process.argv.slice(2)
const parentPort = new EventEmitter()
parentPort.postMessage = (message) => {
  console.log(JSON.stringify(message))
  if (message.type !== 'opened') return
  const { port1, port2 } = new MessageChannel()
  const asElectron = { postMessage: (data) => port1.postMessage(data), start() {}, close: () => port1.close(),
    on: (name, listener) => port1.on(name, (data) => listener(name === 'message' ? { data } : undefined)) }
  port2.on('message', (text) => {
    port2.postMessage(1)
    const view = JSON.parse(text).p?.d?.json
    if (!view?.devices.find(({ kind }) => kind === 'ledger').ok) return
    console.log(JSON.stringify({ format: view.format, training: view.training, state: view.state.kind }))
    port2.close()
    parentPort.emit('message', { data: { type: 'close' }, ports: [] })
  })
  parentPort.emit('message', { data: { type: 'page' }, ports: [asElectron] })
  port2.postMessage(JSON.stringify({ i: '1', p: { u: '/view' } }))
}
process.parentPort = parentPort
await import(program)
parentPort.emit('message', { data: { type: 'open', folder, passphrase: null }, ports: [] })
`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-bundle-'))
  await bundleElectron(outDir)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(outDir, { recursive: true, force: true })
})

describe('the bundles that Electron starts', () => {
  test('the preload requires nothing but electron', () => {
    const preload = readFileSync(join(outDir, 'preload.cjs'), 'utf8')
    expect([...preload.matchAll(/require\(["']([^"']+)["']\)/g)].map((found) => found[1])).toEqual([
      'electron',
    ])
  })

  test('what bounds Automerge’s memory comes before Automerge', () => {
    const importsOf = (name: string) =>
      [...readFileSync(join(outDir, name), 'utf8').matchAll(/^import\b[^;\n]*?["']([^"']+)["']/gm)].map(
        (found) => found[1] ?? '',
      )
    for (const program of ['sync-child.mjs', 'session-documents.mjs'])
      expect(importsOf(program)[0], program).toBe('./bound-automerge.mjs')
    // What it is made of may lie in a piece of its own, which then needs nothing else either.
    const made = importsOf('bound-automerge.mjs').flatMap((from) =>
      from.startsWith('./bound-automerge-') ? importsOf(from.slice(2)) : [from],
    )
    expect(made).toEqual(['node:v8'])
  })

  test('the station process opens a training workspace and its ledger, serves its view over a port, and closes', async () => {
    writeFileSync(join(folder, 'parent.mjs'), parent)
    const child = spawn(process.execPath, [
      join(folder, 'parent.mjs'),
      join(outDir, 'station.mjs'),
      join(folder, 'training'),
    ])
    let out = ''
    let err = ''
    child.stdout.on('data', (part) => (out += part))
    child.stderr.on('data', (part) => (err += part))
    const code = await new Promise((resolved) => child.on('close', resolved))
    expect(
      out
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
      err,
    ).toEqual([
      { type: 'opened' },
      { format: 'bondmark/station-view/1', training: true, state: 'signed-out' },
    ])
    expect(code).toBe(0)
  })
})
