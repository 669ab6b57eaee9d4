import { describe, expect, it } from 'vitest'
import { runScannerCase, type ScannerRig, scannerCases } from '../../drivers/scanners/scanner.acceptance.ts'
import { openSerialScanner } from '../../drivers/scanners/serial-scanner.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable } from './serial-cable.ts'

async function rig(): Promise<ScannerRig> {
  const cable = await laySerialCable()
  const settings = { id: 'serial-1', name: 'Scanner on a pty', path: cable.path, watchMs: 40 }
  const scanner = await openSerialScanner(settings)
  return {
    scanner,
    send: (aim, text) => cable.write(Buffer.from(`${aim}${text}\r`)),
    sendBeginning: (aim, text) => cable.write(Buffer.from(`${aim}${text}`)),
    sendGarbage: () => cable.write(Buffer.from('\x00\xff\x02garbage\r', 'latin1')),
    unplug: cable.unplug,
    replug: cable.replug,
    dispose: cable.dispose,
  }
}

const missing = missingPrograms(['socat'])

describe.skipIf(missing.length > 0)(suiteName('a scanner on a real serial port (pty)', missing), () => {
  it.each(scannerCases)('$title', (which) => runScannerCase(which, rig))

  it('gives up a symbol whose end does not come, so that it cannot stick to the next one', async () => {
    const cable = await laySerialCable()
    const settings = { id: 'serial-1', name: 'Scanner on a pty', path: cable.path, idleMs: 30 }
    const scanner = await openSerialScanner(settings)
    const heard: unknown[] = []
    scanner.subscribe({
      symbol: ({ text }) => heard.push(text),
      fault: ({ code }) => heard.push(code),
      state: () => undefined,
    })
    try {
      cable.write(Buffer.from(']E0950600'))
      await expect.poll(() => heard).toEqual(['scan-incomplete'])
      cable.write(Buffer.from(']E09506000134352\r'))
      await expect.poll(() => heard).toEqual(['scan-incomplete', '9506000134352'])
    } finally {
      await scanner.close()
      await cable.dispose()
    }
  })
})

describe('a scanner on a serial port that is not there', () => {
  it('says so when it is opened', async () => {
    const settings = { id: 'serial-1', name: 'Scanner', path: '/dev/no-such-port' }
    await expect(openSerialScanner(settings)).rejects.toMatchObject({ code: 'scanner-open-failed' })
  })
})
