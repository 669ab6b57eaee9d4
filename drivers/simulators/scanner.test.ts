import { describe, it } from 'vitest'
import { hidPosReports } from '../scanners/hid-pos-report.ts'
import { hidPosModels } from '../scanners/models.ts'
import { runScannerCase, type ScannerRig, scannerCases } from '../scanners/scanner.acceptance.ts'
import { createSimulatedScanner } from './scanner.ts'

type Encode = (aim: string, text: string) => Uint8Array[]

function rig(encode: Encode): ScannerRig {
  const scanner = createSimulatedScanner({ id: 'sim-1', name: 'Simulated scanner' })
  return {
    scanner,
    send: (aim, text) => encode(aim, text).forEach(scanner.feed),
    sendBeginning: (aim, text) => scanner.feed(encode(aim, text)[0] ?? new Uint8Array()),
    sendGarbage: () => scanner.feed(Buffer.from('\x00\xff\x02garbage\r', 'latin1')),
    unplug: async () => scanner.unplug(),
    replug: async () => scanner.replug(),
    dispose: async () => undefined,
  }
}

const inPieces: Encode = (aim, text) => {
  const whole = Buffer.from(`${aim}${text}\r`)
  const pieces = []
  for (let at = 0; at < whole.length; at += 40) pieces.push(whole.subarray(at, at + 40))
  return pieces
}

describe.each<[string, Encode]>([
  ['a serial stream', inPieces],
  ...hidPosModels.map((model): [string, Encode] => [
    model.name,
    (aim, text) => hidPosReports(model, aim, text),
  ]),
])('a simulated scanner fed as %s', (_, encode) => {
  it.each(scannerCases)('$title', (which) => runScannerCase(which, async () => rig(encode)))
})
