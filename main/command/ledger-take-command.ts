import type { Command } from 'commander'
import { BATCH_FILE_BYTES_MAX } from '../../core/archive/batch-file.ts'
import { RECEIPTS_FILE_BYTES_MAX } from '../../core/archive/receipts-file.ts'
import { failure } from '../../core/contract/failure.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { readBoundedBody } from '../../platform/http/bounded-body.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { receivedFailure } from '../../sync/replication/session-message.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { outputPath } from './output-path.ts'
import { addPassphraseOptions, givenPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { readNamedFile } from './read-file.ts'
import { answer, personPath, tell } from './terminal.ts'

interface TakeOptions extends PassphraseOptions {
  readonly url?: string
  readonly data?: string
  readonly membership?: string
  readonly ledgerCa?: string
  readonly out: string
  readonly json?: boolean
}

/** Entry of a full batch with its receipts takes a few seconds; a witness may take its time. */
const ANSWER_MS_MAX = 120_000

/** `bondmark ledger take`: a batch that came on a stick, into a ledger that runs or one that does not. */
export function addLedgerTake(ledger: Command): void {
  const take = addPassphraseOptions(ledger.command('take <file>'))
    .description('take a batch file that a station exported; run it on the ledger’s own host')
    .option('--url <url>', 'where the ledger runs, on this host')
    .option('--data <dir>', 'folder of a ledger that does not run; it is started for this alone')
    .option('--membership <file>', 'with --data: whom the ledger listens to')
    .addOption(ledgerCaOption())
    .requiredOption('--out <file>', 'where to write the receipts file for the station')
    .option('--json', 'answer as JSON')
    .action(async (name: string, options: TakeOptions) => {
      if ((options.url === undefined) === (options.data === undefined || options.membership === undefined))
        return take.error('error: either --url, or --data and --membership')
      trustLedgerCa(options)
      const out = outputPath(options.out)
      const file = readNamedFile(name, BATCH_FILE_BYTES_MAX)
      const { url, receipts } = await withLedger(options, (at) => post(at, file))
      writeDurably(out, receipts, 0o644)
      if (options.json) answer({ format: 'bondmark/batch-taken/1', url, file: out, bytes: receipts.length })
      else tell({ code: 'batch-file-taken', detail: { url, file: out } })
    })
}

async function withLedger(
  options: TakeOptions,
  use: (url: string) => Promise<Uint8Array>,
): Promise<{ readonly url: string; readonly receipts: Uint8Array }> {
  const { url, data, membership } = options
  if (url !== undefined) return { url, receipts: await use(url) }
  const passphrase = givenPassphrase(options)
  const ledger = await serveLedger({
    data: personPath(data ?? ''),
    membershipFile: personPath(membership ?? ''),
    host: '127.0.0.1',
    port: 0,
    ...(passphrase !== null && { passphrase }),
    logger: createLogger({ name: 'ledger', level: 'warn' }),
  })
  try {
    return { url: ledger.url, receipts: await use(ledger.url) }
  } finally {
    await ledger.close()
  }
}

/** Hands the file over and brings the answer, bounded. Throws what the ledger answers, `ledger-unreachable`, `batch-file-busy`. */
async function post(url: string, file: Uint8Array): Promise<Uint8Array> {
  const response = await fetchAnswer(url, file)
  const body = await readBoundedBody(response, RECEIPTS_FILE_BYTES_MAX)
  if (body === null) throw new BondmarkError('ledger-unreachable', { url, reason: 'the answer is too long' })
  if (response.ok) return body
  if (response.status !== 422) throw new BondmarkError('batch-file-busy', { url, status: response.status })
  const said = failure.safeParse((parseJson(body) as { failure?: unknown } | null)?.failure)
  if (!said.success) throw new BondmarkError('batch-file-busy', { url, status: response.status })
  const { code, detail } = receivedFailure({ ...said.data, detail: { ...said.data.detail } })
  throw new BondmarkError(code, detail)
}

async function fetchAnswer(url: string, file: Uint8Array): Promise<Response> {
  try {
    return await fetch(new URL('/batch-file', url), {
      method: 'POST',
      body: new Uint8Array(file),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
  } catch (error) {
    const reason = error instanceof Error ? String(error.cause ?? error.message) : String(error)
    throw new BondmarkError('ledger-unreachable', { url, reason }, { cause: error })
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
