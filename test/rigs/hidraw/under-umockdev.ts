/**
 * Runs inside umockdev with the hidraw shim preloaded: the acceptance cases over the real node-hid binding, and what only
 * HID can show. Prints one JSON line a case, `{title, error}`.
 */
import assert from 'node:assert/strict'
import { listHidPosDevices } from '../../../drivers/scanners/hid-pos-devices.ts'
import { hidPosReports } from '../../../drivers/scanners/hid-pos-report.ts'
import { openHidPosScanner } from '../../../drivers/scanners/hid-pos-scanner.ts'
import { type HidPosModel, hidPosModels } from '../../../drivers/scanners/models.ts'
import {
  runScannerCase,
  type ScannerCase,
  type ScannerRig,
  scannerCases,
} from '../../../drivers/scanners/scanner.acceptance.ts'
import { plugIn } from './simulated-hid.ts'

const model = hidPosModels[0] as HidPosModel
const folder = process.env.HIDSIM_DIR ?? ''
const sysfs = process.env.UMOCKDEV_DIR ?? ''
const [first, second] = [await plugIn(0, folder, sysfs), await plugIn(1, folder, sysfs)]

async function open(): Promise<ScannerRig> {
  const device = (await listHidPosDevices()).find(({ serialNumber }) => serialNumber === 'S-001')
  assert.ok(device, 'the first scanner is listed')
  await first.settled()
  const scanner = await openHidPosScanner({ device, model, watchMs: 40 })
  return {
    scanner,
    send: (aim, text) => hidPosReports(model, aim, text).forEach(first.send),
    sendBeginning: (aim, text) => first.send(hidPosReports(model, aim, text)[0] ?? new Uint8Array()),
    sendGarbage: () => first.send(Uint8Array.from({ length: 64 }, (_, index) => (index * 37) & 0xff)),
    unplug: first.unplug,
    replug: first.replug,
    dispose: async () => undefined,
  }
}

const cases: readonly ScannerCase[] = [
  {
    title: 'tells two identical scanners apart, and leaves one in keyboard mode alone',
    run: async ({ scanner, send }) => {
      const devices = await listHidPosDevices()
      assert.deepEqual(
        devices.map(({ id }) => id),
        ['hid:05e0:1300:S-001', 'hid:05e0:1300:S-002'],
      )
      const device = devices[1]
      assert.ok(device)
      const other = await openHidPosScanner({ device, model })
      const heard: [string, string][] = []
      for (const listening of [scanner, other]) {
        const symbol = ({ device, text }: { device: string; text: string }) => heard.push([device, text])
        listening.subscribe({ symbol, fault: () => undefined, state: () => undefined })
      }
      send(']E0', '9506000134352')
      for (const report of hidPosReports(model, ']E0', '9506000134369')) second.send(report)
      for (let turn = 0; turn < 200 && heard.length < 2; turn++)
        await new Promise((done) => setTimeout(done, 10))
      await other.close()
      assert.deepEqual(heard.sort(), [
        [scanner.id, '9506000134352'],
        [other.id, '9506000134369'],
      ])
    },
  },
  {
    title: 'says that it cannot be opened while it is unplugged',
    run: async ({ scanner, unplug, replug }) => {
      const device = (await listHidPosDevices())[0]
      assert.ok(device)
      await scanner.close()
      await unplug()
      await assert.rejects(openHidPosScanner({ device, model }), { code: 'scanner-open-failed' })
      await replug()
    },
  },
]

for (const which of [...scannerCases, ...cases]) {
  const error = await runScannerCase(which, open).then(
    () => null,
    (failure: Error) => failure.stack ?? failure.message,
  )
  console.log(JSON.stringify({ title: which.title, error }))
}
process.exit(0)
