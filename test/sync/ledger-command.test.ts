import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { openSession } from './open-session.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

const bootstrap = fileURLToPath(new URL('../../bootstrap.mjs', import.meta.url))
const words = 'four words make one passphrase'

let folder: string
let data: string
let passphrase: string
let consortium: TrainingConsortium
const children: ChildProcess[] = []

function start(...args: string[]) {
  const child = spawn(process.execPath, [bootstrap, 'bondmark', 'ledger', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (piece: Buffer) => (said.out += piece))
  child.stderr.on('data', (piece: Buffer) => (said.err += piece))
  return { child, said, exited: once(child, 'close').then(([code]) => code as number | null) }
}

async function run(...args: string[]) {
  const { exited, said } = start(...args)
  return { code: await exited, ...said }
}

/** Serves until it is told otherwise; resolves when it says where. */
async function serve(...more: string[]) {
  const running = start(
    ...[
      'serve',
      '--data',
      data,
      '--membership',
      consortium.membershipFile,
      '--listen',
      '127.0.0.1:0',
      '--json',
    ],
    ...['--passphrase-file', passphrase, ...more],
  )
  while (!running.said.out.includes('\n')) {
    if (running.child.exitCode !== null) throw new Error(running.said.err)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const said = JSON.parse(running.said.out) as { url: string; logVkey: string; witnessVkey: string }
  return { ...running, ...said }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-command-'))
  data = join(folder, 'ledger')
  passphrase = join(folder, 'passphrase')
  writeFileSync(passphrase, `${words}\n`)
  const args = ['--data', data, '--org', 'ningbo-bonded', '--host', 'ledger.bondmark.example']
  const made = await run('init', ...args, '--passphrase-file', passphrase, '--json')
  expect(made.code).toBe(0)
  const { keys, origin } = JSON.parse(made.out)
  expect(origin).toBe('ledger.bondmark.example/bondmark/ningbo-bonded')
  expect(readFileSync(join(data, 'keys.sealed.json'), 'utf8')).not.toContain(words)
  expect((await run('init', ...args, '--passphrase-file', passphrase)).code).toBe(1)
  consortium = makeTrainingConsortium(({ training: _, keys: listed, ...payload }) => ({
    ...payload,
    keys: [...listed.filter(({ use }) => use !== 'log' && use !== 'witness'), ...keys],
  }))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => {
  consortium.remove()
  rmSync(folder, { recursive: true, force: true })
})

describe('the ledger on the command line', () => {
  it('serves with the keys that init made, backs up, checks, and ends in order', async () => {
    const ledger = await serve()
    const { station, supervisor } = consortium
    const batch = sealBatch(station, supervisor, 1, makeStatements(station, 3))
    const trust = { logVkey: ledger.logVkey, witnessVkeys: [ledger.witnessVkey], k: 1 }
    const synced = await syncBatch({
      url: ledger.url,
      station: station.issuer,
      batch,
      identity: station,
      ...trust,
    })
    expect(synced.receipts).toHaveLength(4)
    const metrics = await (await fetch(`${ledger.url}/metrics`)).text()
    expect(metrics).toContain('\nbondmark_ledger_entries 4\n')
    expect(metrics).toContain('\nbondmark_ledger_sessions_total{reason="done"} 1\n')
    expect(metrics).toMatch(/\nbondmark_ledger_checkpoint_age_seconds \d+\n/)
    expect(metrics).toMatch(/\nbondmark_ledger_database_bytes\{file="log.sqlite"\} \d+\n/)
    const file = join(folder, 'backup.tar')
    const backup = await run('backup', '--data', data, '--out', file, '--json')
    expect(JSON.parse(backup.out)).toMatchObject({ entries: 4, checkpoint: 4, encrypted: false })
    const checked = await run('fsck', '--data', data, '--json')
    expect([checked.code, JSON.parse(checked.out)]).toMatchObject([0, { ok: true, entries: 4, problems: [] }])
    ledger.child.kill('SIGTERM')
    expect(await ledger.exited).toBe(0)
    expect(`${ledger.said.err}${ledger.said.out}`).not.toContain(words)
  })

  it('lets the session in hand finish, and lets no other in', async () => {
    const ledger = await serve()
    const connection = await connectToLedger(ledger.url)
    await openSession(connection, { ...consortium, logVkey: ledger.logVkey })
    ledger.child.kill('SIGINT')
    await expect
      .poll(() =>
        fetch(ledger.url).then(
          () => 'there',
          () => 'gone',
        ),
      )
      .toBe('gone')
    expect(ledger.child.exitCode).toBeNull()
    await connection.close()
    expect(await ledger.exited).toBe(0)
  })

  it('ends at once at the second signal', async () => {
    const ledger = await serve()
    const connection = await connectToLedger(ledger.url)
    await openSession(connection, { ...consortium, logVkey: ledger.logVkey })
    ledger.child.kill('SIGTERM')
    await expect.poll(() => ledger.said.err).toMatch(/at once|立即/)
    ledger.child.kill('SIGTERM')
    expect(await ledger.exited).toBe(130)
    await connection.close()
  })

  it.each([
    [['--tls-cert', 'x.pem'], 'needs both'],
    [['--listen', '127.0.0.1'], 'no address'],
  ])('refuses %s: %s', async (more) => {
    const args = [
      'serve',
      '--data',
      data,
      '--membership',
      consortium.membershipFile,
      '--passphrase-file',
      passphrase,
    ]
    const refused = await run(...args, '--port', '0', ...more)
    expect(refused.code).toBe(2)
    expect(refused.err).not.toMatch(/Error:|at .*\.ts/)
  })
})
