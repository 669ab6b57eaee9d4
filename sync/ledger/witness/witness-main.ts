import { parseArgs } from 'node:util'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { leaveParent, tellProcess } from '../../../platform/processes/channel.ts'
import { runWitness } from './run-witness.ts'

/**
 * A witness as a program: `witness-main.ts --data DIR --logs FILE [--port N] [--host ADDRESS]`. When it listens it says so
 * in one line of JSON on standard output, and over IPC when it was forked. It ends with its parent's IPC channel, on
 * SIGTERM or SIGINT, and may be killed at any moment.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    logs: { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
  },
})

process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

function say(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
  tellProcess(process, message)
}

async function main(): Promise<void> {
  const { data, logs, host, port } = values
  if (data === undefined || logs === undefined || !/^\d{1,5}$/.test(port)) {
    process.stderr.write('witness-main.ts --data DIR --logs FILE [--port N] [--host ADDRESS]\n')
    process.exitCode = 2
    return
  }
  const logger = createLogger({ name: 'witness', level: 'warn' })
  const witness = await runWitness({ data, logsFile: logs, host, port: Number(port), logger })
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    void witness.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  process.once('disconnect', end)
  say({ ready: true, url: witness.url, vkey: witness.vkey })
  if (process.send !== undefined && !process.connected) end()
}

main().catch((error: unknown) => {
  if (!(error instanceof BondmarkError)) throw error
  say({ ready: false, failure: error.toFailure() })
  process.exitCode = 1
  leaveParent()
})
