import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { ScannedSymbol, Scanner } from './scanner.ts'

/** What a scanner hands to the station: a symbol, or a read that was refused. */
export type ScanInput =
  | { readonly kind: 'symbol'; readonly symbol: ScannedSymbol }
  | { readonly kind: 'fault'; readonly device: string; readonly failure: Failure }

export interface ScanQueueSettings {
  /**
   * Takes one input, which has waited so long for its turn; the next is handed over when this one is done. A BondmarkError
   * that it throws goes to `fault`.
   */
  take(input: ScanInput, waitedMs: number): Promise<unknown>
  /**
   * `scan-dropped` {device, dropped}, when a burst begins to be dropped (`dropped` 1) and when it is over (all of it); what
   * `take` refused; what befell a scanner itself.
   */
  fault(device: string, failure: Failure): void
  /** Inputs of one scanner that wait, at most. */
  waitingMax?: number
  /** A clock that only goes forward. */
  nowMs?: () => number
}

export interface ScanQueue {
  /** Listens to a scanner, in its own name or in `device`'s. Returns the function that ends it; what waits is still taken. */
  attach(scanner: Scanner, device?: string): () => void
  /** Whether it was accepted. */
  put(input: ScanInput): boolean
  /** Inputs that wait or are being taken. */
  readonly waiting: number
  /** How many of this scanner's inputs have been dropped since the start. */
  droppedOf(device: string): number
  /** Accepts nothing more; resolves when everything that was accepted is taken. */
  close(): Promise<void>
}

/** One scanner's inputs that wait, and what became of its burst. */
interface Line {
  readonly waiting: { readonly input: ScanInput; readonly sinceMs: number }[]
  /** Dropped of the burst that is being dropped; 0 while inputs are accepted. */
  burst: number
  dropped: number
}

const WAITING_MAX = 32

const deviceOf = (input: ScanInput): string => (input.kind === 'symbol' ? input.symbol.device : input.device)

/**
 * Stands between scanners and the station: bounded, in order for each scanner, one scanner after the other, so that one
 * that floods does not starve the rest. When a scanner's line is full, what was accepted is kept, and everything after it is
 * refused until the line is empty: so what counts is all that came before the first word of it, and nothing of what came
 * between that and the last (decision 0027).
 */
export function createScanQueue(settings: ScanQueueSettings): ScanQueue {
  const { take, fault, waitingMax = WAITING_MAX, nowMs = () => performance.now() } = settings
  /** In the order in which the scanners' turns come. */
  const lines = new Map<string, Line>()
  let working: Promise<void> | undefined
  let taking = 0
  let closed = false

  const say = (device: string, dropped: number) =>
    fault(device, { code: 'scan-dropped', detail: { device, dropped } })

  const lineOf = (device: string): Line => {
    const known = lines.get(device)
    if (known) return known
    const line: Line = { waiting: [], burst: 0, dropped: 0 }
    lines.set(device, line)
    return line
  }

  const takeOne = async (device: string, line: Line, { input, sinceMs }: Line['waiting'][number]) => {
    taking = 1
    try {
      await take(input, nowMs() - sinceMs)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      fault(device, error.toFailure())
    } finally {
      taking = 0
    }
    if (line.waiting.length > 0 || line.burst === 0) return
    const { burst } = line
    line.burst = 0
    say(device, burst)
  }

  const work = async () => {
    for (let busy = true; busy; ) {
      busy = false
      for (const [device, line] of lines) {
        const next = line.waiting.shift()
        if (next === undefined) continue
        busy = true
        await takeOne(device, line, next)
      }
    }
    working = undefined
  }

  const put = (input: ScanInput): boolean => {
    if (closed) return false
    const device = deviceOf(input)
    const line = lineOf(device)
    if (line.burst > 0 || line.waiting.length >= waitingMax) {
      line.burst += 1
      line.dropped += 1
      if (line.burst === 1) say(device, 1)
      return false
    }
    line.waiting.push({ input, sinceMs: nowMs() })
    working ??= work()
    return true
  }

  return {
    attach: (scanner, device = scanner.id) => {
      const isTyped = scanner.kind === 'hid-keyboard'
      return scanner.subscribe({
        symbol: (symbol) =>
          put({ kind: 'symbol', symbol: { ...symbol, device, ...(isTyped && { isTyped }) } }),
        fault: (failure) => {
          // A read that was refused has its place among the symbols; what befell the device itself is told at once.
          if (failure.code.startsWith('scan-')) put({ kind: 'fault', device, failure })
          else fault(device, failure)
        },
        state: () => undefined,
      })
    },
    put,
    get waiting() {
      return [...lines.values()].reduce((sum, { waiting }) => sum + waiting.length, taking)
    },
    droppedOf: (device) => lines.get(device)?.dropped ?? 0,
    close: async () => {
      closed = true
      await working
    },
  }
}
