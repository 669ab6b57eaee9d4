import { parseArgs } from 'node:util'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { leaveParent, tellProcess } from '../../platform/processes/channel.ts'
import { endInOrder } from './end-in-order.ts'
import { serveLedger } from './serve-ledger.ts'

/**
 * The ledger as a program: `main.ts --data DIR --membership FILE [--port N] [--host ADDRESS] [--products FILE] [--rules FILE]
 * [--catalogue FILE]`. When it listens it says so in one line of JSON on standard output, and over IPC when it was forked. It ends in order with its
 * parent's IPC channel, on SIGTERM or SIGINT, at once on a second one, and may be killed at any moment.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    membership: { type: 'string' },
    members: { type: 'string' },
    peers: { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    products: { type: 'string' },
    rules: { type: 'string' },
    catalogue: { type: 'string' },
    'log-level': { type: 'string', default: 'warn' },
  },
})

type Level = NonNullable<Parameters<typeof createLogger>[0]['level']>
const levels: readonly Level[] = ['silent', 'error', 'warn', 'info', 'debug']

process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

function say(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
  tellProcess(process, message)
}

async function main(): Promise<void> {
  const { data, membership, peers, host, port } = values
  if (data === undefined || membership === undefined || !/^\d{1,5}$/.test(port)) {
    process.stderr.write('main.ts --data DIR --membership FILE [--port N] [--host ADDRESS]\n')
    process.exitCode = 2
    return
  }
  const level = levels.find((each) => each === values['log-level']) ?? 'warn'
  const logger = createLogger({ name: 'ledger', level })
  const ledger = await serveLedger({
    data,
    host,
    port: Number(port),
    membershipFile: membership,
    membersFolder: values.members,
    peersFile: peers,
    productsFile: values.products,
    rulesFile: values.rules,
    catalogueFile: values.catalogue,
    logger,
  })
  const { url, origin, logVkey, witnessVkey } = ledger

  const { told, needless, ended } = endInOrder(ledger)
  process.on('SIGTERM', told)
  process.on('SIGINT', told)
  process.once('disconnect', needless)
  // Said only now: whoever hears it may end the ledger at once.
  say({ ready: true, url, origin, logVkey, witnessVkey })
  // The parent may have gone while the ledger was starting.
  if (process.send !== undefined && !process.connected) needless()
  await ended
  process.exit(0)
}

main().catch((error: unknown) => {
  if (!(error instanceof BondmarkError)) throw error
  say({ ready: false, failure: error.toFailure() })
  process.exitCode = 1
  leaveParent()
})
