/** Where a HID POS scanner puts what in its input report (usage page 0x8C, usage 0x02). Offsets count the report id. */
export interface HidPosModel {
  readonly id: string
  readonly name: string
  readonly reportBytes: number
  readonly reportId: number
  /** One byte: how many data bytes of this report count. */
  readonly lengthAt: number
  /** Three bytes: the AIM symbology id. */
  readonly aimAt: number
  readonly dataAt: number
  readonly dataBytes: number
  /** Lowest bit set: the symbol goes on in the next report. */
  readonly moreAt: number
}

/**
 * HID POS scanners that we know. The usage tables name what is in a report, and the vendors' convention says where: so a
 * layout is data, and a device gets a row only when its report descriptor says the same (`fit-model.ts`).
 */
export const hidPosModels: readonly HidPosModel[] = [
  {
    id: 'hid-pos-64',
    name: 'HID POS scanner (64-byte reports)',
    reportBytes: 64,
    reportId: 2,
    lengthAt: 1,
    aimAt: 2,
    dataAt: 5,
    dataBytes: 56,
    moreAt: 63,
  },
  {
    id: 'hid-pos-62',
    name: 'HID POS scanner (62-byte reports)',
    reportBytes: 62,
    reportId: 2,
    lengthAt: 1,
    aimAt: 2,
    dataAt: 5,
    dataBytes: 56,
    moreAt: 61,
  },
]

/** The model whose reports have this many bytes. */
export function hidPosModelByReportBytes(bytes: number): HidPosModel | undefined {
  return hidPosModels.find((model) => model.reportBytes === bytes)
}
