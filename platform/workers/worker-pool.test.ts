import { afterEach, describe, expect, it } from 'vitest'
import { openWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts'

interface Task {
  readonly say: 'double' | 'die' | 'hang'
  readonly value: number
}
interface Answer {
  readonly value: number
  readonly thread: number
}

let pool: WorkerPool<Task, Answer>
afterEach(() => pool.close())

const open = (more: Partial<WorkerPoolOptions> = {}) => {
  pool = openWorkerPool<Task, Answer>({
    program: new URL('./doubling-worker.stub.ts', import.meta.url),
    threads: 2,
    waitingMax: 100,
    heapMibMax: 64,
    taskMsMax: 20_000,
    ...more,
  })
}
const double = (value: number) => pool.run({ say: 'double', value })

describe('a pool of workers', () => {
  it('answers every task with its own answer, on no more threads than it may have', async () => {
    open()
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => double(i)))
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, i) => i * 2))
    expect(new Set(answers.map(({ thread }) => thread)).size).toBeLessThanOrEqual(2)
  })

  it('fails the task of a thread that died, and no other, then or later', async () => {
    open({ threads: 1 })
    const said = await Promise.allSettled([double(1), pool.run({ say: 'die', value: 0 }), double(2)])
    expect(said.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await double(3)).toMatchObject({ value: 6 })
  })

  it('ends a thread that does not come to an end', async () => {
    open({ threads: 1, taskMsMax: 300 })
    // Its start takes longer than that on a busy machine, so the first task only starts it.
    await double(1).catch(() => null)
    await expect(pool.run({ say: 'hang', value: 0 })).rejects.toThrow('worker thread ended')
  })

  it('refuses one more than may wait, and everything once it is closed', async () => {
    open({ threads: 1, waitingMax: 1 })
    const running = double(1)
    const waiting = double(2)
    await expect(double(3)).rejects.toMatchObject({ code: 'workers-busy' })
    expect(await running).toMatchObject({ value: 2 })
    expect(await waiting).toMatchObject({ value: 4 })
    const cut = pool.run({ say: 'hang', value: 0 })
    const refused = expect(cut).rejects.toMatchObject({ code: 'workers-closed' })
    await pool.close()
    await refused
    await expect(double(4)).rejects.toMatchObject({ code: 'workers-closed' })
  })

  it('goes on after a task that can not be sent to a thread', async () => {
    open({ threads: 1 })
    await expect(pool.run({ say: 'double', value: (() => 1) as never })).rejects.toThrow()
    expect(await double(5)).toMatchObject({ value: 10 })
  })
})
