import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countingProxy } from './counting-proxy.ts'
import type { FromSide, ToSide } from './side.ts'
import { type Taken, watchProcesses } from './watch-processes.ts'

const MS_MAX = 60_000

/** One sync as it was seen from outside: by the socket between the two, and by the system. */
export interface Measured {
  /** From the first byte on the socket until everything is durable at the receiver; null when it did not come to that. */
  readonly seconds: number | null
  readonly up: number
  readonly down: number
  readonly sender: Taken
  readonly receiver: Taken
}

/** Processes that are forked with a role before their arguments, or one that is both and starts the other. */
export interface Contender {
  readonly name: string
  readonly script: string
  readonly roles: 'two' | 'starts-receiver'
  readonly options: readonly string[]
  readonly doneBy: 'sender' | 'receiver'
}

/** Syncs `count` statements once, between processes of its own over a counting proxy, in a fresh folder. */
export async function measureSync(
  { script, roles, options, doneBy }: Contender,
  { packages, folder, file, count }: { packages: string; folder: string; file: string; count: number },
): Promise<Measured> {
  const started: ChildProcess[] = []
  const side = (role: 'send' | 'receive') => {
    const own = join(folder, role)
    mkdirSync(own, { recursive: true })
    const given =
      roles === 'two' ? [role, packages, own, file, String(count), ...options] : [file, String(count)]
    const child = fork(fileURLToPath(new URL(script, import.meta.url)), given, {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    started.push(child)
    return child
  }
  const receiver = roles === 'two' ? side('receive') : null
  try {
    const receiving = receiver === null ? null : await heard(receiver, 'ready')
    const sender = side('send')
    const sending = await heard(sender, 'ready')
    const { port = 0, host = '127.0.0.1' } = receiving ?? sending
    const proxy = await countingProxy(port, host)
    const receiverPid = receiver?.pid ?? sending.pids?.[0] ?? 0
    const watches = [watchProcesses(sender.pid ?? 0, [receiverPid]), watchProcesses(receiverPid)] as const
    for (const watch of watches) watch.start()
    const done = heard(doneBy === 'receiver' && receiver !== null ? receiver : sender, 'done')
    sender.send({ type: 'go', port: proxy.port } satisfies ToSide)
    const end = await done.catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      return null
    })
    const [sent, received] = [watches[0].end(), watches[1].end()]
    proxy.close()
    if (end !== null && end.count !== count) throw new Error(`${end.count} of ${count} came`)
    const { up, down, firstAt } = proxy.seen
    const seconds = end === null || firstAt === null ? null : (end.at - firstAt) / 1000
    if (roles === 'starts-receiver' && end !== null) {
      const exited = new Promise((resolve) => sender.once('exit', resolve))
      sender.send({ type: 'go', port: 0 } satisfies ToSide)
      await exited
    }
    return { seconds, up, down, sender: sent, receiver: received }
  } finally {
    for (const child of started) child.kill('SIGKILL')
  }
}

/** What a side says next of this kind; rejects when it ends or is silent for a minute. */
function heard<T extends FromSide['type']>(side: ChildProcess, type: T) {
  return new Promise<Extract<FromSide, { type: T }>>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ${type} after ${MS_MAX / 1000} s`)), MS_MAX)
    side.on('message', (message: FromSide) => {
      if (message.type !== type) return
      clearTimeout(timer)
      resolve(message as Extract<FromSide, { type: T }>)
    })
    side.once('exit', (code, by) => reject(new Error(`a side ended with ${by ?? code}`)))
  })
}
