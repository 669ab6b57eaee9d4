import type { Conversation } from './conversation.ts'
import type { Dialect } from './dialect.ts'
import type { PrinterState } from './printer.ts'
import { type PrinterReading, worstOf } from './printer-reading.ts'

/** What a round of questions gave. */
interface Look {
  readonly reading: PrinterReading
  /** Whether anything was answered. */
  readonly heard: boolean
  /** The question whose answer was none. */
  readonly wrong: string | null
}

const without = (state: PrinterState): PrinterReading => ({
  state,
  warnings: null,
  idle: false,
  works: false,
  partial: false,
})

/** States that need no second question. */
const fine: readonly PrinterState[] = ['ready', 'printing', 'busy']

/**
 * Asks for the status; when it keeps silent or is not good, for the errors too. No answer to either is `silent`; an answer
 * that names nothing, where the status had none, is `unknown`.
 */
export async function readPrinter(talk: Conversation, dialect: Dialect): Promise<Look> {
  const status = await talk.ask(dialect.status)
  if (status !== null && 'wrong' in status)
    return { reading: without('unknown'), heard: true, wrong: status.wrong }
  if (status !== null && fine.includes(status.said.state))
    return { reading: status.said, heard: true, wrong: null }
  const errors = dialect.errors === null ? null : await talk.ask(dialect.errors)
  if (errors === null)
    return { reading: status?.said ?? without('silent'), heard: status !== null, wrong: null }
  if ('wrong' in errors)
    return { reading: status?.said ?? without('unknown'), heard: true, wrong: errors.wrong }
  if (status === null) return { reading: errors.said ?? without('unknown'), heard: true, wrong: null }
  const reading = {
    ...status.said,
    state: worstOf([status.said.state, errors.said?.state ?? 'ready']),
    warnings: errors.said?.warnings ?? [],
    idle: false,
  }
  return { reading, heard: true, wrong: null }
}
