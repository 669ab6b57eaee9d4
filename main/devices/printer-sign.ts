import type { Printer } from '../../drivers/printers/printer.ts'
import type { DeviceView } from './device-sign.ts'

/** Without an answer for so long it is not green any more: three questions that a printer is asked between jobs. */
const PROOF_MS = 15_000

/** Green by its own last answer, and only while that is fresh. A way that carries none back is never green. */
export function printerSign(
  { state, seenAtMs, answers }: Pick<Printer, 'state' | 'seenAtMs' | 'answers'>,
  nowMs: number,
): Pick<DeviceView, 'ok' | 'status'> {
  if (!answers) return { ok: false, status: { code: 'printer-is-mute', detail: {} } }
  const isAble = state === 'ready' || state === 'printing' || state === 'busy'
  const isProved = seenAtMs !== null && nowMs - seenAtMs <= PROOF_MS
  const told = isAble && !isProved ? 'silent' : state
  return { ok: isAble && isProved, status: { code: `printer-is-${told}`, detail: {} } }
}
