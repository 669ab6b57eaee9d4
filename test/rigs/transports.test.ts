import { describe, it } from 'vitest'
import {
  casesFor,
  type FarEnd,
  runTransportCase,
  type TransportRig,
} from '../../drivers/transports/transport.acceptance.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { jobFolderRig, memoryWireRig, serialRig, tcpRig, usbLinePrinterRig } from './transport-rigs.ts'

const all = ['send', 'stopReading', 'goOn', 'die', 'openMissing'] as const
const socat = missingPrograms(['socat'])

interface Way {
  readonly name: string
  readonly missing: string[]
  readonly can: readonly (keyof FarEnd)[]
  readonly open: (stallMs: number) => Promise<TransportRig>
}

const ways: readonly Way[] = [
  { name: 'a transport over TCP', missing: [], can: all, open: tcpRig },
  { name: 'a transport over a real serial port (pty)', missing: socat, can: all, open: serialRig },
  { name: 'a transport over a character device (pty)', missing: socat, can: all, open: usbLinePrinterRig },
  { name: 'a transport into a folder', missing: [], can: ['openMissing'], open: jobFolderRig },
  {
    name: 'the wire to a simulated printer',
    missing: [],
    can: ['send', 'stopReading', 'goOn', 'die'],
    open: memoryWireRig,
  },
]

for (const { name, missing, can, open } of ways)
  describe.skipIf(missing.length > 0)(suiteName(name, missing), () => {
    it.each(casesFor(can))('$title', (which) => runTransportCase(which, open))
  })
