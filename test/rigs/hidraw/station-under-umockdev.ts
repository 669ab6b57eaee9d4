/**
 * Runs inside umockdev with the hidraw shim preloaded: a whole station that pairs a HID POS scanner by the set-up code,
 * hears it, sees it go and come back. Prints one JSON line `{error}`.
 */
import assert from 'node:assert/strict'
import { until } from '../../../drivers/scanners/scanner.acceptance.ts'
import { createHidPosDevice } from '../../../drivers/simulators/scanners/hid-pos-device.ts'
import { BenchStation } from '../../../main/station/bench-station.stub.ts'
import { plugIn } from './simulated-hid.ts'

const gun = await plugIn(0, process.env.HIDSIM_DIR ?? '', process.env.UMOCKDEV_DIR ?? '')

async function work(bench: BenchStation): Promise<void> {
  const { devices, hands } = bench.workspace
  const view = () => bench.station.view()
  const sign = () => view().devices.find(({ id }) => id === 'device-1')
  const read = (aim: string, text: string) => {
    for (const report of createHidPosDevice({ seed: 1 }).piecesOf({ aim, text })) gun.send(report)
  }
  await devices.start()
  const { found } = await devices.discover()
  assert.deepEqual(
    found.filter(({ what }) => what === 'hid-pos').map(({ name, identity }) => [name, identity.serialNumber]),
    [
      ['Zebra POS Scanner', 'S-001'],
      ['Zebra POS Scanner', 'S-002'],
      ['Zebra Odd Scanner', 'O-001'],
    ],
  )

  const odd = found.find(({ identity }) => identity.serialNumber === 'O-001')
  assert.equal(odd?.hindrance?.why.code, 'scanner-layout-unknown')

  await devices.startPairing()
  const code = view().pairing?.code ?? ''
  await until('somebody listens', () => gun.openedBy > 0)
  read(']C0', code)
  await until('the scanner is adopted', () => view().pairing?.heard?.code === 'pairing-adopted')
  await until('its sign is green', () => sign()?.ok === true)
  assert.equal(devices.settings().settings[0]?.connection.kind, 'hid')

  const [sample] = hands.goods()
  assert.ok(sample)
  const text = Buffer.from(sample.bytes, 'base64url').toString('latin1').trimEnd()
  read(text.slice(0, 3), text.slice(3))
  await until('the goods are accepted', () => view().state.kind === 'accepted')

  await gun.unplug()
  await until('the sign is not green', () => sign()?.ok === false)
  await gun.replug()
  await until('the sign is green again', () => sign()?.ok === true)
  const { count } = view().state
  bench.later(5000)
  read(text.slice(0, 3), text.slice(3))
  await until('it is heard again', () => view().state.count === count + 1)
}

const bench = await BenchStation.open()
const error = await work(bench).then(
  () => null,
  (thrown: Error) => thrown.stack ?? thrown.message,
)
await bench.close()
console.log(JSON.stringify({ error }))
process.exit(0)
