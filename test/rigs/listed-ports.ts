import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A serial port as the system lists it. */
export interface ListedPort {
  readonly path: string
  readonly maker?: string
  readonly vendorId?: string
  readonly productId?: string
  readonly serialNumber?: string
}

/** A `udevadm` of its own, first in PATH, so that the real `SerialPort.list()` shows the ports of a rig. */
export function listPorts(): { show(ports: readonly ListedPort[]): void; dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'udevadm-'))
  const told = join(folder, 'told')
  const program = join(folder, 'udevadm')
  writeFileSync(told, '')
  writeFileSync(program, `#!/bin/sh\nexec cat '${told}'\n`)
  chmodSync(program, 0o755)
  const before = process.env.PATH
  process.env.PATH = `${folder}${delimiter}${before ?? ''}`
  return {
    show: (ports) => writeFileSync(told, ports.map(described).join('\n')),
    dispose: () => {
      process.env.PATH = before
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function described(port: ListedPort, index: number): string {
  const { path, maker = 'Maker', vendorId = '', productId = '', serialNumber = '' } = port
  const usb = [
    `E: ID_VENDOR_ENC=${maker}`,
    `E: ID_VENDOR_ID=${vendorId}`,
    `E: ID_MODEL_ID=${productId}`,
    `E: ID_SERIAL_SHORT=${serialNumber}`,
  ]
  return [
    `P: /devices/rig/ttyACM${index}`,
    `N: ttyACM${index}`,
    `E: DEVNAME=${path}`,
    ...(vendorId === '' ? [] : usb),
    '',
  ].join('\n')
}
