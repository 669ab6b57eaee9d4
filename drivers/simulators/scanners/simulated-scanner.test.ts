import { describe, expect, it } from 'vitest'
import type { Framer } from '../../scanners/framed.ts'
import { readReportDescriptor } from '../../scanners/hid/report-descriptor.ts'
import { hidKeyboardModels } from '../../scanners/hid-keyboard/hid-keyboard-models.ts'
import { createKeyboardFramer } from '../../scanners/hid-keyboard/keyboard-framer.ts'
import { keyboardReports } from '../../scanners/hid-keyboard/keyboard-reports.ts'
import { fitHidPosModel } from '../../scanners/hid-pos/fit-model.ts'
import { createHidPosFramer } from '../../scanners/hid-pos/hid-pos-framer.ts'
import { runScannerCase, type ScannerRig, scannerCases } from '../../scanners/scanner.acceptance.ts'
import { createScriptFramer } from '../../scanners/script-framer.ts'
import { createSerialFramer } from '../../scanners/serial/serial-framer.ts'
import { VirtualTime } from '../virtual-time.ts'
import { createHidKeyboardDevice } from './hid-keyboard-device.ts'
import { createHidPosDevice, usualBuild } from './hid-pos-device.ts'
import type { ScannerDevice, ScannerFault } from './scanner-device.ts'
import { createSerialDevice } from './serial-device.ts'
import { createSimulatedScanner } from './simulated-scanner.ts'

type Make = (settings: { seed?: number; timer?: VirtualTime }) => { device: ScannerDevice; framer: Framer }

const posOf =
  (build = usualBuild): Make =>
  (settings) => {
    const device = createHidPosDevice({ build, ...settings })
    const fit = fitHidPosModel(readReportDescriptor(device.reportDescriptor ?? new Uint8Array()))
    if (!fit.ok) throw new Error(fit.found)
    return { device, framer: createHidPosFramer(fit.model) }
  }

const keyboardOf =
  (how: Parameters<typeof createHidKeyboardDevice>[0], row: number): Make =>
  (settings) => {
    const device = createHidKeyboardDevice({ ...how, ...settings })
    const reports = keyboardReports(
      readReportDescriptor(device.reportDescriptor ?? new Uint8Array()),
      'Typing',
    )
    const model = hidKeyboardModels[row]
    if (!model) throw new Error('no such row')
    return { device, framer: createKeyboardFramer(reports, model) }
  }

const serial: Make = (settings) => ({
  device: createSerialDevice({ pieceBytesMax: 1, ...settings }),
  framer: createSerialFramer(),
})

const kinds: [string, Make][] = [
  ['a serial stream', serial],
  [
    'a serial stream in a shift script',
    (settings) => ({ ...serial(settings), framer: createScriptFramer() }),
  ],
  [
    'a serial stream between STX and ETX CR LF',
    (settings) => ({
      device: createSerialDevice({ pieceBytesMax: 1, prefix: [2], suffix: [3, 13, 10], ...settings }),
      framer: createSerialFramer({ prefix: [2], suffix: [3, 13, 10] }),
    }),
  ],
  ['HID POS reports of 64 bytes', posOf()],
  ['HID POS reports of 62 bytes', posOf({ ...usualBuild, vendorBytes: 0 })],
  ['boot keyboard reports', keyboardOf({}, 0)],
  ['keyboard reports with an id, Tab at the end', keyboardOf({ reports: 'with-id', end: 'tab' }, 1)],
  ['a keyboard’s bitmap, GS by Alt 029', keyboardOf({ reports: 'bitmap', separator: 'alt-keypad' }, 0)],
]

function rig(make: Make, which: number): ScannerRig {
  const { device, framer } = make({})
  // Pieces that are sent apart are one symbol, however long a busy machine takes between them.
  const settings = { id: `sim-${which}`, name: 'Simulated scanner', framer, silenceMs: 20_000 }
  const scanner = createSimulatedScanner(settings)
  const isLong =
    device.reportDescriptor !== undefined && device.piecesOf({ aim: ']E0', text: '1' }).length === 1
  return {
    scanner,
    pieces: (aim, text) => device.piecesOf({ aim, text }),
    send: (pieces) => pieces.forEach(scanner.feed),
    garbage: (round) => make({ seed: round + 1 }).device.noise(),
    breakable: isLong ? { aim: ']Q1', text: 'x'.repeat(150) } : { aim: ']E4', text: '96385074' },
    unplug: async () => scanner.unplug(),
    replug: async () => scanner.replug(),
    dispose: async () => undefined,
  }
}

