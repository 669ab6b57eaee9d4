import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SaveDevice } from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import {
  createPrinterMachine,
  type PrinterMachine,
} from '../../drivers/simulators/machine/printer-machine.ts'
import { openPrintedFiles } from '../../drivers/simulators/printed-files.ts'
import { attachTcp, type TcpWire } from '../../drivers/simulators/wires/tcp.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { readPrinted } from '../../main/training/label-eye.ts'
import { PrinterTray } from '../../main/training/printer-tray.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable, type SerialCable } from './serial-cable.ts'

const missing = missingPrograms(['socat'])
const nobody = { vendorId: '', productId: '', serialNumber: '', port: '' }
const line = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, flow: 'none' } as const
/** A glass bottle whose line is labeled: see fixtures/plans/day-1.csv. */
const GOODS = ']E06901234567892'

const scannerOn = (path: string): SaveDevice => ({
  setting: {
    kind: 'scanner',
    name: 'Gun',
    enabled: true,
    connection: { kind: 'serial', path, identity: nobody, ...line },
    model: null,
    framing: { prefix: [], suffix: [13], idleMs: 5_000 },
    sendsAim: true,
  },
})

/** A printer with its own tray, behind a wire that `connect` lays. */
function machineWithTray() {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-tray-'))
  const files = openPrintedFiles(folder, 'zpl')
  const machine = createPrinterMachine({
    language: zplLanguage,
    labelMs: 20,
    keep: (job, bytes, whole) => files.save(job, bytes, whole),
  })
  return { machine, tray: new PrinterTray(folder), folder }
}

/** Puts a machine at the far end of a serial cable. */
function attachCable(machine: PrinterMachine, cable: SerialCable): void {
  cable.onData((bytes) => machine.receiveAll(bytes))
  machine.onSend((bytes) => cable.write(bytes))
}

