import type { ScannerSetting } from '../../../core/contract/devices.ts'
import { readSetUpCode } from '../../../core/label/set-up-code.ts'
import type { Scanner } from '../../../drivers/scanners/scanner.ts'
import { asFailure } from '../as-failure.ts'
import type { Present } from '../found/present.ts'
import { openScanner } from '../open-scanner.ts'
import type { PairingEar, Told } from './pairing-ear.ts'

const framing = { prefix: [], suffix: [], idleMs: 500 }

/** Listens to a HID POS scanner for the code. */
export function listenHid(present: Present, code: string, told: Told): PairingEar {
  const { name, path, identity } = present
  const connection = { kind: 'hid' as const, path, identity }
  const asked: ScannerSetting = {
    id: 'pairing',
    kind: 'scanner',
    name,
    enabled: true,
    connection,
    model: null,
    framing,
    sendsAim: true,
  }
  let isClosed = false
  const opening: Promise<Scanner | null> = openScanner(asked, path).catch((error: unknown) => {
    told.failed(asFailure(error), name)
    return null
  })
  const listening = opening.then((scanner) => {
    if (isClosed) return
    scanner?.subscribe({
      symbol: ({ text, aim }) => {
        if (readSetUpCode(text) === code)
          told.code({ connection, model: null, framing, sendsAim: aim !== null })
      },
      fault: ({ code: fault }) => {
        if (fault.startsWith('scan-')) told.unreadable(name)
      },
      state: () => {},
    })
  })
  return {
    name,
    path,
    close: async () => {
      isClosed = true
      await listening
      await (await opening)?.close()
    },
  }
}
