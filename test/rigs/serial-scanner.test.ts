import { chmodSync, chownSync, realpathSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  listen,
  runScannerCase,
  type ScannerRig,
  scannerCases,
  until,
} from '../../drivers/scanners/scanner.acceptance.ts'
import { openSerialScanner } from '../../drivers/scanners/serial/serial-scanner.ts'
import {
  createSerialDevice,
  type SerialDeviceSettings,
} from '../../drivers/simulators/scanners/serial-device.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable } from './serial-cable.ts'

const framings: [string, Pick<SerialDeviceSettings, 'prefix' | 'suffix'>][] = [
  ['CR at the end', {}],
  ['STX before, ETX CR LF at the end', { prefix: [2], suffix: [3, 13, 10] }],
]

async function rig(
  which: number,
  framing: Pick<SerialDeviceSettings, 'prefix' | 'suffix'>,
): Promise<ScannerRig> {
  const cable = await laySerialCable()
  const scanner = await openSerialScanner({
    id: `serial-${which}`,
    name: 'Scanner on a pty',
    path: cable.path,
    watchMs: 20,
    framing: {
      ...(framing.prefix && { prefix: [...framing.prefix] }),
      ...(framing.suffix && { suffix: [...framing.suffix] }),
    },
  })
  const make = (seed: number) => createSerialDevice({ pieceBytesMax: 1, seed, ...framing })
  const device = make(1)
  return {
    scanner,
    pieces: (aim, text) => device.piecesOf({ aim, text }),
    send: (pieces) => cable.write(Buffer.concat(pieces)),
    garbage: (round) => make(round + 1).noise(),
    breakable: { aim: ']E4', text: '96385074' },
    unplug: cable.unplug,
    replug: cable.replug,
    dispose: cable.dispose,
  }
}

const missing = missingPrograms(['socat'])

describe.skipIf(missing.length > 0).each(framings)(
  suiteName('a scanner on a real serial port (pty), %s', missing),
  (_, framing) => {
    it.each(scannerCases)('$title', (which) => runScannerCase(which, (one) => rig(one, framing)))
  },
)

/** A scanner on a cable of its own, and what is heard of it. */
async function onCable(settings: Partial<Parameters<typeof openSerialScanner>[0]>) {
  const cable = await laySerialCable()
  const scanner = await openSerialScanner({ id: 'serial-1', name: 'Scanner', path: cable.path, ...settings })
  return { cable, scanner, heard: listen(scanner) }
}

describe.skipIf(missing.length > 0)(suiteName('a scanner on a real serial port', missing), () => {
  it('gives up a symbol whose end does not come, so that it cannot stick to the next one', async () => {
    const { cable, scanner, heard } = await onCable({ framing: { silenceMs: 30 } })
    try {
      cable.write(Buffer.from(']E0950600'))
      await until('the fault', () => heard.faults.length > 0)
      cable.write(Buffer.from(']E09506000134352\r'))
      await until('the symbol', () => heard.symbols.length > 0)
      expect(heard.faults).toMatchObject([{ code: 'scan-incomplete' }])
      expect(heard.symbols).toMatchObject([{ text: '9506000134352' }])
    } finally {
      await scanner.close()
      await cable.dispose()
    }
  })

  it('ends a symbol by silence, when nothing else ends it', async () => {
    const { cable, scanner, heard } = await onCable({ framing: { suffix: [], silenceMs: 30 } })
    try {
      for (const text of ['9506000134352', '9506000134369']) {
        cable.write(Buffer.from(`]E0${text}`))
        await until('the symbol', () => heard.symbols.at(-1)?.text === text)
      }
      expect([heard.symbols.length, heard.faults]).toEqual([2, []])
    } finally {
      await scanner.close()
      await cable.dispose()
    }
  })

  it.each([
    { baudRate: 1200, dataBits: 7, parity: 'even', stopBits: 2 },
    { baudRate: 115_200, parity: 'odd', flow: 'rts-cts' },
    { baudRate: 9600, flow: 'xon-xoff' },
  ] as const)('is read at $baudRate baud, parity $parity, flow $flow', async (line) => {
    const { cable, scanner, heard } = await onCable(line)
    try {
      cable.write(Buffer.from(']E09506000134352\r'))
      await until('the symbol', () => heard.symbols.length > 0)
      expect(heard.symbols).toMatchObject([{ aim: ']E0', text: '9506000134352' }])
    } finally {
      await scanner.close()
      await cable.dispose()
    }
  })

  it('is found again under another name, and no other device under its old one is taken for it', async () => {
    const other = await laySerialCable()
    const places: (string | null)[] = [null]
    const { cable, scanner, heard } = await onCable({
      watchMs: 20,
      locate: async () => places.at(-1) ?? null,
    })
    try {
      await cable.unplug()
      await until('lost', () => scanner.state === 'lost')
      await cable.replug()
      cable.write(Buffer.from(']E0OTHER\r'))
      places.push(other.path)
      await until('connected', () => scanner.state === 'connected')
      other.write(Buffer.from(']E0OURS\r'))
      await until('the symbol', () => heard.symbols.length > 0)
      expect(heard.symbols.map(({ text }) => text)).toEqual(['OURS'])
    } finally {
      await scanner.close()
      await cable.dispose()
      await other.dispose()
    }
  })

  it('names the group that may open it, when this account may not', async () => {
    const cable = await laySerialCable()
    const path = realpathSync(cable.path)
    const isRoot = process.geteuid?.() === 0
    // Permissions do not bind root: there the port is the group's, and the work somebody else's.
    chmodSync(path, isRoot ? 0o660 : 0)
    if (isRoot) chownSync(path, 0, 20)
    if (isRoot) process.seteuid?.(65_534)
    try {
      await expect(openSerialScanner({ id: 'serial-1', name: 'Scanner', path })).rejects.toMatchObject({
        code: 'scanner-port-not-permitted',
        detail: { device: 'Scanner', path, group: 'dialout' },
      })
    } finally {
      if (isRoot) process.seteuid?.(0)
      await cable.dispose()
    }
  })
})

describe('a scanner on a serial port that is not there', () => {
  it('says so when it is opened', async () => {
    const settings = { id: 'serial-1', name: 'Scanner', path: '/dev/no-such-port' }
    await expect(openSerialScanner(settings)).rejects.toMatchObject({ code: 'scanner-open-failed' })
  })

  it('is refused for framing that is none before anything is opened', async () => {
    const settings = {
      id: 'serial-1',
      name: 'Scanner',
      path: '/dev/no-such-port',
      framing: { suffix: [300] },
    }
    await expect(openSerialScanner(settings)).rejects.toMatchObject({ code: 'scanner-framing-wrong' })
  })
})
