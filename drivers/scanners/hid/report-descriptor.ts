import { BondmarkError } from '../../../core/errors/bondmark-error.ts'

/** A usage with its page: `page << 16 | id`. */
export type Usage = number

/** One run of equal fields in an input report, as the descriptor declares it. Constant padding is left out. */
export interface InputField {
  /** 0 when the device's reports have no id. */
  readonly reportId: number
  /** From the first bit of the report as it is read, so after the id's byte when there is one. */
  readonly bitAt: number
  readonly bits: number
  readonly count: number
  /** A field of a variable is a control; one of an array names the control that is on. */
  readonly isArray: boolean
  readonly logicalMin: number
  readonly logicalMax: number
  /** Usages in order; the last stands for all fields that are left over. */
  readonly usages: readonly Usage[]
  /** A range of usages instead, both ends in it. */
  readonly usageRange: readonly [Usage, Usage] | null
  /** Usages of the collections around it, outermost first. */
  readonly collections: readonly Usage[]
}

/** What a report descriptor says about the reports that a device sends. */
export interface ReportDescriptor {
  /** Usages of the top-level (application) collections. */
  readonly applications: readonly Usage[]
  readonly fields: readonly InputField[]
  /** Bytes of each input report by id, the id's own byte counted; 0 stands for reports without id. */
  readonly reportBytes: ReadonlyMap<number, number>
}

/** Linux takes no longer ones (HID_MAX_DESCRIPTOR_SIZE); neither are reports that a USB device can send longer. */
const DESCRIPTOR_BYTES_MAX = 4096
const REPORT_BITS_MAX = 16_384 * 8
const DEPTH_MAX = 32
const FIELDS_MAX = 4096
const USAGES_MAX = 1024

const malformed = (reason: string) => new BondmarkError('scanner-descriptor-malformed', { reason })

interface Globals {
  page: number
  logicalMin: number
  /** Read without a sign when the minimum has none: many descriptors give 255 in one byte. */
  logicalMax: number
  bits: number
  count: number
  reportId: number
}

interface Locals {
  usages: Usage[]
  from: Usage | undefined
  to: Usage | undefined
}

const noLocals = (): Locals => ({ usages: [], from: undefined, to: undefined })

/** Little-endian data of a short item. */
function unsigned(data: Uint8Array): number {
  return data.reduce((sum, byte, at) => sum + byte * 2 ** (8 * at), 0)
}

function signed(data: Uint8Array): number {
  const value = unsigned(data)
  const top = 2 ** (8 * data.length)
  return data.length > 0 && value >= top / 2 ? value - top : value
}

/** The items of a descriptor: HID 1.11 §6.2.2.2 (short) and §6.2.2.3 (long, which nothing defines: skipped). */
function* items(bytes: Uint8Array): Generator<{ tag: number; data: Uint8Array }> {
  for (let at = 0; at < bytes.length; ) {
    const prefix = bytes[at] ?? 0
    const isLong = prefix === 0xfe
    const size = isLong ? (bytes[at + 1] ?? 0) : (prefix & 3) === 3 ? 4 : prefix & 3
    const dataAt = at + (isLong ? 3 : 1)
    if (dataAt + size > bytes.length) throw malformed(`the item at byte ${at} is cut off`)
    if (!isLong) yield { tag: prefix & 0xfc, data: bytes.subarray(dataAt, dataAt + size) }
    at = dataAt + size
  }
}

/**
 * Reads a HID report descriptor (Device Class Definition for HID 1.11, §6.2.2): which input reports there are, how long, and
 * which usage is where. Bounded in size, depth and number of fields; output and feature reports are passed over. Throws
 * `scanner-descriptor-malformed`.
 */
