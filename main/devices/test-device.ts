import type { DeviceSetting, PrinterSetting, ScannerSetting } from '../../core/contract/devices.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import type { Scanner } from '../../drivers/scanners/scanner.ts'
import { connectPrinter } from './connect-printer.ts'
import { openScanner } from './open-scanner.ts'
import { modelOf } from './printer-models.ts'
import { testLabelOf } from './test-label.ts'

/** What came of trying one device, as `bondmark/device-test/1` says it. */
export interface Tested {
  readonly ok: boolean
  readonly status: Failure
  readonly symbol: { readonly aim: string | null; readonly text: string } | null
}

export interface TestOptions {
  /** Whether a printer is to print a test label, beside saying how it is. */
  readonly print: boolean
  /** How long a scanner is waited for. */
  readonly waitMs: number
  readonly onReady: () => void
}

/** Opens one device by itself, tries it and lets it go. Throws what opening throws. */
export const testDevice = (setting: DeviceSetting, options: TestOptions): Promise<Tested> =>
  setting.kind === 'scanner' ? testScanner(setting, options) : testPrinter(setting, options)

async function testScanner(setting: ScannerSetting, { waitMs, onReady }: TestOptions): Promise<Tested> {
  const scanner = await openScanner(setting, setting.connection.path)
  onReady()
  try {
    return await oneScan(scanner, waitMs)
  } finally {
    await scanner.close()
  }
}

function oneScan(scanner: Scanner, waitMs: number): Promise<Tested> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      resolve({
        ok: false,
        status: { code: 'device-test-silent', detail: { seconds: Math.round(waitMs / 1000) } },
        symbol: null,
      })
    }, waitMs)
    const end = (tested: Tested) => {
      clearTimeout(late)
      resolve(tested)
    }
    scanner.subscribe({
      symbol: ({ aim, text }) =>
        end({ ok: true, status: { code: 'device-test-heard', detail: {} }, symbol: { aim, text } }),
      fault: (status) => end({ ok: false, status, symbol: null }),
      state: () => {},
    })
  })
}

async function testPrinter(setting: PrinterSetting, { print, onReady }: TestOptions): Promise<Tested> {
  const { id, name, connection, stock } = setting
  const model = modelOf(setting)
  const printer = createPrinter({ id, name, model, connect: () => connectPrinter(connection) })
  try {
    const state = await printer.refresh()
    onReady()
    if (!print)
      return { ok: state === 'ready', status: { code: `printer-is-${state}`, detail: {} }, symbol: null }
    const { end } = await printer.print(testLabelOf(printer, stock, 1, true).job)
    const code = end === 'printed' ? 'test-label-printed' : 'test-label-uncertain'
    return { ok: end === 'printed', status: { code, detail: { name } }, symbol: null }
  } finally {
    await printer.close()
  }
}
