import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatCheckpoint } from '../../core/log/checkpoint.ts'
import { appendSignature, signNote } from '../../core/log/note.ts'
import { consistencyPath, leafHash, rootOf } from '../../core/log/tree.ts'
import { formatWitnessRequest } from '../../sync/ledger/witness/witness-request.ts'
import { makeThreeMembers, type ThreeMembers } from './three-members.ts'
import { startWitnessProcess, type WitnessProcess } from './witness-process.ts'

let three: ThreeMembers
let witness: WitnessProcess | null
beforeEach(async () => {
  three = makeThreeMembers()
  witness = await startWitnessProcess(three.witness)
})
afterEach(async () => {
  await witness?.kill()
  three.remove()
})

const leaves = (count: number, forkAt = count) =>
  Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i < forkAt ? 0 : 1, i >> 8, i & 255)))
const noteOf = (of: readonly Uint8Array[]) => {
  const { logSigner } = three.members[0]
  return signNote(formatCheckpoint({ origin: logSigner.name, size: of.length, root: rootOf(of) }), [
    logSigner,
  ])
}
async function add(oldSize: number, of: readonly Uint8Array[], note = noteOf(of)) {
  const proof = oldSize > 0 && oldSize < of.length ? consistencyPath(of, oldSize) : []
  const response = await fetch(`${witness?.url}/add-checkpoint`, {
    method: 'POST',
    body: formatWitnessRequest({ oldSize, proof, checkpoint: note }),
  })
  return { status: response.status, body: await response.text() }
}
const health = async () =>
  (await (await fetch(`${witness?.url}/health`)).json()) as {
    ok: boolean
    logs: { origin: string; size: number; fork: string | null }[]
  }

describe('the witness program', () => {
  it('never goes back behind a cosignature that somebody has, killed at any moment', async () => {
    let given = 0
    for (let round = 0; round < 2; round += 1) {
      const asked = Array.from({ length: 6 }, async (_, i) => {
        const size = given + i + 1
        // Killed while it answers: what was not answered may or may not have been signed.
        const { status } = await add(size - 1, leaves(size)).catch(() => ({ status: 0 }))
        if (status === 200) given = Math.max(given, size)
      })
      if (round > 0) await witness?.kill()
      await Promise.all(asked)
      if (round > 0) witness = await startWitnessProcess(three.witness)
      const [log] = (await health()).logs.filter(({ origin }) => origin === three.members[0].logSigner.name)
      expect(log?.size).toBeGreaterThanOrEqual(given)
      given = log?.size ?? 0
      // One behind is refused, and another history of what it has cosigned too.
      if (given > 1) expect(await add(given - 1, leaves(given - 1))).toMatchObject({ status: 409 })
      expect((await add(given, leaves(given + 1, 0))).status).toBe(given === 0 ? 200 : 422)
    }
    expect(given).toBeGreaterThan(0)
  })

  it('remembers by its own cosignature what a restored copy of its file has forgotten', async () => {
    await add(0, leaves(3))
    await witness?.end()
    const copy = `${three.witness.data}-copy`
    cpSync(three.witness.data, copy, { recursive: true })
    witness = await startWitnessProcess(three.witness)
    const cosigned = await add(3, leaves(8))
    expect(cosigned.status).toBe(200)
    const published = appendSignature(noteOf(leaves(8)), cosigned.body)
    await witness.end()
    rmSync(three.witness.data, { recursive: true })
    cpSync(copy, three.witness.data, { recursive: true })

    // The log's own page shows it at the start.
    const page = createServer((_, response) => void response.end(published)).listen(0, '127.0.0.1')
    await new Promise((resolve) => page.once('listening', resolve))
    const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
    const logs = three.members.map(({ logVkey }) => ({ vkey: logVkey, url }))
    writeFileSync(three.witness.logsFile, JSON.stringify({ format: 'bondmark/witness-logs/1', logs }))
    witness = await startWitnessProcess(three.witness)
    await expect.poll(async () => (await health()).logs[0]?.size).toBe(8)
    page.close()
    page.closeAllConnections()
    // From size 3 the log could fork now; the witness would not help.
    expect(await add(3, leaves(9, 4))).toMatchObject({ status: 409, body: '8\n' })

    // Without such a page, a request that carries it does the same.
    await witness.end()
    rmSync(three.witness.data, { recursive: true })
    cpSync(copy, three.witness.data, { recursive: true })
    witness = await startWitnessProcess(three.witness)
    expect(await add(3, leaves(8), published)).toMatchObject({ status: 409, body: '8\n' })
    expect(await add(3, leaves(9, 4))).toMatchObject({ status: 409, body: '8\n' })
  })

  it('keeps the proof when a log shows it two views, and says so', async () => {
    await add(0, leaves(5))
    expect((await add(5, leaves(5, 2))).status).toBe(409)
    const said = await health()
    const fork = said.logs.find(({ origin }) => origin === three.members[0].logSigner.name)?.fork
    expect(said.ok).toBe(false)
    const proof = (await (await fetch(`${witness?.url}${fork}`)).json()) as { kind: string }
    expect(proof).toMatchObject({ format: 'bondmark/fork-proof/1', kind: 'split-view' })
  })

  it('watches a log that its list names later, by its new key as well', async () => {
    const logs = [{ vkey: three.members[1].logVkey }]
    writeFileSync(three.witness.logsFile, JSON.stringify({ format: 'bondmark/witness-logs/1', logs }))
    await expect.poll(async () => (await add(0, leaves(2))).status).toBe(404)
    const both = [{ vkey: three.members[0].logVkey }, ...logs]
    writeFileSync(three.witness.logsFile, JSON.stringify({ format: 'bondmark/witness-logs/1', logs: both }))
    await expect.poll(async () => (await add(0, leaves(2))).status).not.toBe(404)
  })

  it('serves its folder once at a time', async () => {
    await expect(startWitnessProcess(three.witness)).rejects.toMatchObject({
      failure: { code: 'ledger-in-use' },
    })
  })
})