describe.skipIf(missing.length > 0)(suiteName('a station with real devices', missing), () => {
  let bench: BenchStation
  let gun: SerialCable
  let printing: ReturnType<typeof machineWithTray>
  const undo: (() => unknown)[] = []

  beforeEach(async () => {
    bench = await BenchStation.open()
    gun = await laySerialCable()
    printing = machineWithTray()
    await devices().start()
    await devices().save(scannerOn(gun.path))
    await until(() => sign('Gun')?.ok)
  })
  afterEach(async () => {
    await bench.close()
    await gun.dispose()
    for (const step of undo.splice(0).reverse()) await step()
    rmSync(printing.folder, { recursive: true, force: true })
  })

  const devices = () => bench.workspace.devices
  const sign = (name: string) => bench.station.view().devices.find((device) => device.name === name)
  const until = (isSo: () => unknown) => expect.poll(isSo, { interval: 20 }).toBeTruthy()
  const state = () => bench.station.view().state
  const newest = () => bench.store.labels.newest(1)[0]

  async function addPrinter(connection: Extract<SaveDevice['setting'], { kind: 'printer' }>['connection']) {
    await devices().save({
      setting: {
        kind: 'printer',
        name: 'Printer',
        enabled: true,
        connection,
        model: 'zpl-203',
        stock: 'both',
        pinsOverSpooler: false,
      },
      ...sampleSupervisor,
    })
    await until(() => sign('Printer')?.ok)
  }

  async function overTcp(): Promise<TcpWire> {
    const wire = await attachTcp(printing.machine)
    undo.push(() => wire.close())
    await addPrinter({ kind: 'tcp', host: wire.host, port: wire.port })
    return wire
  }

  /** What is on the paper, as a scanner reads it. */
  async function labelText(): Promise<string> {
    await until(() => newest()?.state === 'printed')
    const job = newest()
    if (!job) throw new Error('no label')
    const { aim, text } = await readPrinted(printing.tray, job, 'any')
    return `${aim}${text}`
  }

  const trigger = (text: string) => {
    bench.later(2000)
    gun.write(Buffer.from(`${text}\r`))
  }

  it.each(['tcp', 'serial'] as const)(
    'goods scanned, label printed over %s, label scanned back: verified',
    async (way) => {
      if (way === 'tcp') await overTcp()
      else {
        const cable = await laySerialCable()
        undo.push(() => cable.dispose())
        attachCable(printing.machine, cable)
        await addPrinter({ kind: 'serial', path: cable.path, identity: nobody, ...line })
      }
      trigger(await goodsToLabel())
      trigger(await labelText())
      await until(() => newest()?.state === 'verified')
      expect(printing.machine.problems).toEqual([])
    },
  )

  /** The code of goods whose lot is known from the code and that get a label. */
  async function goodsToLabel(): Promise<string> {
    const [sample] = bench.workspace.hands.goods()
    if (!sample) throw new Error('no goods')
    return Buffer.from(sample.bytes, 'base64url').toString('latin1').trimEnd()
  }

  it('says on the screen how many scans of a flood were lost, after those that it took', async () => {
    const held = Promise.withResolvers<void>()
    const scan = bench.station.scan.bind(bench.station)
    const slow = vi.spyOn(bench.station, 'scan').mockImplementation(async (...asked) => {
      await held.promise
      return scan(...asked)
    })
    gun.write(Buffer.from(`${await goodsToLabel()}\r`.repeat(50)))
    // One is being taken and 32 wait.
    await until(() => sign('Gun')?.dropped === 17)
    held.resolve()
    await until(() => state().sentence.code === 'scan-dropped' && state().sentence.detail.dropped === 17)
    expect(state().sentence.detail.device).toBe('Gun')
    slow.mockRestore()
  })

  it('says on the screen that a scan could not be recorded, until one is', async () => {
    const full = vi.spyOn(bench.store, 'transaction').mockImplementation(() => {
      throw new BondmarkError('disk-full', { file: 'station.db' })
    })
    trigger(await goodsToLabel())
    await until(() => state().kind === 'refused' && state().sentence.code === 'disk-full')
    full.mockRestore()
    trigger(await goodsToLabel())
    await until(() => state().kind === 'accepted')
  })

  it('takes nothing of a symbol whose scanner is pulled in the middle, and the next one whole', async () => {
    const before = state().count
    // On a busy machine the cable may be pulled before the bytes are through the pty: then nothing was begun.
    for (let ms = 200; state().sentence.code !== 'scan-incomplete' && ms < 20_000; ms *= 2) {
      gun.write(Buffer.from(GOODS.slice(0, 8)))
      await sleep(ms)
      await gun.unplug()
      await until(() => sign('Gun')?.ok === false)
      await gun.replug()
      await until(() => sign('Gun')?.ok)
    }
    expect(state()).toMatchObject({ count: before + 1, sentence: { code: 'scan-incomplete' } })
    trigger(await goodsToLabel())
    await until(() => state().kind === 'accepted')
  })

  it('a printer that goes in the middle of a write leaves one label in doubt, and its sign is not green', async () => {
    const wire = await overTcp()
    printing.machine.inject('wire-cut', { at: { onBytes: 300 } })
    printing.machine.onCut(() => void wire.close())
    trigger(await goodsToLabel())
    await until(() => newest()?.state === 'uncertain')
    await until(() => sign('Printer')?.ok === false)
    expect(bench.station.view().outstanding.filter(({ state: of }) => of === 'uncertain')).toHaveLength(1)
  })

  it('a sign is green no more when its device is pulled, and again when it is back', async () => {
    await overTcp()
    printing.machine.powerOff()
    await gun.unplug()
    await until(() => sign('Gun')?.ok === false && sign('Printer')?.ok === false)
    expect(sign('Gun')?.status.code).toBe('device-is-absent')
    printing.machine.powerOn()
    await gun.replug()
    await until(() => sign('Gun')?.ok && sign('Printer')?.ok)
    expect(sign('Gun')?.seenAt).not.toBeNull()
  })
})