export function readReportDescriptor(bytes: Uint8Array): ReportDescriptor {
  if (bytes.length > DESCRIPTOR_BYTES_MAX)
    throw malformed(`${bytes.length} bytes, of at most ${DESCRIPTOR_BYTES_MAX}`)
  let globals: Globals = { page: 0, logicalMin: 0, logicalMax: 0, bits: 0, count: 0, reportId: 0 }
  let locals = noLocals()
  const saved: Globals[] = []
  const collections: Usage[] = []
  const applications: Usage[] = []
  const fields: InputField[] = []
  /** Bits used so far of each input report. */
  const bitsOf = new Map<number, number>()

  /** §6.2.2.8: a usage of four bytes brings its own page. */
  const usageOf = (data: Uint8Array): Usage =>
    data.length === 4 ? unsigned(data) : globals.page * 0x10000 + unsigned(data)

  const addInput = (flags: number) => {
    const { bits, count, reportId, logicalMin, logicalMax } = globals
    const bitAt = bitsOf.get(reportId) ?? (reportId === 0 ? 0 : 8)
    const end = bitAt + bits * count
    if (end > REPORT_BITS_MAX) throw malformed(`report ${reportId} is longer than any`)
    bitsOf.set(reportId, end)
    const isConstant = (flags & 1) === 1
    if (isConstant || bits * count === 0) return
    if (fields.length === FIELDS_MAX) throw malformed(`more than ${FIELDS_MAX} fields`)
    const { usages, from, to } = locals
    fields.push({
      reportId,
      bitAt,
      bits,
      count,
      isArray: (flags & 2) === 0,
      logicalMin,
      logicalMax,
      usages: [...usages],
      usageRange: from === undefined || to === undefined ? null : [from, to],
      collections: [...collections],
    })
  }

  const main = (tag: number, data: Uint8Array) => {
    if (tag === 0x80) addInput(unsigned(data))
    else if (tag === 0xa0) {
      if (collections.length === DEPTH_MAX) throw malformed(`collections more than ${DEPTH_MAX} deep`)
      const usage = locals.usages[0] ?? locals.from ?? globals.page * 0x10000
      if (collections.length === 0) applications.push(usage)
      collections.push(usage)
    } else if (tag === 0xc0 && collections.pop() === undefined)
      throw malformed('a collection ends that was not begun')
    // Local items hold for one main item (§6.2.2.8).
    locals = noLocals()
  }

  const global = (tag: number, data: Uint8Array) => {
    if (tag === 0x04) globals.page = unsigned(data)
    else if (tag === 0x14) globals.logicalMin = signed(data)
    else if (tag === 0x24) globals.logicalMax = globals.logicalMin < 0 ? signed(data) : unsigned(data)
    else if (tag === 0x74) globals.bits = unsigned(data)
    else if (tag === 0x94) globals.count = unsigned(data)
    else if (tag === 0x84) {
      globals.reportId = unsigned(data)
      if (globals.reportId < 1 || globals.reportId > 255) throw malformed(`report id ${globals.reportId}`)
    } else if (tag === 0xa4) {
      if (saved.length === DEPTH_MAX) throw malformed(`pushed more than ${DEPTH_MAX} deep`)
      saved.push({ ...globals })
    } else if (tag === 0xb4) {
      const back = saved.pop()
      if (back === undefined) throw malformed('a pop without a push')
      globals = back
    }
  }

  const local = (tag: number, data: Uint8Array) => {
    if (tag === 0x08) {
      if (locals.usages.length === USAGES_MAX) throw malformed(`more than ${USAGES_MAX} usages for one item`)
      locals.usages.push(usageOf(data))
    } else if (tag === 0x18) locals.from = usageOf(data)
    else if (tag === 0x28) locals.to = usageOf(data)
  }

  for (const { tag, data } of items(bytes)) {
    const type = tag & 0x0c
    if (type === 0) main(tag, data)
    else if (type === 4) global(tag, data)
    else if (type === 8) local(tag, data)
    else throw malformed(`an item of reserved type (0x${tag.toString(16)})`)
  }
  if (collections.length > 0) throw malformed('a collection does not end')
  const reportBytes = new Map([...bitsOf].map(([id, bits]) => [id, Math.ceil(bits / 8)]))
  return { applications, fields, reportBytes }
}

/** The usage of the nth control of a variable field. */
export function usageAt(field: InputField, index: number): Usage {
  if (field.usageRange) return Math.min(field.usageRange[0] + index, field.usageRange[1])
  return field.usages[Math.min(index, field.usages.length - 1)] ?? 0
}
