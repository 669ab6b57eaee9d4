import { createPrinterMachine } from '../../drivers/simulators/machine/printer-machine.ts'
import { attachTcp } from '../../drivers/simulators/wires/tcp.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'

const PRINTED = /\^FD([0-9A-HJKMNP-TV-Z]{5})-([0-9A-HJKMNP-TV-Z]{5})\^FS/g

/** A printer at the far end of a network: it alone has seen every PIN, in the bytes that it was sent. */
export async function printerRig() {
  const pins = new Set<string>()
  const machine = createPrinterMachine({ language: zplLanguage, labelMs: 5 })
  // Also of what never came out whole.
  let heard = ''
  const receive = machine.receive.bind(machine)
  machine.receive = (bytes) => {
    const taken = receive(bytes)
    heard = (heard + Buffer.from(bytes.subarray(0, taken)).toString('latin1')).slice(-100_000)
    for (const [, left, right] of heard.matchAll(PRINTED)) pins.add(`${left}${right}`)
    return taken
  }
  const wire = await attachTcp(machine)
  return { machine, port: wire.port, pins, close: () => wire.close() }
}

/** The rig as a printer that people have set up: texts go as texts, so that its PINs can be read. */
export const rigSetting = (port: number) => ({
  kind: 'printer' as const,
  name: 'Rig',
  enabled: true,
  connection: { kind: 'tcp' as const, host: '127.0.0.1', port },
  model: 'zpl-203',
  stock: 'both' as const,
  pinsOverSpooler: false,
})
