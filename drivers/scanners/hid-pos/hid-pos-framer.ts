import { type Framed, type Framer, symbolBytesMax } from '../framed.ts'
import { readSymbolText } from '../symbol-bytes.ts'
import type { HidPosModel } from './hid-pos-models.ts'

/** Why a report is not one of this model's; undefined when it is. Windows fills reports up with zeros to the device's longest. */
export function misshapen(report: Uint8Array, model: HidPosModel): string | undefined {
  const rest = report.subarray(model.reportBytes)
  if (report.length < model.reportBytes || rest.some((byte) => byte !== 0))
    return `${report.length} bytes, not ${model.reportBytes}`
  if (report[0] !== model.reportId) return `report id ${report[0]}, not ${model.reportId}`
  const length = report[model.lengthAt] ?? 0
  if (length > model.dataBytes) return `length ${length} of at most ${model.dataBytes}`
  return undefined
}

/** The AIM id of a report; null when the scanner leaves the three bytes empty. */
function aimOf(report: Uint8Array, model: HidPosModel): string | null {
  const aim = String.fromCharCode(...report.subarray(model.aimAt, model.aimAt + 3))
  return /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? aim : null
}

/**
 * Frames HID POS input reports, one report a push. Symbols longer than a report's data come in several, each but the
 * last with the more-data flag. A report that names another symbology while one is being put together means that the
 * rest of the first was lost: it is refused, and the new one begins. `otherReports` are ids of reports that the device
 * sends beside, about its trigger or its state: they are passed over.
 */
export function createHidPosFramer(
  model: HidPosModel,
  otherReports: ReadonlySet<number> = new Set(),
): Framer {
  let parts: Uint8Array[] = []
  let aim: string | null = null
  let skipping = false

  const pending = () => parts.reduce((sum, part) => sum + part.length, 0)
  const drop = (): Framed[] => {
    const bytes = pending()
    const begun = parts.length > 0
    parts = []
    return begun ? [{ ok: false, code: 'scan-incomplete', detail: { bytes } }] : []
  }

  const takeReport = (report: Uint8Array): Framed[] => {
    const reportAim = aimOf(report, model)
    const data = report.slice(model.dataAt, model.dataAt + (report[model.lengthAt] ?? 0))
    const more = ((report[model.moreAt] ?? 0) & 1) === 1
    if (skipping) {
      skipping = more
      return []
    }
    const lost = parts.length > 0 && reportAim !== null && reportAim !== aim ? drop() : []
    if (parts.length === 0) aim = reportAim
    if (pending() + data.length > symbolBytesMax) {
      parts = []
      skipping = more
      return [...lost, { ok: false, code: 'scan-too-long', detail: { bytesMax: symbolBytesMax } }]
    }
    // Reports of nothing could come for ever.
    if (data.length > 0) parts.push(data)
    if (more) return lost
    const whole = Buffer.concat(parts)
    parts = []
    return whole.length === 0 ? lost : [...lost, readSymbolText(whole, aim)]
  }

  const flush = () => {
    skipping = false
    return drop()
  }

  return {
    push: (report) => {
      if (otherReports.has(report[0] ?? 0)) return []
      const reason = misshapen(report, model)
      if (reason !== undefined) {
        return [...drop(), { ok: false, code: 'scan-report-malformed', detail: { reason } }]
      }
      return takeReport(report)
    },
    idle: flush,
    flush,
    get pendingBytes() {
      return skipping ? 1 : pending()
    },
  }
}
