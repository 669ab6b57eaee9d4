/**
 * Runs inside umockdev with the hidraw shim preloaded: the time from a report's sending to the event that it makes, through
 * our driver and through node-hid alone, each on a device of its own, turn by turn. Prints one JSON line.
 */
import assert from 'node:assert/strict'
import { HIDAsync } from 'node-hid'
import { listHidPosDevices, openHidPosScanner } from '../../../drivers/scanners/hid-pos/hid-pos-scanner.ts'
import { createHidPosDevice } from '../../../drivers/simulators/scanners/hid-pos-device.ts'
import { plugIn, type SimulatedHid } from './simulated-hid.ts'

const ROUNDS = 2_000
const WARM_UP_ROUNDS = 200

const folder = process.env.HIDSIM_DIR ?? ''
const sysfs = process.env.UMOCKDEV_DIR ?? ''
const wires = [await plugIn(0, folder, sysfs), await plugIn(1, folder, sysfs)] as const
const [device] = await listHidPosDevices()
assert.ok(device)
const scanner = await openHidPosScanner({ device })
const bare = await HIDAsync.open('/dev/hidraw1')
const maker = createHidPosDevice()
const text = (round: number) => `010950600013435210AU-2407\x1d37${100_000 + round}`

/** Is told the text of what has come. */
let heard: (text: string) => void = () => undefined
scanner.subscribe({
  symbol: (symbol) => heard(symbol.text),
  fault: () => assert.fail('a fault'),
  state: () => undefined,
})
// As much of a report as says what was read.
bare.on('data', (report: Buffer) => heard(report.toString('latin1', 5, 5 + (report[1] ?? 0))))

/** Milliseconds from the sending of a report to its event. */
async function once(wire: SimulatedHid, round: number): Promise<number> {
  const [report] = maker.piecesOf({ aim: ']C1', text: text(round) })
  assert.ok(report)
  const start = performance.now()
  const event = new Promise<number>((resolve) => {
    heard = (said) => {
      assert.equal(said, text(round))
      resolve(performance.now() - start)
    }
  })
  wire.send(report)
  return event
}

const ours: number[] = []
const alone: number[] = []
for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
  const both = [await once(wires[0], round), await once(wires[1], round)] as const
  if (round < WARM_UP_ROUNDS) continue
  ours.push(both[0])
  alone.push(both[1])
}
console.log(JSON.stringify({ ours, alone }))
process.exit(0)
