import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceEvent, devicesAnswer, deviceTestAnswer } from '../../core/contract/devices.ts'
import { createPrinterMachine } from '../../drivers/simulators/machine/printer-machine.ts'
import { attachTcp } from '../../drivers/simulators/wires/tcp.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { type Ended, startBondmark } from '../shift/bondmark.ts'
import { listPorts } from './listed-ports.ts'
import { missingPrograms, suiteName } from './programs.ts'
import { laySerialCable, type SerialCable } from './serial-cable.ts'

const missing = missingPrograms(['socat'])

describe.skipIf(missing.length > 0)(suiteName('bondmark devices', missing), () => {
  let gun: SerialCable
  let ports: ReturnType<typeof listPorts>
  const undo: (() => unknown)[] = []

  beforeEach(async () => {
    ports = listPorts()
    gun = await laySerialCable()
    ports.show([{ path: gun.path, maker: 'Maker', vendorId: '05e0', productId: '1701', serialNumber: 'S-7' }])
  })
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step()
    await gun.dispose()
    ports.dispose()
  })

  const ended = (args: readonly string[]): Promise<Ended> => startBondmark(['devices', ...args]).ended

  it('list: what is there, as JSON and in words, without a workspace', async () => {
    const { code, stdout } = await ended(['list', '--json'])
    const { found } = devicesAnswer.parse(JSON.parse(stdout))
    expect(found).toMatchObject([
      {
        what: 'serial',
        name: 'Maker',
        where: gun.path,
        identity: { vendorId: '05e0', serialNumber: 'S-7' },
        connection: { kind: 'serial', path: gun.path },
        known: null,
      },
    ])
    expect([0, 1]).toContain(code)
  })

  it('test: a scanner waits for one scan; a printer says how it is, and prints when it is told to', async () => {
    const scan = startBondmark(['devices', 'test', gun.path, '--json', '--wait', '60'])
    const again = setInterval(() => gun.write(Buffer.from(']C1010950600013435210KM1\r')), 200)
    const heard = await scan.ended
    clearInterval(again)
    expect(deviceTestAnswer.parse(JSON.parse(heard.stdout))).toMatchObject({
      kind: 'scanner',
      ok: true,
      symbol: { aim: ']C1', text: '010950600013435210KM1' },
    })
    expect(heard.code).toBe(0)

    // A printer that this busy process keeps silent for longer than one may be is in doubt, rightly: then another is asked.
    const printing = async () => {
      const machine = createPrinterMachine({ language: zplLanguage, labelMs: 20 })
      const wire = await attachTcp(machine)
      undo.push(() => wire.close())
      const args = ['test', `127.0.0.1:${wire.port}`, '--model', 'zpl-203', '--print', '--json']
      return { machine, ...(await ended(args)) }
    }
    let printed = await printing()
    for (let again = 0; again < 3 && printed.stdout.includes('test-label-uncertain'); again++)
      printed = await printing()
    const { machine } = printed
    expect(deviceTestAnswer.parse(JSON.parse(printed.stdout))).toMatchObject({
      kind: 'printer',
      ok: true,
      status: { code: 'test-label-printed' },
    })
    expect([printed.code, machine.printed, machine.problems]).toEqual([0, 1, []])
  })

  it('test: exits 1 for a device that does not answer, 2 for one that is not there', async () => {
    const silent = await ended(['test', '127.0.0.1:9', '--model', 'zpl-203', '--json'])
    expect([silent.code, silent.stdout]).toEqual([1, ''])
    expect(silent.stderr).toContain('127.0.0.1:9')
    const nobody = await ended(['test', '/dev/ttyNobody'])
    expect(nobody.code).toBe(2)
  })

  it('watch: tells plugs and unplugs, a line each, and ends at Ctrl-C', async () => {
    const watching = startBondmark(['devices', 'watch', '--json'])
    undo.push(() => watching.child.kill('SIGKILL'))
    let told = ''
    watching.child.stdout?.on('data', (chunk: string) => {
      told += chunk
    })
    const events = () =>
      told
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => deviceEvent.parse(JSON.parse(line)))
        .map(({ event, device }) => [event, device])
    const until = (wanted: unknown) => expect.poll(events).toContainEqual(wanted)
    await until(['there', gun.path])
    ports.show([])
    await until(['gone', gun.path])
    watching.child.kill('SIGINT')
    expect((await watching.ended).code).toBe(0)
  })

  it('watch: with a workspace, how its devices are and what they read', async () => {
    const bench = await BenchStation.open()
    undo.push(() => rmSync(bench.folder, { recursive: true, force: true }))
    await bench.workspace.devices.save({
      setting: {
        kind: 'scanner',
        name: 'Gun',
        enabled: true,
        connection: {
          kind: 'serial',
          path: gun.path,
          identity: { vendorId: '05e0', productId: '1701', serialNumber: 'S-7', port: '' },
          baudRate: 9600,
          dataBits: 8,
          parity: 'none',
          stopBits: 1,
          flow: 'none',
        },
        model: null,
        framing: { prefix: [], suffix: [13], idleMs: 500 },
        sendsAim: true,
      },
    })
    await bench.workspace.devices.save({
      setting: {
        kind: 'printer',
        name: 'Printer',
        enabled: true,
        connection: { kind: 'tcp', host: '127.0.0.1', port: 9 },
        model: 'zpl-203',
        stock: 'unit',
        pinsOverSpooler: false,
      },
      ...sampleSupervisor,
    })
    const listed = await ended(['list', '--workspace', bench.folder])
    expect(listed.stdout).toMatch(new RegExp(`^serial .*${gun.path}.* device-1$`, 'm'))
    expect(listed.stdout).toMatch(/^set up .*127\.0\.0\.1.* Printer {2}device-2$/m)
    // Its station is open: nobody else may use its printer.
    for (const use of [['test', 'Printer'], ['watch']]) {
      const refused = await ended([...use, '--workspace', bench.folder])
      expect(refused.stderr).toContain(bench.folder)
      expect(refused.code).not.toBe(0)
    }
    await bench.workspace.close()
    const watching = startBondmark(['devices', 'watch', '--json', '--workspace', bench.folder])
    undo.push(() => watching.child.kill('SIGKILL'))
    let told = ''
    watching.child.stdout?.on('data', (chunk: string) => {
      told += chunk
    })
    await expect.poll(() => told).toContain('"scanner-is-there"')
    gun.write(Buffer.from(']E06901234567892\r'))
    await expect.poll(() => told).toContain('{"aim":"]E0","text":"6901234567892"}')
    ports.show([])
    await gun.unplug()
    await expect.poll(() => told).toContain('"device-is-absent"')
    watching.child.kill('SIGINT')
    expect((await watching.ended).code).toBe(0)
  })

  it('refuses a workspace that is none, as wrong use', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-workspace-'))
    undo.push(() => rmSync(folder, { recursive: true }))
    expect((await ended(['list', '--workspace', folder])).code).toBe(2)
  })
})
