import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64 } from '../../../core/encoding/base64.ts'
import { formatCheckpoint } from '../../../core/log/checkpoint.ts'
import { verifyCosignature } from '../../../core/log/cosignature.ts'
import { openNote, signNote } from '../../../core/log/note.ts'
import { consistencyPath, leafHash, rootOf } from '../../../core/log/tree.ts'
import { formatVkey } from '../../../core/log/vkey.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { type RunningWitness, serveWitness } from './witness.ts'
import { formatWitnessRequest } from './witness-request.ts'

const log = { ...signerFromSeed(generateSeed()), name: 'ledger.example/bondmark/a' }
const other = { ...signerFromSeed(generateSeed()), name: log.name }
const renewed = { ...signerFromSeed(generateSeed()), name: log.name }
const signer = { ...signerFromSeed(generateSeed()), name: 'witness.example/w1' }
const vkey = formatVkey(signer.name, 4, signer.publicKey)
const now = 1_790_000_000

const leaves = (count: number, seed = 0) =>
  Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(seed, i >> 8, i & 255)))
const text = (size: number, seed = 0, origin = log.name) =>
  formatCheckpoint({ origin, size, root: rootOf(leaves(size, seed)) })

/** A signed checkpoint of no leaves with this root. */
const noLeaves = (root: Uint8Array) => signNote(`${log.name}\n0\n${toBase64(root)}\n`, [log])

let folder: string
let witness: RunningWitness
const start = (rate?: { perMinuteOfOne: number; perMinute: number }) =>
  serveWitness({
    file: join(folder, 'witness.sqlite'),
    host: '127.0.0.1',
    port: 0,
    signer,
    logVkeys: () => [log, renewed].map(({ name, publicKey }) => formatVkey(name, 1, publicKey)),
    now: () => now,
    ...(rate && { rate }),
    logger: createLogger({ name: 'test', level: 'silent' }),
  })
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-witness-'))
  witness = await start()
})
afterEach(async () => {
  await witness.close()
  rmSync(folder, { recursive: true })
})

async function post(body: string) {
  const response = await fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body })
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() }
}

/** Asks for a cosignature of the log at `size`, with a right proof from `oldSize` unless told otherwise. */
const add = (oldSize: number, size: number, { seed = 0, by = log, proofFrom = oldSize } = {}) =>
  post(
    formatWitnessRequest({
      oldSize,
      proof: proofFrom > 0 && proofFrom < size ? consistencyPath(leaves(size, seed), proofFrom) : [],
      checkpoint: signNote(text(size, seed), [by]),
    }),
  )

