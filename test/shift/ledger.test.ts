import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchExportAnswer } from '../../core/contract/batch-answers.ts'
import { answerOf, bondmark, type Running, startBondmark } from './bondmark.ts'
import { type ShiftAnswer, sample } from './sample.ts'
import { seededRandom } from './seeded-random.ts'
import { makeScratch, processesOf, receiptsOf, statementsOf } from './workspace-on-disk.ts'

interface SyncAnswer {
  readonly ok: boolean
  readonly batches: readonly { batch: number; state: string; statements: number; receipts: number }[]
  readonly bytesSent: number
}

const scratch = makeScratch()
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const quick = sample('quick')
const withoutSeal = join(scratch, 'without-seal.ndjson')

const unsealed = join(scratch, 'unsealed')
const sealed = join(scratch, 'sealed')

/** A workspace whose batch is sealed and on no ledger yet. */
function sealedCopy(name: string): string {
  const workspace = join(scratch, name)
  cpSync(sealed, workspace, { recursive: true })
  return workspace
}

const sync = (workspace: string, ...more: string[]) =>
  answerOf<SyncAnswer>(['sync', '--workspace', workspace, ...more])

/** Starts `bondmark ledger serve` and waits for its address. */
async function serveLedger(data: string, membership: string): Promise<{ running: Running; url: string }> {
  const running = startBondmark([
    ...['ledger', 'serve', '--data', data, '--port', '0', '--membership', membership, '--json'],
  ])
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    running.child.stdout?.on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    running.ended.then(({ stderr }) => reject(new Error(stderr)))
  })
  return { running, url: JSON.parse(line).url }
}

let shift: Awaited<ReturnType<typeof answerOf<ShiftAnswer>>>
let seal: Awaited<ReturnType<typeof answerOf<{ id: string }>>>

beforeAll(async () => {
  const lines = readFileSync(quick.scans, 'utf8').trimEnd().split('\n')
  writeFileSync(withoutSeal, `${lines.slice(0, -1).join('\n')}\n`)
  await bondmark(['init', '--workspace', unsealed, '--training'])
  shift = await answerOf<ShiftAnswer>([
    ...['shift', '--workspace', unsealed, '--plan', quick.plan, '--scans', withoutSeal],
  ])
  cpSync(unsealed, sealed, { recursive: true })
  seal = await answerOf(['seal', '--workspace', sealed])
})

describe('a shift whose script ends before the seal', () => {
  it('names what is left, with exit code 1', async () => {
    expect([shift.code, shift.json]).toMatchObject([1, { ok: false, labels: { verified: 10 }, receipts: 0 }])
    expect(shift.stderr).toContain('not sealed')
    const { code, json, stderr } = await sync(unsealed)
    expect([code, json.batches[0]?.state]).toEqual([1, 'open'])
    expect(stderr).toContain('not sealed')
  })

  it('is sealed by a command, which answers the manifest, and once only', async () => {
    const before = statementsOf(unsealed)
    expect([seal.code, seal.json]).toMatchObject([
      0,
      { format: 'bondmark/manifest/1', batch: 1, firstSeq: 1, lastSeq: before.length, count: before.length },
    ])
    expect(statementsOf(sealed).map(({ id }) => id)).toEqual([...before.map(({ id }) => id), seal.json.id])
    const again = await bondmark(['seal', '--workspace', sealed, '--json'])
    expect([again.code, again.stdout]).toEqual([1, ''])
    expect(again.stderr).toContain('nothing to seal')
  })

  it('gives out no evidence before it is on a ledger', async () => {
    const out = join(scratch, 'early.evidence')
    const [unit = ''] = shift.json.units
    const { code, stdout, stderr } = await bondmark([
      ...['evidence', unit, '--workspace', sealed, '--out', out, '--json'],
    ])
    expect([code, stdout, existsSync(out)]).toEqual([1, '', false])
    expect(stderr).toContain('no receipt')
  })

  it('stays sealed while the ledger cannot be reached', async () => {
    const workspace = sealedCopy('unreachable')
    for (const url of ['ws://127.0.0.1:1', 'http://127.0.0.1:1', 'not an address']) {
      const { code, json, stderr } = await sync(workspace, '--ledger', url)
      expect([code, json]).toMatchObject([1, { ok: false, batches: [{ state: 'sealed', receipts: 0 }] }])
      expect(stderr).toContain(`No ledger answers at ${url}`)
      expect(stderr).toContain('Everything is kept here')
    }
    const later = await sync(workspace)
    expect([later.code, later.json]).toMatchObject([0, { ok: true, batches: [{ state: 'receipted' }] }])
  })
})

