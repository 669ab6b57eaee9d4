import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { startLedgerProcess } from './ledger-process.ts'
import { openSession } from './open-session.ts'
import { makeTrainingConsortium, type TrainingConsortium } from './training-consortium.ts'

let consortium: TrainingConsortium
beforeAll(() => {
  consortium = makeTrainingConsortium()
})
afterAll(() => consortium.remove())

const pause = () => new Promise((resolve) => setTimeout(resolve, 300))

/** It has heard that it is to end: a second signal before that would be one with the first. */
const takesNobodyIn = (url: string) =>
  expect
    .poll(() =>
      fetch(`${url}/health`).then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed')

it("ends the ledger's program in order: a session in hand may finish, and a second signal ends it at once", async () => {
  const first = await startLedgerProcess(consortium)
  const connection = await connectToLedger(first.url)
  await openSession(connection, consortium)
  const ended = first.end()
  await takesNobodyIn(first.url)
  await pause()
  expect([first.child.exitCode, first.child.signalCode]).toEqual([null, null])
  await connection.close()
  expect(await ended).toBe(0)

  const second = await startLedgerProcess(consortium)
  const other = await connectToLedger(second.url)
  await openSession(other, consortium)
  const exited = once(second.child, 'exit')
  second.child.kill('SIGTERM')
  await takesNobodyIn(second.url)
  expect(second.child.exitCode).toBeNull()
  second.child.kill('SIGTERM')
  expect(await exited).toEqual([130, null])
})

it('ends in order when nobody is left who started it', async () => {
  const { child } = await startLedgerProcess(consortium)
  const exited = once(child, 'exit')
  child.disconnect()
  expect(await exited).toEqual([0, null])
})
