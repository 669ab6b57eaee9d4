import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import {
  type DeviceEvent,
  type DeviceSetting,
  type DevicesAnswer,
  type DeviceTestAnswer,
  type FoundDevice,
  printerConnection,
  scannerConnection,
} from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { visible } from '../../core/errors/words.ts'
import { type HeldLock, holdLock } from '../../platform/lock/hold-lock.ts'
import { howOf } from '../devices/device-sign.ts'
import { discover } from '../devices/discover.ts'
import type { Address } from '../devices/found/probe-address.ts'
import { testDevice } from '../devices/test-device.ts'
import { watchDevices } from '../devices/watch-devices.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { interrupted } from './ledger-commands.ts'
import { answer, EXIT, personPath, sentence, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'

interface ListOptions {
  readonly workspace?: string
  readonly address?: string
  readonly json?: boolean
}

interface TestOptions {
  readonly workspace?: string
  readonly model?: string
  readonly baud: number
  readonly print?: boolean
  readonly wait: number
  readonly json?: boolean
}

/** `bondmark devices`: scanners and printers without a window, also without a workspace. */
export function addDevicesCommands(program: Command, exit: (code: number) => void): void {
  const devices = program.command('devices').description('scanners and printers of this machine')

  devices
    .command('list')
    .description('what is there, what it is, and why it cannot be opened')
    .option('--workspace <dir>', 'also which of them are set up there')
    .option('--address <host[:port]>', 'also ask this printer on the network what it is')
    .option('--json', 'answer as JSON')
    .action(async (options: ListOptions) => {
      const address = options.address === undefined ? undefined : readAddress(options.address)
      const settings = await settingsOf(options.workspace)
      const found = await discover({ settings, held: new Set(), ...(address && { address }) })
      if (options.json) answer(found)
      else print(found, settings)
      const isWhole = found.unlisted.length === 0 && found.found.every(({ hindrance }) => hindrance === null)
      exit(isWhole ? EXIT.done : EXIT.left)
    })

  devices
    .command('watch')
    .description(
      'tell what is plugged in and out, and with a workspace how its devices are and what they read (its station must be closed)',
    )
    .option('--workspace <dir>', 'open the devices that are set up there; no station may hold them')
    .option('--json', 'a line of JSON for each')
    .action(async (options: ListOptions) => {
      const settings = await settingsOf(options.workspace)
      const lock = await stationOf(settings, options)
      const end = new AbortController()
      void interrupted().then(() => end.abort())
      try {
        await watchDevices(settings, options.json ? answer : printEvent, end.signal)
      } finally {
        lock?.release()
      }
    })

  devices
    .command('test <device>')
    .description('open one device: a scanner waits for a scan, a printer says how it is')
    .option('--workspace <dir>', 'where the device may be set up: then its id or name does')
    .option('--model <id>', 'which printer it is, when it is not set up')
    .option('--baud <n>', 'speed of a serial device that is not set up', wholeNumber(300, 4_000_000), 9600)
    .option('--print', 'print a test label')
    .option('--wait <seconds>', 'how long to wait for the scan', wholeNumber(1, 600), 30)
    .option('--json', 'answer as JSON')
    .action(async (device: string, options: TestOptions) => {
      const setting = await settingFor(device, options)
      const lock = await stationOf([setting], options)
      const tested = await testDevice(setting, {
        print: options.print === true,
        waitMs: options.wait * 1000,
        onReady: () => {
          if (setting.kind === 'scanner') tell({ code: 'next-scan-anything', detail: {} })
        },
      }).finally(() => lock?.release())
      const { kind, name } = setting
      const said: DeviceTestAnswer = {
        format: 'bondmark/device-test/1',
        device,
        name,
        kind,
        ok: tested.ok,
        status: { code: tested.status.code, detail: { ...tested.status.detail } },
        symbol: tested.symbol,
      }
      if (options.json) answer(said)
      else {
        if (said.symbol) process.stdout.write(`${visible(`${said.symbol.aim ?? ''}${said.symbol.text}`)}\n`)
        tell(said.status)
      }
      exit(said.ok ? EXIT.done : EXIT.left)
    })

  devices
    .command('rules')
    .description('the udev rules that let whoever sits at the machine open its devices')
    .action(() => {
      for (const kind of ['scanners', 'printers'])
        process.stdout.write(
          readFileSync(repositoryFile('drivers', kind, 'udev', `70-bondmark-${kind}.rules`), 'utf8'),
        )
      tell({ code: 'rules-how', detail: {} })
    })
}

function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
    if (value < min || value > max)
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is needed`)
    return value
  }
}

const settingsOf = async (workspace: string | undefined): Promise<readonly DeviceSetting[]> =>
  workspace === undefined ? [] : withReader(personPath(workspace), ({ store }) => store.devices.all())

/**
 * A printer on the network serves two programs at once, and a label of the station's would be counted for ours or ours for
 * it: the station must be closed. Throws `workspace-in-use`.
 */
async function stationOf(
  used: readonly DeviceSetting[],
  { workspace }: { readonly workspace?: string },
): Promise<HeldLock | null> {
  if (workspace === undefined || !used.some(({ kind, enabled }) => kind === 'printer' && enabled)) return null
  return holdLock(workspaceFiles(personPath(workspace)).lock, { waitMsMax: 0 })
}

/** `printer.local`, `10.0.0.7:9101`, `[::1]:9100`. Throws `device-address-malformed`. */
function readAddress(text: string): Address {
  const [, bracketed, plain, port = '9100'] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const read = printerConnection.safeParse({ kind: 'tcp', host: bracketed ?? plain, port: Number(port) })
  if (!read.success || read.data.kind !== 'tcp')
    throw new BondmarkError('device-address-malformed', { address: text.slice(0, 100) })
  return { host: read.data.host, port: read.data.port }
}

/** The device that is meant: one that is set up, else one that is there, else an address. Throws `device-…`. */
async function settingFor(device: string, options: TestOptions): Promise<DeviceSetting> {
  const settings = await settingsOf(options.workspace)
  const known = settings.find(({ id, name }) => id === device || name === device)
  if (known) return known
  const { found } = await discover({ settings: [], held: new Set() })
  const there = found.find(({ where }) => where === device)
  const isPath = /^(\/|COM\d)/i.test(device)
  const connection = there
    ? there.connection
    : isPath
      ? null
      : { kind: 'tcp' as const, ...readAddress(device) }
  if (!connection) throw new BondmarkError('device-not-here', { device })
  return asSetting(device, there ?? null, connection, options)
}

function asSetting(
  id: string,
  there: FoundDevice | null,
  connection: NonNullable<FoundDevice['connection']>,
  { model, baud }: TestOptions,
): DeviceSetting {
  const set = connection.kind === 'serial' ? { ...connection, baudRate: baud } : connection
  const shared = { id, name: there?.name ?? id, enabled: true }
  const row = model ?? there?.model ?? null
  const scanner = scannerConnection.safeParse(set)
  if (scanner.success && (set.kind === 'hid' || row === null))
    return {
      ...shared,
      kind: 'scanner',
      connection: scanner.data,
      model: row,
      framing: { prefix: [], suffix: [13], idleMs: 500 },
      sendsAim: true,
    }
  if (row === null) throw new BondmarkError('device-kind-unsaid', { device: id })
  return {
    ...shared,
    kind: 'printer',
    connection: printerConnection.parse(set),
    model: row,
    stock: 'unit',
    pinsOverSpooler: false,
  }
}

/** What is set up and was not found is told as well: nobody looks for a printer on the network, and a scanner may be unplugged. */
function print({ found, unlisted }: DevicesAnswer, settings: readonly DeviceSetting[]): void {
  for (const { what, where, name, model, known, hindrance } of found) {
    const parts = [what, where, name, model ?? '', known ?? ''].filter((part) => part !== '')
    process.stdout.write(`${visible(parts.join('  '))}\n`)
    if (hindrance) printHindrance(hindrance)
  }
  const others = settings.filter(({ id }) => found.every(({ known }) => known !== id))
  for (const { id, name, connection } of others)
    process.stdout.write(`${visible(['set up', sentence(howOf(connection)), name, id].join('  '))}\n`)
  for (const hindrance of unlisted) printHindrance(hindrance)
  if (found.length === 0 && others.length === 0) tell({ code: 'devices-none', detail: {} })
}

function printHindrance({ why, fix }: NonNullable<FoundDevice['hindrance']>): void {
  process.stdout.write(`    ${sentence(why)}\n`)
  for (const line of fix) process.stdout.write(`    $ ${visible(line)}\n`)
}

function printEvent({ at, event, name, device, said, symbol }: DeviceEvent): void {
  const read = symbol ? `${symbol.aim ?? ''}${symbol.text}` : ''
  const words = [at, event, name, device === name ? '' : device, read].filter((part) => part !== '')
  process.stdout.write(`${visible(words.join('  '))}${said ? `  ${sentence(said)}` : ''}\n`)
}
