import type { IncomingMessage, ServerResponse } from 'node:http'
import { BATCH_FILE_BEGINNING, BATCH_FILE_BYTES_MAX } from '../../../core/archive/batch-file.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { answer, type Route } from '../../../platform/http/http-service.ts'
import { failureToTell } from '../http/failure-to-tell.ts'
import type { LedgerContext } from '../ledger-context.ts'
import { admitBatchFile, takeBatchFile } from './take-batch-file.ts'

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/

/**
 * `POST /batch-file`: a batch file in, its receipts file out, for whoever stands at the ledger's host with a stick
 * (`bondmark ledger take`). Only by the loopback interface, one at a time; of a stranger's file nothing but the beginning
 * is read. A failure is `{format: 'bondmark/failure/1', failure}` with 422.
 */
export function batchFilePage(ledger: LedgerContext): Route {
  let isBusy = false
  return async (request, { pathname }, response) => {
    if (pathname !== '/batch-file') return false
    if (!LOOPBACK.test(request.socket.remoteAddress ?? ''))
      refuse(request, response, 403, 'only on this host\n')
    else if (request.method !== 'POST') refuse(request, response, 405, 'POST only\n')
    else if (request.headers.origin !== undefined) refuse(request, response, 403, 'not from a web page\n')
    else if (!isLengthBounded(request)) {
      refuse(request, response, 413, `at most ${BATCH_FILE_BYTES_MAX} bytes, announced by Content-Length\n`)
      response.once('finish', () => request.destroy())
    } else if (isBusy) refuse(request, response, 503, 'another file is being taken\n')
    else {
      isBusy = true
      try {
        await take(request, response, ledger)
      } finally {
        isBusy = false
      }
    }
    return true
  }
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  ledger: LedgerContext,
): Promise<void> {
  try {
    const receipts = await takeBatchFile(await readFile(request, ledger), ledger)
    answer(response, 200, receipts, { 'Content-Type': 'application/octet-stream' })
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    ledger.logger.warn({ code: error.code, detail: error.detail }, 'batch file not taken')
    const said = { format: 'bondmark/failure/1', failure: failureToTell(error) }
    refuse(request, response, 422, `${JSON.stringify(said)}\n`)
  }
}

/**
 * The body. Of one whose beginning is not a listed key's nothing is kept; it is read all the same, because its sender
 * hears no answer while it is still sending.
 */
async function readFile(request: IncomingMessage, ledger: LedgerContext): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let length = 0
  let isAdmitted = false
  let failure: unknown = null
  for await (const piece of request as AsyncIterable<Buffer>) {
    if (failure !== null) continue
    pieces.push(piece)
    length += piece.length
    if (isAdmitted || length < BATCH_FILE_BEGINNING) continue
    try {
      admitBatchFile(Buffer.concat(pieces), ledger)
      isAdmitted = true
    } catch (error) {
      failure = error
      pieces.length = 0
    }
  }
  if (failure !== null) throw failure
  return Buffer.concat(pieces)
}

/** Whether the body has an end that is not too far: no more than that is ever read. */
function isLengthBounded({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Number.NaN) <= BATCH_FILE_BYTES_MAX
}

/** What is left of the body is not wanted. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  answer(response, status, body, { Connection: 'close' })
  if (!request.complete) request.resume()
}
