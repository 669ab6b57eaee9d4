import type { Timer } from '../../../platform/clock/timer.ts'
import { createScannerDevice, noise, noiseBytes, type ScannerDevice } from './scanner-device.ts'

/** How a scanner on a serial line is set. */
export interface SerialDeviceSettings {
  readonly baudRate?: number
  readonly prefix?: readonly number[]
  readonly suffix?: readonly number[]
  /** Bytes that the line hands over at once, at most. */
  readonly pieceBytesMax?: number
  readonly timer?: Timer
  readonly seed?: number
}

/** A start bit, eight data bits and a stop bit. */
const BITS_PER_BYTE = 10

/** A scanner on a serial line or in CDC mode: bytes at the baud rate, in pieces of any length. */
export function createSerialDevice(settings: SerialDeviceSettings = {}): ScannerDevice {
  const { baudRate = 9600, prefix = [], suffix = [0x0d], pieceBytesMax = 16, timer, seed = 1 } = settings
  const random = noise(seed)

  const cut = (bytes: Uint8Array): Uint8Array[] => {
    const pieces: Uint8Array[] = []
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + Math.floor(random() * pieceBytesMax)
      pieces.push(bytes.slice(at, at + length))
      at += length
    }
    return pieces
  }

  return createScannerDevice({
    ...(timer && { timer }),
    msOf: (piece) => (piece.length * BITS_PER_BYTE * 1000) / baudRate,
    garbage: () => cut(Uint8Array.from([...noiseBytes(random, 40), ...suffix])),
    piecesOf: ({ aim, text }, hasAim) =>
      cut(Uint8Array.from([...prefix, ...new TextEncoder().encode((hasAim ? aim : '') + text), ...suffix])),
  })
}
