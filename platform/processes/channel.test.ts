import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { tellProcess } from './channel.ts'

const path = (from: string) => fileURLToPath(new URL(from, import.meta.url))

function startParent(program: string, task: unknown, ...more: string[]): ChildProcess {
  const args = [path('forking-parent.stub.ts'), path(program), JSON.stringify(task), ...more]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What both have said by the end of both: the child has the same standard error, which closes with the last of them. */
const wordsOf = ({ stderr }: ChildProcess): Promise<string> => text(stderr as NonNullable<typeof stderr>)

it('a child whose parent is killed while it tells ends, and says nothing', async () => {
  const parent = startParent('telling-child.stub.ts', 'begin')
  const words = wordsOf(parent)
  await once(parent.stdout as NonNullable<typeof parent.stdout>, 'data')
  parent.kill('SIGKILL')
  expect(await words).toBe('')
})

it.each([
  [
    'the sync',
    '../../sync/replication/child.ts',
    { type: 'run', task: { url: 'ws://127.0.0.1:9', batch: { statements: [] } } },
  ],
  ['shared counts', '../../main/progress/share-child.ts', { type: 'run', task: { database: '/nowhere' } }],
  ['a backup', '../../main/backup/child.ts', { workspace: '/nowhere', out: '/nowhere/out' }],
  ['a look at a database', '../../main/damage/child.ts', { type: 'check', file: '/nowhere' }],
])(
  'the program of %s ends in silence when its parent was killed before it began',
  async (_, program, task) => {
    expect(await wordsOf(startParent(program, task, '--at-once'))).toBe('')
  },
)

it('a parent whose child was killed goes on telling it, and hears nothing but its end', async () => {
  const child = fork(path('telling-child.stub.ts'), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const errors: unknown[] = []
  child.on('error', (error) => errors.push(error))
  child.kill('SIGKILL')
  const ended = once(child, 'exit')
  let told = 0
  while (child.connected) {
    await new Promise<void>((resolve) => tellProcess(child, 'x'.repeat(100_000), resolve))
    // A write to one that is gone is answered before anything else happens: also its end is to be heard of.
    await setImmediate()
    told++
  }
  await ended
  await new Promise<void>((resolve) => tellProcess(child, 'late', resolve))
  expect(told).toBeGreaterThan(0)
  expect(errors).toEqual([])
})
