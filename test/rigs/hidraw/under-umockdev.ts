/**
 * Runs inside umockdev with the hidraw shim preloaded: the acceptance cases over the real node-hid binding, and what only
 * HID can show. Prints one JSON line a case, `{suite, title, error}`; with `--titles`, only what it would run.
 */
import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HidDevice } from '../../../drivers/scanners/hid/hid-devices.ts'
import { hidKeyboardModels } from '../../../drivers/scanners/hid-keyboard/hid-keyboard-models.ts'
import {
  listHidKeyboards,
  openHidKeyboardScanner,
} from '../../../drivers/scanners/hid-keyboard/hid-keyboard-scanner.ts'
import { hidPosModels } from '../../../drivers/scanners/hid-pos/hid-pos-models.ts'
import { listHidPosDevices, openHidPosScanner } from '../../../drivers/scanners/hid-pos/hid-pos-scanner.ts'
import {
  listen,
  type OpenRig,
  runScannerCase,
  type ScannerCase,
  scannerCases,
  until,
} from '../../../drivers/scanners/scanner.acceptance.ts'
import type { Scanner } from '../../../drivers/scanners/scanner.ts'
import { createHidKeyboardDevice } from '../../../drivers/simulators/scanners/hid-keyboard-device.ts'
import { createHidPosDevice } from '../../../drivers/simulators/scanners/hid-pos-device.ts'
import type { ScannerDevice } from '../../../drivers/simulators/scanners/scanner-device.ts'
import { connectionOf } from '../../../main/devices/found/connection-of.ts'
import { listHid } from '../../../main/devices/found/list-hid.ts'
import { openScanner } from '../../../main/devices/open-scanner.ts'
import { plugIn, type SimulatedHid } from './simulated-hid.ts'

const folder = process.env.HIDSIM_DIR ?? ''
const sysfs = process.env.UMOCKDEV_DIR ?? ''
const isAsked = !process.argv.includes('--titles')
const watchMs = 20
const [row] = hidKeyboardModels
assert.ok(row)
const model = row
const plugged: SimulatedHid[] = []
if (isAsked) for (let number = 0; number < 6; number++) plugged.push(await plugIn(number, folder, sysfs))
const simulated = (number: number): SimulatedHid => {
  const device = plugged[number]
  assert.ok(device)
  return device
}

/** Rigs of two identical devices, which are hidraw `first` and the next one. */
function rigOf(
  first: number,
  list: () => Promise<HidDevice[]>,
  open: (device: HidDevice) => Promise<Scanner>,
  make: (seed: number) => ScannerDevice,
  breakable: { aim: string; text: string },
): OpenRig {
  return async (which) => {
    const path = `/dev/hidraw${first + which}`
    const device = (await list()).find((one) => one.path === path)
    assert.ok(device, `${path} is listed`)
    const { settled, send, unplug, replug } = simulated(first + which)
    await settled()
    const maker = make(1)
    return {
      scanner: await open(device),
      pieces: (aim, text) => maker.piecesOf({ aim, text }),
      send: (pieces) => pieces.forEach(send),
      garbage: (round) => make(round + 1).noise(),
      breakable,
      unplug,
      replug,
      dispose: async () => {
        // The case may have left it unplugged.
        if (!(await list()).some((one) => one.path === path)) await replug()
      },
    }
  }
}

const pos = rigOf(
  0,
  listHidPosDevices,
  (device) => openHidPosScanner({ device, watchMs }),
  (seed) => createHidPosDevice({ seed }),
  { aim: ']Q1', text: 'x'.repeat(150) },
)
const typing = rigOf(
  2,
  listHidKeyboards,
  (device) => openHidKeyboardScanner({ device, model, watchMs }),
  (seed) => createHidKeyboardDevice({ seed }),
  { aim: ']E4', text: '96385' },
)

/** Runs work as somebody whom permissions bind, and who sees what everybody sees of a machine. They do not bind root. */
async function asAnybody(work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return work()
  for (const visible of [sysfs, folder, dirname(folder)]) chmodSync(visible, 0o755)
  process.seteuid?.(65_534)
  try {
    await work()
  } finally {
    process.seteuid?.(0)
  }
}

