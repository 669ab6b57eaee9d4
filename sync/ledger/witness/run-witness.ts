import { statSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { formatVkey, noteSignatureTypes } from '../../../core/log/vkey.ts'
import { holdLock } from '../../../platform/lock/hold-lock.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import { fetchBounded } from '../http/fetch-bounded.ts'
import { serveWitness } from './witness.ts'
import { openWitness, readWitnessLogs } from './witness-files.ts'

const POLL_MS = 1_000
/** A signed note of the greatest length. */
const NOTE_BYTES_MAX = 65_536

export interface RunWitnessOptions {
  readonly data: string
  readonly logsFile: string
  readonly host: string
  readonly port: number
  readonly logger: Logger
}

/**
 * A witness as a program: its key and memory in one folder, which one process at a time may use, and a list of logs that is
 * read again when it changes. Throws `witness-…`, `ledger-in-use`, `port-in-use`, `address-unavailable`, `database-…`.
 */
export async function runWitness({ data, logsFile, host, port, logger }: RunWitnessOptions) {
  const signer = openWitness(data)
  // Before it is read: what replaces it meanwhile is another one.
  let seen = stampOf(logsFile)
  let logs = readWitnessLogs(logsFile).logs
  const lock = await holdLock(join(data, 'lock'), { waitMsMax: 5_000 }).catch((error: unknown) => {
    const inUse = error instanceof BondmarkError && error.code === 'workspace-in-use'
    throw inUse ? new BondmarkError('ledger-in-use', { data }, { cause: error }) : error
  })
  try {
    const witness = await serveWitness({
      file: join(data, 'witness.sqlite'),
      host,
      port,
      signer,
      logVkeys: () => logs.map(({ vkey }) => vkey),
      now: () => Math.floor(Date.now() / 1000),
      logger,
    })
    const look = setInterval(() => {
      const stamp = stampOf(logsFile)
      if (stamp === seen) return
      seen = stamp
      try {
        logs = readWitnessLogs(logsFile).logs
        logger.info({ logs: logs.length }, 'the list of logs was read again')
      } catch (error) {
        if (!(error instanceof BondmarkError)) throw error
        logger.error({ code: error.code, detail: error.detail }, 'the list of logs stays as it was')
      }
    }, POLL_MS)
    // What it says there in its own name it may have forgotten: it asks before anybody else can ask it for long.
    const urls = new Set(logs.flatMap(({ url }) => url ?? []))
    for (const url of urls) void recallFrom(url, witness.recall, logger)
    return {
      url: witness.url,
      name: signer.name,
      logs: logs.length,
      vkey: formatVkey(signer.name, noteSignatureTypes.cosignature, signer.publicKey),
      async close() {
        clearInterval(look)
        await witness.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function recallFrom(url: string, recall: (note: string) => boolean, logger: Logger): Promise<void> {
  try {
    const note = await fetchBounded(`${url.replace(/\/+$/, '')}/checkpoint`, NOTE_BYTES_MAX)
    if (note !== null && recall(Buffer.from(note).toString('utf8')))
      logger.error(
        { url },
        'this witness had forgotten a checkpoint: was its file restored from an old copy?',
      )
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    logger.warn(
      { url, code: error.code, detail: error.detail },
      'a log could not be asked for its checkpoint',
    )
  }
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`
}
