import type { Printer } from '../../drivers/printers/printer.ts'

/**
 * A printer that several may use: the station's labels, a test label, the heartbeat. Each waits for its turn; asking how
 * it is while a job is at work answers what is known already.
 */
export function inTurn(printer: Printer): Printer {
  let last: Promise<unknown> = Promise.resolve()
  let printing = 0
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
  const job = async <T>(work: () => Promise<T>): Promise<T> => {
    printing++
    try {
      return await next(work)
    } finally {
      printing--
    }
  }
  return {
    id: printer.id,
    name: printer.name,
    model: printer.model,
    get state() {
      return printer.state
    },
    get seenAtMs() {
      return printer.seenAtMs
    },
    get warnings() {
      return printer.warnings
    },
    get answers() {
      return printer.answers
    },
    subscribe: (listener) => printer.subscribe(listener),
    refresh: async () => (printing > 0 ? printer.state : next(() => printer.refresh())),
    print: (wanted, signal) => job(() => printer.print(wanted, signal)),
    discard: () => job(() => printer.discard()),
    close: () => printer.close(),
  }
}
