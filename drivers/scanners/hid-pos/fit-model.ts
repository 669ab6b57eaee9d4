import { type InputField, type ReportDescriptor, type Usage, usageAt } from '../hid/report-descriptor.ts'
import { type HidPosModel, hidPosModels } from './hid-pos-models.ts'

/** HID Point of Sale Usage Tables 1.02, §3: the Bar Code Scanner page (0x8C). */
export const barCodeScanner: Usage = 0x8c_0002
const symbologyIdentifier1: Usage = 0x8c_00fb
const decodedData: Usage = 0x8c_00fe
const decodeDataContinued: Usage = 0x8c_00ff
/** HID Usage Tables, Generic Desktop page: Byte Count, the length of a buffered field. */
const byteCount: Usage = 0x01_003b

/** What a descriptor says of the report in which a scanner sends what it read; null where it says nothing. */
export interface ScannedDataReport {
  readonly reportId: number
  readonly reportBytes: number
  readonly lengthAt: number | null
  readonly aimAt: number | null
  readonly dataAt: number
  readonly dataBytes: number
  readonly moreAt: number | null
}

/** A model row for a device, or what was found instead, in words that name offsets. */
export type HidPosFit =
  | { readonly ok: true; readonly model: HidPosModel }
  | { readonly ok: false; readonly found: string }

/** Where the first control with this usage begins, in bytes; null when there is none on a byte's first bit. */
function byteOf(fields: readonly InputField[], usage: Usage): number | null {
  for (const field of fields) {
    if (field.isArray) continue
    for (let index = 0; index < Math.min(field.count, Math.max(1, field.usages.length)); index++) {
      const bit = field.bitAt + index * field.bits
      if (usageAt(field, index) === usage) return bit % 8 === 0 ? bit / 8 : null
    }
  }
  return null
}

/** The report of a bar code scanner's application that carries decoded data in whole bytes. */
export function scannedDataReport({ fields, reportBytes }: ReportDescriptor): ScannedDataReport | null {
  const data = fields.find(
    ({ usages, bits, bitAt, collections }) =>
      collections[0] === barCodeScanner && usages[0] === decodedData && bits === 8 && bitAt % 8 === 0,
  )
  if (data === undefined) return null
  const beside = fields.filter(({ reportId }) => reportId === data.reportId)
  return {
    reportId: data.reportId,
    reportBytes: reportBytes.get(data.reportId) ?? 0,
    lengthAt: byteOf(beside, byteCount),
    aimAt: byteOf(beside, symbologyIdentifier1),
    dataAt: data.bitAt / 8,
    dataBytes: data.count,
    moreAt: byteOf(beside, decodeDataContinued),
  }
}

/** Whether a row says of a report what its descriptor says. A vendor may leave length, AIM id and flag unnamed, but not contradict. */
function fits(model: HidPosModel, report: ScannedDataReport): boolean {
  const agrees = (said: number | null, row: number) => said === null || said === row
  return (
    report.reportId === model.reportId &&
    report.reportBytes === model.reportBytes &&
    report.dataAt === model.dataAt &&
    report.dataBytes === model.dataBytes &&
    agrees(report.lengthAt, model.lengthAt) &&
    agrees(report.aimAt, model.aimAt) &&
    agrees(report.moreAt, model.moreAt)
  )
}

const named = (name: string, at: number | null) => (at === null ? `no ${name}` : `${name} at ${at}`)

/** The first row that says what the device's report descriptor says. */
export function fitHidPosModel(
  descriptor: ReportDescriptor,
  models: readonly HidPosModel[] = hidPosModels,
): HidPosFit {
  if (!descriptor.applications.includes(barCodeScanner))
    return { ok: false, found: 'no bar code scanner (usage 8C:02)' }
  const report = scannedDataReport(descriptor)
  if (report === null) return { ok: false, found: 'no report with decoded data (usage 8C:FE)' }
  const model = models.find((row) => fits(row, report))
  if (model) return { ok: true, model }
  const { reportId, reportBytes, lengthAt, aimAt, dataAt, dataBytes, moreAt } = report
  const found = [
    `report ${reportId} of ${reportBytes} bytes`,
    named('length', lengthAt),
    named('AIM id', aimAt),
    `${dataBytes} data bytes at ${dataAt}`,
    named('continuation flag', moreAt),
  ].join(', ')
  return { ok: false, found }
}
