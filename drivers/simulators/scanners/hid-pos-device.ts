import type { Timer } from '../../../platform/clock/timer.ts'
import { createScannerDevice, noise, noiseBytes, type ScannerDevice } from './scanner-device.ts'

/** How a HID POS scanner is built: manuals of Honeywell and Access-IS print the first; others leave out the vendor's bytes. */
export interface HidPosBuild {
  readonly reportId: number
  readonly dataBytes: number
  /** Between the data and the byte with the continuation flag. */
  readonly vendorBytes: number
}

export const usualBuild: HidPosBuild = { reportId: 2, dataBytes: 56, vendorBytes: 2 }

/** A report descriptor item by item; names from the HID Point of Sale Usage Tables 1.02. */
export function hidPosDescriptor({ reportId, dataBytes, vendorBytes }: HidPosBuild): Uint8Array {
  const vendor = [0x06, 0x66, 0xff, 0x95, vendorBytes, 0x09, 0x04, 0x09, 0x00, 0x81, 0x02]
  return Uint8Array.from([
    ...[0x05, 0x8c], // Usage Page (Bar Code Scanner)
    ...[0x09, 0x02, 0xa1, 0x01], // Usage (Bar Code Scanner), Collection (Application)
    ...[0x09, 0x12, 0xa1, 0x02], // Usage (Scanned Data Report), Collection (Logical)
    ...[0x85, reportId], // Report ID
    ...[0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08], // Logical 0 to 255, Report Size 8
    ...[0x95, 0x01, 0x05, 0x01, 0x09, 0x3b, 0x81, 0x02], // Generic Desktop: Byte Count
    ...[0x95, 0x03, 0x05, 0x8c, 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x81, 0x02], // Symbology Identifier 1, 2, 3
    ...[0x95, dataBytes, 0x09, 0xfe, 0x82, 0x02, 0x01], // Decoded Data (buffered bytes)
    ...(vendorBytes > 0 ? vendor : []),
    ...[0x05, 0x8c, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x09, 0xff, 0x81, 0x02], // Decode Data Continued
    ...[0x95, 0x07, 0x81, 0x03], // seven bits of padding
    0xc0,
    ...[0x09, 0x14, 0xa1, 0x02, 0x85, 0x04, 0x95, 0x01, 0x09, 0x00, 0x91, 0x02, 0x95, 0x07, 0x91, 0x03, 0xc0], // Trigger Report
    0xc0,
  ])
}

export interface HidPosDeviceSettings {
  readonly build?: HidPosBuild
  /** Between two reports: the interrupt endpoint's interval. */
  readonly intervalMs?: number
  readonly timer?: Timer
  readonly seed?: number
}

/** A scanner in HID POS mode: as many reports as the symbol needs, all but the last with the continuation flag. */
export function createHidPosDevice(settings: HidPosDeviceSettings = {}): ScannerDevice {
  const { build = usualBuild, intervalMs = 1, timer, seed = 1 } = settings
  const { reportId, dataBytes, vendorBytes } = build
  const random = noise(seed)
  const length = 5 + dataBytes + vendorBytes + 1

  return createScannerDevice({
    reportDescriptor: hidPosDescriptor(build),
    ...(timer && { timer }),
    msOf: () => intervalMs,
    garbage: () => [noiseBytes(random, length)],
    piecesOf: ({ aim, text }, hasAim) => {
      const data = new TextEncoder().encode(text)
      const reports: Uint8Array[] = []
      for (let at = 0; at === 0 || at < data.length; at += dataBytes) {
        const part = data.subarray(at, at + dataBytes)
        const report = new Uint8Array(length)
        report.set([reportId, part.length])
        if (hasAim) report.set(new TextEncoder().encode(aim), 2)
        report.set(part, 5)
        report[length - 1] = at + dataBytes < data.length ? 1 : 0
        reports.push(report)
      }
      return reports
    },
  })
}
