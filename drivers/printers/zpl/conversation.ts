import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Transport } from '../../transports/transport.ts'
import type { PrinterState } from '../printer.ts'
import { findErrorStatus, parseErrorStatus } from './error-status.ts'
import { findHostStatus, type HostStatus, parseHostStatus } from './host-status.ts'

const answerBytesMax = 4096

/** Questions and answers over one connection; one question at a time. */
export interface Conversation {
  readonly transport: Transport
  readonly open: boolean
  /** Null when no answer came in time. */
  hostStatus(): Promise<HostStatus | null>
  /** What `~HQES` names; null when it names nothing; `silent` when no answer came in time. */
  errorState(): Promise<PrinterState | null>
}

/** `printer` is its name in errors, `answerMs` how long silence may last. */
export function converse(transport: Transport, printer: string, answerMs: number): Conversation {
  let heard = ''
  let open = true
  let onHeard: () => void = () => undefined

  transport.onData((bytes) => {
    heard = (heard + Buffer.from(bytes).toString('latin1')).slice(-answerBytesMax)
    onHeard()
  })
  transport.onClose(() => {
    open = false
    onHeard()
  })

  const ask = async <T>(question: string, find: (heard: string) => T | null): Promise<T | null> => {
    heard = ''
    const { promise, resolve } = Promise.withResolvers<T | null>()
    const timer = setTimeout(() => resolve(null), answerMs)
    onHeard = () => {
      const found = find(heard)
      if (found !== null || !open) resolve(found)
    }
    try {
      await transport.write(Buffer.from(`${question}\r\n`, 'latin1'))
      return await promise
    } catch (error) {
      if (error instanceof BondmarkError) return null
      throw error
    } finally {
      clearTimeout(timer)
      onHeard = () => undefined
    }
  }

  return {
    transport,
    get open() {
      return open
    },
    hostStatus: async () => {
      const lines = await ask('~HS', findHostStatus)
      return lines === null ? null : parseHostStatus(lines, printer)
    },
    errorState: async () => {
      const answer = await ask('~HQES', findErrorStatus)
      return answer === null ? 'silent' : parseErrorStatus(answer, printer)
    },
  }
}