describe.each(kinds)('a simulated scanner that sends %s', (_, make) => {
  it.each(scannerCases)('$title', (which) => runScannerCase(which, async (one) => rig(make, one)))
})

/** What is heard of a device that reads one target, or a few, with a fault and without. */
async function heardWith(make: Make, fault: ScannerFault, texts: readonly string[]) {
  const timer = new VirtualTime()
  const { device, framer } = make({ timer })
  const scanner = createSimulatedScanner({ id: 'sim', name: 'Sim', framer, timer })
  const heard: string[] = []
  scanner.subscribe({
    symbol: ({ aim, text }) => heard.push(`${aim} ${text}`),
    fault: ({ code }) => heard.push(code),
    state: () => undefined,
  })
  device.onSend(scanner.feed)
  device.inject(fault)
  for (const text of texts) device.pull({ aim: ']C1', text })
  await timer.pass(5_000)
  device.mend()
  await timer.pass(5_000)
  device.pull({ aim: ']C1', text: '10MENDED' })
  await timer.pass(5_000)
  return heard
}

describe.each(kinds)('the faults of a scanner that sends %s', (name, make) => {
  const good = ']C1 10MENDED'

  it('may be that it sends twice what it read once', async () => {
    expect(await heardWith(make, { fault: 'double-trigger' }, ['10A'])).toEqual([']C1 10A', ']C1 10A', good])
  })

  it('may be that it swallows separators, which no framer can see', async () => {
    expect(await heardWith(make, { fault: 'lost-gs' }, ['10A\x1d21B'])).toEqual([']C1 10A21B', good])
  })

  it('may be that it sends no AIM id', async () => {
    expect(await heardWith(make, { fault: 'no-aim' }, ['10A'])).toEqual(['null 10A', good])
  })

  it('may be noise, which is refused', async () => {
    const heard = await heardWith(make, { fault: 'garbage' }, ['10A', '10B'])
    expect(heard.filter((one) => one.startsWith(']C1'))).toEqual([']C1 10A', ']C1 10B', good])
    expect(heard.length).toBeGreaterThan(3)
  })

  it('may be that it breaks off: that symbol is incomplete, and no part of the next', async () => {
    const text = '10'.padEnd(100, 'X')
    expect(await heardWith(make, { fault: 'cut', pieces: 1 }, [text])).toEqual(
      // A keyboard that says nothing of a key's coming up says nothing of its next press either.
      name.includes('keyboard') ? ['scan-key-stuck', 'scan-keys-lost'] : ['scan-incomplete', good],
    )
  })
})

describe.each(kinds.filter(([name]) => name.includes('keyboard')))('a scanner that sends %s', (_, make) => {
  it('may have a key that stays down: one fault, and no endless symbol', async () => {
    expect(await heardWith(make, { fault: 'stuck-key' }, ['10A'])).toEqual(['scan-key-stuck', ']C1 10MENDED'])
  })
})

describe('a simulated scanner on a line', () => {
  it('takes as long as its baud rate says, a start and a stop bit counted', async () => {
    const timer = new VirtualTime()
    const device = createSerialDevice({ baudRate: 9600, timer })
    let bytes = 0
    device.onSend((piece) => {
      bytes += piece.length
    })
    device.pull({ aim: ']E0', text: 'x'.repeat(956) })
    await timer.pass(999)
    expect(bytes).toBeLessThan(960)
    await timer.pass(2)
    expect(bytes).toBe(960)
  })

  it('sends nothing more of a symbol once its plug is out', async () => {
    const timer = new VirtualTime()
    const device = createSerialDevice({ timer, pieceBytesMax: 1 })
    const sent: number[] = []
    device.onSend((piece) => sent.push(...piece))
    device.pull({ aim: ']E0', text: '96385074' })
    await timer.pass(4)
    device.unplug()
    await timer.pass(1_000)
    device.replug()
    device.pull({ aim: ']E0', text: 'Z' })
    await timer.pass(1_000)
    expect(Buffer.from(sent).toString()).toBe(']E0]E0Z\r')
  })
})
