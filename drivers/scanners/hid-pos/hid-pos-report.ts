import type { HidPosModel } from './hid-pos-models.ts'

/** The input reports in which a HID POS scanner of this model sends one symbol: what simulators and rigs send. */
export function hidPosReports(model: HidPosModel, aim: string, text: string): Uint8Array[] {
  const data = Buffer.from(text, 'utf8')
  const count = Math.max(1, Math.ceil(data.length / model.dataBytes))
  return Array.from({ length: count }, (_, index) => {
    const part = data.subarray(index * model.dataBytes, (index + 1) * model.dataBytes)
    const report = new Uint8Array(model.reportBytes)
    report[0] = model.reportId
    report[model.lengthAt] = part.length
    report.set(Buffer.from(aim, 'latin1').subarray(0, 3), model.aimAt)
    report.set(part, model.dataAt)
    report[model.moreAt] = index < count - 1 ? 1 : 0
    return report
  })
}
