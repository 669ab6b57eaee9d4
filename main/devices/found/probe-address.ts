import { setTimeout as sleep } from 'node:timers/promises'
import type { DeviceSetting, FoundDevice } from '../../../core/contract/devices.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { openTcp } from '../../../drivers/transports/tcp.ts'
import { choosablePrinters } from '../printer-models.ts'
import { isSameDevice } from '../same-device.ts'
import { nobody, visible } from './usb-place.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

const ANSWER_MS = 1_500
const ANSWER_BYTES_MAX = 4096
/** What other servers say first, whatever they are asked: SSH, HTTP, mail, VNC. None of them is a printer. */
const greeting = /^(SSH-|HTTP\/|RFB |220[ -]|\+OK|\* OK)/
/** From STX to ETX. */
const framed = new RegExp(['\x02([^', '\x03]{3,200})', '\x03'].join(''))

/**
 * Asks one address what it is: ZPL `~HI` (model and dots per millimetre), then TSPL `~!T`. Nothing that is asked prints.
 * A guess, because a printer that keeps silent may still be one.
 */
export async function probeAddress(
  { host, port }: Address,
  settings: readonly DeviceSetting[],
): Promise<FoundDevice> {
  const connection = { kind: 'tcp' as const, host, port }
  const found = {
    what: 'tcp' as const,
    where: `${host}:${port}`,
    identity: nobody,
    connection,
    known: settings.find((setting) => isSameDevice(setting.connection, connection))?.id ?? null,
  }
  try {
    const said = await ask(connection, '~HI\r\n', framed)
    if (said) return { ...found, ...zplAnswer(said), hindrance: null }
    const told = await ask(connection, '~!T\r\n', /^([\x20-\x7e]{3,60})[\r\n]/)
    if (told && !greeting.test(told)) return { ...found, ...tsplAnswer(told), hindrance: null }
    return {
      ...found,
      name: found.where,
      model: null,
      hindrance: { why: { code: 'printer-is-silent', detail: {} }, fix: [] },
    }
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    const { code, detail } = error.toFailure()
    return {
      ...found,
      name: found.where,
      model: null,
      hindrance: { why: { code, detail: { ...detail } }, fix: [] },
    }
  }
}

/** `ZD421-203dpi,V93.21.17Z,8,8192KB,…` (ZPL II guide, `~HI`): model, firmware, dots per millimetre. */
function zplAnswer(said: string): Pick<FoundDevice, 'name' | 'model'> {
  const [name = '', , dots = ''] = said.split(',')
  const rows = choosablePrinters.filter(({ language }) => language === 'zpl')
  const fitting = rows.find(({ dotsPerMm }) => String(dotsPerMm) === dots.trim())
  return { name: visible(name), model: fitting?.id ?? null }
}

/** `~!T` answers the model's name, with its resolution in it or not. */
function tsplAnswer(told: string): Pick<FoundDevice, 'name' | 'model'> {
  const name = visible(told)
  const rows = choosablePrinters.filter(({ language }) => String(language) === 'tspl')
  const dpi = /(203|300|600)/.exec(name)?.[1]
  return { name, model: (rows.find((row) => dpi && row.name.includes(dpi)) ?? rows[0])?.id ?? null }
}

async function ask(
  address: { readonly kind: 'tcp' } & Address,
  question: string,
  answer: RegExp,
): Promise<string | null> {
  const transport = await openTcp(address)
  let heard = ''
  const heardAll = Promise.withResolvers<void>()
  transport.onData((bytes) => {
    heard = (heard + Buffer.from(bytes).toString('latin1')).slice(0, ANSWER_BYTES_MAX)
    if (answer.test(heard)) heardAll.resolve()
  })
  transport.onClose(() => heardAll.resolve())
  try {
    await transport.write(Buffer.from(question, 'latin1'))
    await Promise.race([heardAll.promise, sleep(ANSWER_MS)])
    return answer.exec(heard)?.[1] ?? null
  } finally {
    await transport.close()
  }
}
