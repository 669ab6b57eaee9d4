import { createHash } from 'node:crypto'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { documentText } from '../../core/epcis/document-text.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import type { TimeSpan } from '../../core/trace/time-span.ts'
import { DurableFile } from '../../platform/files/durable-file.ts'
import type { StatementsBetween } from '../store/statements-between.ts'
import { storedPayload } from '../store/stored-payload.ts'

export interface ExportTask {
  readonly between: StatementsBetween
  readonly span: TimeSpan
  readonly out: string
  /** When the document is made, RFC 3339. */
  readonly at: string
  readonly signal: AbortSignal
  readonly onProgress: (events: number) => void
}

export interface Exported {
  readonly events: number
  /** Statements of the span that are no EPCIS events: records of the station, manifests. */
  readonly leftOut: number
  readonly bytes: number
  /** hex, of the file */
  readonly sha256: string
}

type Json = Readonly<Record<string, unknown>>

/**
 * Writes the events of a span of time to one EPCIS 2.0 document, in the order of the chain, each with the eventID that was
 * signed; whole and durable, or nothing of it. Holds a few dozen events at a time. Reads them twice: the document says the
 * context once when all events agree in it. Throws `export-cancelled`, and what the system says of the file.
 */
export async function exportEvents({
  between,
  span,
  out,
  at,
  signal,
  onProgress,
}: ExportTask): Promise<Exported> {
  const upTo = between.newest()
  const pages = async function* (): AsyncGenerator<{ events: Json[]; leftOut: number }> {
    for (const page of between.pages(span, upTo)) {
      if (signal.aborted) throw new BondmarkError('export-cancelled', { file: out })
      const events = page.filter(({ contentType }) => contentType === contentTypes.event)
      yield {
        events: events.map(({ bytes }) => storedPayload(bytes) as Json),
        leftOut: page.length - events.length,
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const text = documentText(await agreedContext(pages()), { creationDate: at })
  const file = new DurableFile(out)
  const hash = createHash('sha256')
  const write = (piece: string) => {
    const bytes = toUtf8(piece)
    hash.update(bytes)
    file.append(bytes)
  }
  try {
    let [events, leftOut] = [0, 0]
    write(text.head)
    for await (const page of pages()) {
      for (const event of page.events) write(`${events++ === 0 ? '' : ','}\n${text.event(event)}`)
      leftOut += page.leftOut
      onProgress(events)
    }
    write(`${text.tail}\n`)
    if (signal.aborted) throw new BondmarkError('export-cancelled', { file: out })
    file.commit()
    return { events, leftOut, bytes: file.bytes, sha256: hash.digest('hex') }
  } catch (error) {
    file.abandon()
    throw error
  }
}

/** The `@context` that all events carry, or undefined when they carry several. */
async function agreedContext(pages: AsyncIterable<{ events: Json[] }>): Promise<unknown> {
  let agreed: { context: unknown; text: string } | null = null
  for await (const { events } of pages) {
    for (const { '@context': context } of events) {
      agreed ??= { context, text: JSON.stringify(context) }
      if (context === undefined || JSON.stringify(context) !== agreed.text) return undefined
    }
  }
  return agreed?.context
}