describe('a batch that is carried by hand', () => {
  it('is exported, taken by the ledger’s host, and its receipts imported, and imported again', async () => {
    const workspace = sealedCopy('carried')
    const [file, receipts] = [join(scratch, 'batch-1.bin'), join(scratch, 'batch-1.receipts')]
    const asked = ['--workspace', workspace]
    const exported = await answerOf<unknown>(['batch', 'export', '1', ...asked, '--out', file])
    expect([exported.code, batchExportAnswer.parse(exported.json).statements]).toEqual([
      0,
      statementsOf(sealed).length,
    ])
    const data = ['--data', join(workspace, 'ledger'), '--membership', join(workspace, 'membership.json')]
    const taken = await bondmark(['ledger', 'take', file, ...data, '--out', receipts])
    expect([taken.code, taken.stderr]).toEqual([0, expect.stringContaining('bring it back to the station')])
    for (let time = 1; time <= 2; time++) {
      const { code, json } = await answerOf<unknown>(['batch', 'import', receipts, ...asked])
      const n = statementsOf(sealed).length
      const whole = { batch: 1, state: 'receipted', statements: n, receipts: n, refused: [], waiting: null }
      expect([code, json]).toEqual([0, { format: 'bondmark/batch-import/1', ...whole }])
    }
    const bytes = readFileSync(receipts)
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1
    writeFileSync(receipts, bytes)
    const changed = await bondmark(['batch', 'import', receipts, ...asked])
    expect([changed.code, changed.stderr]).toEqual([1, expect.stringContaining('changed or damaged')])
    const missing = await bondmark(['batch', 'export', '7', ...asked, '--out', file])
    expect(missing.code).toBe(2)
  })
})

describe('a ledger served elsewhere', () => {
  it('takes a sealed batch, gives its receipts, survives kill -9, and ends on Ctrl-C', async () => {
    const workspace = sealedCopy('elsewhere')
    const data = join(scratch, 'elsewhere-data')
    const membership = join(workspace, 'membership.json')
    const first = await serveLedger(data, membership)
    const synced = await sync(workspace, '--ledger', first.url)
    expect([synced.code, synced.json]).toMatchObject([0, { ok: true, batches: [{ state: 'receipted' }] }])
    expect(receiptsOf(workspace)).toHaveLength(statementsOf(workspace).length)
    first.running.killAlone()
    await first.running.ended
    const second = await serveLedger(data, membership)
    const again = await sync(workspace, '--ledger', second.url)
    expect([again.code, again.json.ok]).toEqual([0, true])
    second.running.child.kill('SIGINT')
    expect((await second.running.ended).code).toBe(0)
    const { code, json } = await answerOf<object>(['fsck', '--workspace', workspace])
    expect([code, json]).toMatchObject([0, { problems: [] }])
  })

  it('of another consortium refuses the station, and nothing is lost', async () => {
    const [mine, theirs] = [sealedCopy('mine'), join(scratch, 'theirs')]
    await bondmark(['init', '--workspace', theirs, '--training'])
    const served = await serveLedger(join(scratch, 'theirs-data'), join(theirs, 'membership.json'))
    const { code, json, stderr } = await sync(mine, '--ledger', served.url)
    served.running.child.kill('SIGTERM')
    await served.running.ended
    expect([code, json]).toMatchObject([1, { ok: false, batches: [{ state: 'sealed', receipts: 0 }] }])
    expect(stderr).not.toBe('')
    expect((await sync(mine)).code).toBe(0)
  })

  it('that hangs up, or answers nonsense, is told, and nothing is lost', async () => {
    const workspace = sealedCopy('nonsense')
    for (const said of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', '\0\0\0\0']) {
      const server = createServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => socket.end(said))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as { port: number }
      const { code, json, stderr } = await sync(workspace, '--ledger', `http://127.0.0.1:${port}`)
      server.close()
      expect([code, json]).toMatchObject([1, { ok: false, batches: [{ state: 'sealed', receipts: 0 }] }])
      expect(stderr).toMatch(/kept/)
      expect(stderr).not.toContain('    at ')
    }
    expect((await sync(workspace)).code).toBe(0)
  })
})

describe('the training ledger', () => {
  it('killed during a sync leaves nothing lost: the next sync ends it', async () => {
    const random = seededRandom(42)
    const workspace = sealedCopy('killed-ledger')
    let killed = 0
    for (let n = 0; n < 6; n++) {
      const running = startBondmark(['sync', '--workspace', workspace, '--json'])
      const ledger = await childOf(running, workspace)
      await sleep(random() * 700)
      if (ledger !== null && isThere(ledger)) {
        process.kill(ledger, 'SIGKILL')
        killed++
      }
      const { code, stdout, stderr } = await running.ended
      expect([0, 1]).toContain(code)
      expect(stderr).not.toContain('    at ')
      const { ok, batches } = JSON.parse(stdout) as SyncAnswer
      expect(ok).toBe(code === 0)
      if (ok && batches[0]?.state === 'receipted') break
    }
    expect(killed).toBeGreaterThan(0)
    const last = await sync(workspace)
    expect([last.code, last.json]).toMatchObject([0, { ok: true, batches: [{ state: 'receipted' }] }])
    const { code, json } = await answerOf<object>(['fsck', '--workspace', workspace])
    expect([code, json]).toMatchObject([0, { problems: [] }])
    expect(processesOf(workspace)).toEqual([])
  })
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The ledger that a command has started, by its command line; null when the command ended first. */
async function childOf(running: Running, workspace: string): Promise<number | null> {
  while (running.child.exitCode === null) {
    const found = processesOf(workspace).find(({ command }) => command.includes('ledger/main.ts'))
    if (found) return found.pid
    await sleep(5)
  }
  return null
}
