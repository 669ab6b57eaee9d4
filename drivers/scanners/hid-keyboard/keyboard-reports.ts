import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type InputField, type ReportDescriptor, type Usage, usageAt } from '../hid/report-descriptor.ts'

/** HID Usage Tables: Generic Desktop / Keyboard, and the Keyboard/Keypad page. */
export const keyboard: Usage = 0x01_0006
const keyPage = 0x07

/** Reports of a keyboard: the boot protocol's (HID 1.11, appendix B.1), and any other that its descriptor declares. */
export interface KeyboardReports {
  /** Whether each report begins with its id. */
  readonly haveIds: boolean
  readonly reportBytes: ReadonlyMap<number, number>
  /** Fields of keys, modifiers among them. */
  readonly fields: readonly InputField[]
}

/** What one report says is down. */
export type KeysDown =
  | {
      readonly ok: true
      readonly reportId: number
      /** Key codes, in the order of the report's fields. */
      readonly keys: readonly number[]
      /** The keyboard could not tell what is down (ErrorRollOver and its like): `keys` says nothing. */
      readonly isPhantom: boolean
      /** Two or more of them stand in a bitmap, which has no order. */
      readonly isUnordered: boolean
    }
  | { readonly ok: false; readonly reason: string }

const isKey = (usage: Usage | undefined) => usage !== undefined && usage >>> 16 === keyPage
const isOfKeys = ({ usages, usageRange }: InputField) => isKey(usageRange?.[0] ?? usages[0])

/** Finds a keyboard's reports in its descriptor. Throws `scanner-layout-unknown` with what was found instead. */
export function keyboardReports(descriptor: ReportDescriptor, device: string): KeyboardReports {
  const refused = (found: string) => new BondmarkError('scanner-layout-unknown', { device, found })
  if (!descriptor.applications.includes(keyboard)) throw refused('no keyboard (usage 01:06)')
  const fields = descriptor.fields.filter((field) => field.collections[0] === keyboard && isOfKeys(field))
  if (fields.length === 0) throw refused('a keyboard without a report of keys (usage page 07)')
  const odd = fields.find(({ bits, count }) => bits < 1 || bits > 16 || count > 1024)
  if (odd) throw refused(`a report of ${odd.count} keys of ${odd.bits} bits`)
  const haveIds = [...descriptor.reportBytes.keys()].some((id) => id !== 0)
  return { haveIds, reportBytes: descriptor.reportBytes, fields }
}

/** HID 1.11 §8: fields lie bit by bit, the lowest first. */
function bitsAt(report: Uint8Array, bitAt: number, bits: number): number {
  let value = 0
  for (let bit = 0; bit < bits; bit++) {
    const at = bitAt + bit
    value |= (((report[at >> 3] ?? 0) >> (at & 7)) & 1) << bit
  }
  return value
}

/** Keys that a field says are down. An array's fields name them (HID 1.11 §6.2.2.5); a variable's are bits. */
function keysOf(field: InputField, report: Uint8Array): number[] {
  const keys: number[] = []
  for (let index = 0; index < field.count; index++) {
    const value = bitsAt(report, field.bitAt + index * field.bits, field.bits)
    const offset = value - field.logicalMin
    // A value outside of the array's range names nothing (§6.2.2.5).
    if (field.isArray && (offset < 0 || value > field.logicalMax)) continue
    const ranged = field.usageRange ? field.usageRange[0] + offset : field.usages[offset]
    const usage = field.isArray ? ranged : value === 0 ? undefined : usageAt(field, index)
    if (isKey(usage) && ((usage ?? 0) & 0xffff) !== 0) keys.push((usage ?? 0) & 0xffff)
  }
  return keys
}

/** ErrorRollOver, POSTFail, ErrorUndefined (HID Usage Tables, Keyboard/Keypad page). */
const isError = (key: number) => key >= 1 && key <= 3

export const isModifier = (key: number): boolean => key >= 0xe0 && key <= 0xe7

/** What is down according to one report; `null` for a report that is not of keys. */
export function readKeys(
  { haveIds, reportBytes, fields }: KeyboardReports,
  report: Uint8Array,
): KeysDown | null {
  const reportId = haveIds ? (report[0] ?? 0) : 0
  const bytes = reportBytes.get(reportId)
  if (bytes === undefined) return { ok: false, reason: `report id ${reportId} is not declared` }
  const ours = fields.filter((field) => field.reportId === reportId)
  if (ours.length === 0) return null
  if (report.length !== bytes) return { ok: false, reason: `${report.length} bytes, not ${bytes}` }
  const perField = ours.map((field) => ({ field, keys: keysOf(field, report) }))
  const keys = perField.flatMap((one) => one.keys)
  const mapped = perField.filter(({ field }) => !field.isArray).flatMap((one) => one.keys)
  return {
    ok: true,
    reportId,
    keys: keys.filter((key) => !isError(key)),
    isPhantom: keys.some(isError),
    isUnordered: mapped.filter((key) => !isModifier(key)).length > 1,
  }
}
