import { describe, expect, it } from 'vitest'
import { type HidPosBuild, hidPosDescriptor, usualBuild } from '../../simulators/scanners/hid-pos-device.ts'
import { readReportDescriptor } from '../hid/report-descriptor.ts'
import { fitHidPosModel } from './fit-model.ts'
import { hidPosModels } from './hid-pos-models.ts'

const fitOf = (build: Partial<HidPosBuild>) =>
  fitHidPosModel(readReportDescriptor(hidPosDescriptor({ ...usualBuild, ...build })))
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'))

describe('a HID POS scanner’s model row', () => {
  it('is the one that its report descriptor bears out', () => {
    expect(fitOf({})).toEqual({ ok: true, model: hidPosModels[0] })
    expect(fitOf({ vendorBytes: 0 })).toEqual({ ok: true, model: hidPosModels[1] })
  })

  it('is the first one also where eight bits are named for the flag, as Honeywell’s descriptor has it', () => {
    const descriptor = bytes(`
      058C 0902 A101 0912 A102 8502 1500 26FF00 7508 9501 0501 093B 8102 9503 058C 09FB 09FC 09FD 8102
      9538 09FE 820201 0666FF 9502 0904 0900 8102 058C 2501 7501 9508 09FF 8102 C0
      0666FF 7508 26FF00 0903 A102 85FE 9501 0903 B28201 C0 0901 A102 85FD 9501 0921 9102 953E 0922 928201 C0 C0`)
    expect(fitHidPosModel(readReportDescriptor(descriptor))).toEqual({ ok: true, model: hidPosModels[0] })
  })

  it('is none when id, length or places differ, and what was found is named', () => {
    expect(fitOf({ reportId: 3 })).toEqual({
      ok: false,
      found: 'report 3 of 64 bytes, length at 1, AIM id at 2, 56 data bytes at 5, continuation flag at 63',
    })
    expect(fitOf({ dataBytes: 250 })).toMatchObject({
      ok: false,
      found: expect.stringContaining('250 data bytes'),
    })
    expect(fitOf({ dataBytes: 55, vendorBytes: 3 })).toMatchObject({ ok: false })
  })

  it('is none for a keyboard, nor for a vendor’s page that only ends in 8C, nor where no data are named', () => {
    const keyboard = bytes('0501 0906 A101 C0')
    const vendors = bytes('068CFF 0902 A101 8502 7508 953F 09FE 8102 C0')
    const nameless = bytes('058C 0902 A101 8502 7508 953F 0900 8102 C0')
    const found = [keyboard, vendors, nameless].map((one) => fitHidPosModel(readReportDescriptor(one)))
    expect(found).toEqual([
      { ok: false, found: 'no bar code scanner (usage 8C:02)' },
      { ok: false, found: 'no bar code scanner (usage 8C:02)' },
      { ok: false, found: 'no report with decoded data (usage 8C:FE)' },
    ])
  })
})