describe('a witness', () => {
  it('cosigns a log that grows', async () => {
    for (const [oldSize, size] of [
      [0, 3],
      [3, 3],
      [3, 8],
      [8, 300],
    ] as const) {
      const { status, body } = await add(oldSize, size)
      expect(status).toBe(200)
      const checked = verifyCosignature({ noteText: text(size), line: body, vkey, verify: verifyEd25519 })
      expect(checked.timestamp).toBe(now)
    }
  })

  it('answers 409 and the size it knows when the old size is another', async () => {
    await add(0, 5)
    expect(await add(3, 8)).toEqual({ status: 409, type: 'text/x.tlog.size', body: '5\n' })
    expect(await add(0, 8)).toMatchObject({ status: 409, body: '5\n' })
  })

  it('answers 409 to another root of the same size', async () => {
    await add(0, 5)
    expect(await add(5, 5, { seed: 1 })).toMatchObject({ status: 409 })
  })

  it('answers 422 when the proof does not lead from what it has seen', async () => {
    await add(0, 5)
    expect(await add(5, 8, { seed: 1 })).toMatchObject({ status: 422 })
    expect(await add(5, 8, { proofFrom: 4 })).toMatchObject({ status: 422 })
    expect(await add(5, 8)).toMatchObject({ status: 200 })
  })

  it('answers 400 when the old size is beyond the checkpoint', async () => {
    await add(0, 5)
    expect(await add(5, 3)).toMatchObject({ status: 400 })
  })

  it('answers 403 to a checkpoint that the log did not sign', async () => {
    expect(await add(0, 5, { by: other })).toMatchObject({ status: 403 })
  })

  it('answers 404 for a log that it does not watch', async () => {
    const checkpoint = signNote(text(5, 0, 'ledger.example/bondmark/b'), [
      { ...log, name: 'ledger.example/bondmark/b' },
    ])
    expect(await post(formatWitnessRequest({ oldSize: 0, proof: [], checkpoint }))).toMatchObject({
      status: 404,
    })
  })

  it.each([
    ['nothing', ''],
    ['no blank line', 'old 0\n'],
    ['a leading zero', `old 00\n\n${signNote(text(5), [log])}`],
    ['a proof line that is no hash', `old 0\nAAAA\n\n${signNote(text(5), [log])}`],
    ['another word', `odd 0\n\n${signNote(text(5), [log])}`],
    ['no size', `old \n\n${signNote(text(5), [log])}`],
    ['a space at the end', `old 0 \n\n${signNote(text(5), [log])}`],
    ['the root of another tree for no leaves', `old 0\n\n${noLeaves(new Uint8Array(32))}`],
    ['64 proof lines', `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${signNote(text(5), [log])}`],
    ['no checkpoint', 'old 0\n\nwords\n'],
    ['more than it reads', `old 0\n${'x'.repeat(80_000)}`],
  ])('answers 400 to %s', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400 })
  })

  it('answers with whole signature lines, which open the checkpoint they are put under', async () => {
    const checkpoint = signNote(text(5), [log])
    const { status, body } = await post(formatWitnessRequest({ oldSize: 0, proof: [], checkpoint }))
    expect(status).toBe(200)
    expect(body).toMatch(/^(?:— [^ \n]+ [A-Za-z0-9+/]+={0,2}\n)+$/)
    expect(openNote(checkpoint + body, [vkey], verifyEd25519).verified).toMatchObject([{ timestamp: now }])
  })

  it('takes 63 proof lines for a request, right or wrong', async () => {
    await add(0, 5)
    const line = `${'A'.repeat(43)}=\n`
    const checkpoint = signNote(text(8), [log])
    expect(await post(`old 5\n${line.repeat(63)}\n${checkpoint}`)).toMatchObject({ status: 422 })
  })

  it.each([
    ['an empty tree', 0, [], 200],
    ['an empty tree with a proof', 0, leaves(1), 422],
    ['a first leaf', 1, [], 200],
    ['a first leaf with a proof', 1, leaves(1), 422],
  ])('answers %s from size 0, twice', async (_, size, proof, status) => {
    const checkpoint = signNote(text(size), [log])
    expect(await post(formatWitnessRequest({ oldSize: 0, proof, checkpoint }))).toMatchObject({ status })
    const again = await post(formatWitnessRequest({ oldSize: status === 200 ? size : 0, proof, checkpoint }))
    expect(again).toMatchObject({ status })
  })

  it('is asked as often as one likes over one connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    for (const [oldSize, size] of [
      [0, 2],
      [2, 3],
      [1, 3],
    ] as const) {
      const checkpoint = signNote(text(size), [log])
      const proof = oldSize > 0 ? consistencyPath(leaves(size), oldSize) : []
      await new Promise<void>((resolve, reject) => {
        const asked = request(`${witness.url}/add-checkpoint`, { method: 'POST', agent }, (response) => {
          ports.add(response.socket.localPort)
          response.resume().once('end', resolve)
        })
        asked.once('error', reject)
        asked.end(formatWitnessRequest({ oldSize, proof, checkpoint }))
      })
    }
    agent.destroy()
    expect(ports.size).toBe(1)
  })

  it('remembers what it cosigned after a restart', async () => {
    await add(0, 5)
    await witness.close()
    witness = await start()
    expect(await add(0, 3)).toMatchObject({ status: 409, body: '5\n' })
    expect(await add(5, 6)).toMatchObject({ status: 200 })
  })

  it('cosigns one of two requests that race for the same step', async () => {
    await add(0, 5)
    const answers = await Promise.all([add(5, 7), add(5, 6), add(5, 7)])
    const sizes = answers.filter(({ status }) => status === 200)
    expect(sizes).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
  })

  it.each([
    ['a proof from size zero', 0, 5, ['x']],
    ['a proof for one and the same tree', 5, 5, ['x']],
    ['no proof between two sizes', 5, 8, []],
    ['a proof that goes on too long', 5, 8, ['right', 'x']],
  ] as const)('answers 422 to %s', async (_, oldSize, size, lines) => {
    if (oldSize > 0) await add(0, oldSize)
    const right = oldSize > 0 && oldSize < size ? consistencyPath(leaves(size), oldSize) : []
    const proof = lines.flatMap((line) => (line === 'right' ? right : [new Uint8Array(32)]))
    const checkpoint = signNote(text(size), [log])
    expect(await post(formatWitnessRequest({ oldSize, proof, checkpoint }))).toMatchObject({ status: 422 })
    expect(await add(oldSize, size)).toMatchObject({ status: 200 })
  })

  it('looks at the origin first, then at the signature, then at the sizes', async () => {
    await add(0, 5)
    const foreign = { ...other, name: 'ledger.example/bondmark/b' }
    const unknown = signNote(text(3, 0, foreign.name), [foreign])
    expect(await post(`old 9\n\n${unknown}`)).toMatchObject({ status: 404 })
    expect(await post(`old 9\n\n${signNote(text(3), [other])}`)).toMatchObject({ status: 403 })
    expect(await post(`old 9\n\n${signNote(text(3), [log])}`)).toMatchObject({ status: 400 })
    expect(await post(`old 3\n\n${signNote(text(3), [log])}`)).toMatchObject({ status: 409, body: '5\n' })
  })

  it('ignores signatures of keys that it does not know, and cosigns for either key of a log', async () => {
    expect(
      await post(
        formatWitnessRequest({ oldSize: 0, proof: [], checkpoint: signNote(text(4), [other, log, renewed]) }),
      ),
    ).toMatchObject({ status: 200 })
    expect(await add(4, 6, { by: renewed })).toMatchObject({ status: 200 })
    expect(await add(6, 7)).toMatchObject({ status: 200 })
  })

  it.each([
    ['carriage returns', () => `old 0\r\n\r\n${signNote(text(5), [log])}`],
    ['a second space', () => `old  0\n\n${signNote(text(5), [log])}`],
    ['a sign', () => `old +0\n\n${signNote(text(5), [log])}`],
    ['no newline at its end', () => `old 0\n\n${signNote(text(5), [log]).trimEnd()}`],
    ['a size beyond 53 bits', () => `old 9007199254740993\n\n${signNote(text(5), [log])}`],
    ['extension lines', () => `old 0\n\n${signNote(`${text(5)}more\n`, [log])}`],
    [
      '17 signatures',
      () =>
        `old 0\n\n${signNote(
          text(5),
          Array.from({ length: 16 }, () => other),
        )}${'— x AAAAAAA=\n'}`,
    ],
  ])('answers 400 to %s', async (_, body) => {
    expect(await post(body())).toMatchObject({ status: 400 })
  })

  it('says no page and no other method', async () => {
    const said = await fetch(`${witness.url}/add-checkpoint`)
    expect([said.status, said.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await fetch(`${witness.url}/`)).status).toBe(404)
  })

  it('cosigns the empty log, and what comes after it', async () => {
    expect(await add(0, 0)).toMatchObject({ status: 200 })
    expect(await add(0, 1)).toMatchObject({ status: 200 })
  })

  it('asks those who ask too often to wait', async () => {
    await witness.close()
    witness = await start({ perMinuteOfOne: 3, perMinute: 9 })
    const statuses: number[] = []
    for (let n = 0; n < 5; n += 1) statuses.push((await post('')).status)
    expect(statuses).toEqual([400, 400, 400, 429, 429])
  })
})
