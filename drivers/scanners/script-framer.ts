import type { Framed, Framer } from './framed.ts'
import { createHidPosFramer, misshapen } from './hid-pos/hid-pos-framer.ts'
import { type HidPosModel, hidPosModelByReportBytes, hidPosModels } from './hid-pos/hid-pos-models.ts'
import { createSerialFramer } from './serial/serial-framer.ts'

/** The layout used when reports are cut out of a stream: the first, most common row. */
const streamed = hidPosModels[0] as HidPosModel

/** Whether these bytes can only be a report of the model: its shape, an AIM id, and zeros where no data are. */
export function isHidPosReport(bytes: Uint8Array, model: HidPosModel): boolean {
  if (misshapen(bytes, model) !== undefined || bytes[model.aimAt] !== 0x5d) return false
  const dataEnd = model.dataAt + (bytes[model.lengthAt] ?? 0)
  return bytes.subarray(dataEnd, model.dataAt + model.dataBytes).every((byte) => byte === 0)
}

/**
 * Frames what a shift script says a scanner sent, where reports and streams may come in one recording: a chunk with the
 * shape of a known HID POS report (or several of them end to end, or a report in two pieces) is read as reports,
 * everything else as a stream whose symbols end with CR.
 * A piece of a report that is as long as another known model's report is taken for that report: a script should not cut
 * there, and no HID device cuts at all.
 */
export function createScriptFramer(): Framer {
  const stream = createSerialFramer()
  const reports = new Map(hidPosModels.map((model) => [model.id, createHidPosFramer(model)]))
  let begun: Uint8Array = new Uint8Array(0)

  /** A report begins with its id, which no symbol in a stream can, and has its AIM id at a fixed place. */
  const beginsReport = (bytes: Uint8Array): boolean =>
    stream.pendingBytes === 0 &&
    bytes[0] === streamed.reportId &&
    (bytes[streamed.lengthAt] ?? 0) <= streamed.dataBytes &&
    (bytes[streamed.aimAt] ?? 0x5d) === 0x5d

  const cutReports = (bytes: Uint8Array): Framed[] => {
    const framed: Framed[] = []
    let rest = bytes
    while (rest.length > 0) {
      if (!beginsReport(rest)) return [...framed, ...stream.push(rest)]
      const report = rest.subarray(0, streamed.reportBytes)
      if (report.length < streamed.reportBytes) {
        begun = report.slice()
        return framed
      }
      if (!isHidPosReport(report, streamed)) return [...framed, ...stream.push(rest)]
      framed.push(...(reports.get(streamed.id)?.push(report) ?? []))
      rest = rest.subarray(streamed.reportBytes)
    }
    return framed
  }

  const flush = (): Framed[] => {
    const bytes = begun.length
    begun = new Uint8Array(0)
    const cut: Framed[] = bytes === 0 ? [] : [{ ok: false, code: 'scan-incomplete', detail: { bytes } }]
    return [...[...reports.values()].flatMap((framer) => framer.flush()), ...cut, ...stream.flush()]
  }

  return {
    push: (chunk) => {
      const model = begun.length === 0 ? hidPosModelByReportBytes(chunk.length) : undefined
      if (model !== undefined && stream.pendingBytes === 0 && isHidPosReport(chunk, model)) {
        return reports.get(model.id)?.push(chunk) ?? []
      }
      const bytes = Buffer.concat([begun, chunk])
      begun = new Uint8Array(0)
      return cutReports(bytes)
    },
    idle: flush,
    flush,
    get pendingBytes() {
      const held = [...reports.values()].reduce((sum, framer) => sum + framer.pendingBytes, 0)
      return held + begun.length + stream.pendingBytes
    },
  }
}