const posCases: readonly ScannerCase[] = [
  {
    title: 'is listed by serial number, without those in keyboard mode, and with why one cannot be opened',
    run: async () => {
      const devices = await listHidPosDevices()
      assert.deepEqual(
        devices.map(({ id, whyNot }) => [id, whyNot?.code ?? null, whyNot?.detail.found ?? null]),
        [
          ['hid:05e0:1300:S-001', null, null],
          ['hid:05e0:1300:S-002', null, null],
          [
            'hid:05e0:1400:O-001',
            'scanner-layout-unknown',
            'report 2 of 258 bytes, length at 1, AIM id at 2, 250 data bytes at 5, continuation flag at 257',
          ],
        ],
      )
      const [good, , odd] = devices
      assert.ok(good && odd)
      await assert.rejects(openHidPosScanner({ device: odd }), { code: 'scanner-layout-unknown' })
      const [, wrong] = hidPosModels
      assert.ok(wrong)
      await assert.rejects(openHidPosScanner({ device: good, model: wrong }), {
        code: 'scanner-layout-unknown',
      })
    },
  },
  {
    title: 'says that it cannot be opened while it is unplugged',
    run: async ({ scanner, unplug, replug }) => {
      const device = (await listHidPosDevices())[0]
      assert.ok(device)
      await scanner.close()
      await unplug()
      await assert.rejects(openHidPosScanner({ device }), { code: 'scanner-open-failed' })
      await replug()
    },
  },
  {
    title: 'is lost when reading fails though it is still listed, once, and comes back when it can be read',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      simulated(0).breakReading()
      await until('lost', () => rig.scanner.state === 'lost')
      const last = rig.scanner.seenAtMs
      await sleep(watchMs * 10)
      assert.deepEqual(heard.states, ['lost'])
      assert.deepEqual(
        heard.faults.map(({ code }) => code),
        ['scanner-lost'],
      )
      assert.equal(rig.scanner.seenAtMs, last)
      simulated(0).mendReading()
      await until('connected', () => rig.scanner.state === 'connected')
      rig.send(rig.pieces(']E0', '9506000134352'))
      await until('the symbol', () => heard.symbols.length > 0)
      assert.deepEqual(heard.states, ['lost', 'connected'])
    },
  },
  {
    title: 'names the udev rule that gives permission, when the system refuses to open it',
    run: async (rig) => {
      const device = (await listHidPosDevices())[1]
      assert.ok(device)
      await rig.scanner.close()
      simulated(1).permit(false)
      await asAnybody(async () => {
        await assert.rejects(openHidPosScanner({ device }), {
          code: 'scanner-not-permitted',
          detail: {
            device: 'Zebra POS Scanner',
            path: '/dev/hidraw1',
            rule: 'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="05e0", ATTRS{idProduct}=="1300", ATTRS{serial}=="S-002", TAG+="uaccess"',
          },
        })
      })
      simulated(1).permit(true)
    },
  },
]

const typingCases: readonly ScannerCase[] = [
  {
    title:
      'is listed among keyboards, two without serial numbers by their sockets, and none is opened by that',
    run: async ({ scanner }) => {
      const keyboards = await listHidKeyboards()
      assert.deepEqual(
        keyboards.map(({ id }) => id),
        [
          'hid:0c2e:0b61:@usb-0000:00:14.0-3/input0',
          'hid:0c2e:0b61:@usb-0000:00:14.0-4/input0',
          'hid:0c2e:0b62:B-001',
        ],
      )
      assert.equal(scanner.kind, 'hid-keyboard')
      assert.deepEqual(
        [2, 3, 5].map((number) => simulated(number).openedBy),
        [1, 0, 0],
      )
    },
  },
  {
    title: 'is found by the station with the row to set it up by, and opened by that',
    run: async ({ scanner }) => {
      await scanner.close()
      const found = (await listHid()).find(({ path }) => path === '/dev/hidraw5')
      assert.ok(found)
      const connection = connectionOf(found)
      assert.ok(connection?.kind === 'hid')
      const opened = await openScanner(
        {
          id: 'device-1',
          kind: 'scanner',
          name: 'Typing',
          enabled: true,
          connection,
          model: found.model,
          framing: { prefix: [], suffix: [], idleMs: 500 },
          sendsAim: true,
        },
        found.path,
      )
      assert.equal(opened.kind, 'hid-keyboard')
      await opened.close()
    },
  },
  {
    title: 'reads one that has a bit for each key, by its descriptor',
    run: async () => {
      const device = (await listHidKeyboards())[2]
      assert.ok(device)
      const scanner = await openHidKeyboardScanner({ device, model, watchMs })
      const heard = listen(scanner)
      const bitmap = createHidKeyboardDevice({ reports: 'bitmap', separator: 'alt-keypad' })
      for (const report of bitmap.piecesOf({ aim: ']C1', text: '10A\x1d21B' })) simulated(5).send(report)
      await until('the symbol', () => heard.symbols.length > 0)
      await scanner.close()
      assert.deepEqual(heard.symbols, [{ device: device.id, aim: ']C1', text: '10A\x1d21B' }])
    },
  },
  {
    title: 'says once that a key stays down, though its report comes again and again',
    run: async ({ scanner }) => {
      const heard = listen(scanner)
      const device = createHidKeyboardDevice({ intervalMs: 20 })
      const end = device.onSend(simulated(2).send)
      device.inject({ fault: 'stuck-key' })
      device.pull({ aim: ']E0', text: '1' })
      await until('the fault', () => heard.faults.length > 0)
      await sleep(600)
      assert.deepEqual([heard.faults.map(({ code }) => code), heard.symbols], [['scan-key-stuck'], []])
      end()
    },
  },
]

const suites = [
  { suite: 'HID POS', open: pos, cases: [...scannerCases, ...posCases] },
  { suite: 'keyboard', open: typing, cases: [...scannerCases, ...typingCases] },
]

for (const { suite, open, cases } of suites)
  for (const which of cases) {
    const failure = isAsked
      ? await runScannerCase(which, open).then(
          () => null,
          (error: Error) => error.stack ?? error.message,
        )
      : null
    console.log(JSON.stringify({ suite, title: which.title, error: failure }))
  }
process.exit(0)
