import { createServer, type Server } from 'node:net'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SaveDevice } from '../../core/contract/devices.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { samplePeople, sampleSupervisor } from '../training/sample-people.ts'
import { workspaceFiles } from '../workspace/workspace.ts'

let bench: BenchStation

beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const desk = () => bench.workspace.devices
const operator = { badge: 'OP-0007', passcode: '2468' }
const identity = { vendorId: '', productId: '', serialNumber: '', port: '' }

const scanner = (path = '/dev/ttyNone'): SaveDevice['setting'] => ({
  kind: 'scanner',
  name: 'Gun',
  enabled: true,
  connection: {
    kind: 'serial',
    path,
    identity,
    baudRate: 9600,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flow: 'none',
  },
  model: null,
  framing: { prefix: [], suffix: [13], idleMs: 500 },
  sendsAim: true,
})
const printer = (rest: Partial<Extract<SaveDevice['setting'], { kind: 'printer' }>> = {}) => ({
  setting: {
    kind: 'printer' as const,
    name: 'Printer',
    enabled: true,
    connection: { kind: 'tcp' as const, host: '127.0.0.1', port: 9 },
    model: 'zpl-203',
    stock: 'unit' as const,
    pinsOverSpooler: false,
    ...rest,
  },
})
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

describe('who may change devices', () => {
  it('a scanner: whoever is signed in', async () => {
    const { id } = await desk().save({ setting: scanner() })
    await bench.press('lock')
    expect(await codeOf(desk().save({ setting: { ...scanner(), id } }))).toBe('sign-in-first')
    expect(await codeOf(desk().forget({ id }))).toBe('sign-in-first')
  })

  it('a printer: a supervisor, by badge and passcode', async () => {
    expect(await codeOf(desk().save(printer()))).toBe('sign-in-refused')
    expect(await codeOf(desk().save({ ...printer(), ...operator }))).toBe('device-needs-supervisor')
    const { id } = await desk().save({ ...printer(), ...sampleSupervisor })
    expect(await codeOf(desk().forget({ id, ...operator }))).toBe('device-needs-supervisor')
    await desk().forget({ id, ...sampleSupervisor })
    expect(desk().settings().settings).toEqual([])
  })

  it('a printer may not be made a scanner’s setting by an operator', async () => {
    const { id } = await desk().save({ ...printer(), ...sampleSupervisor })
    expect(await codeOf(desk().save({ setting: { ...scanner(), id } }))).toBe('sign-in-refused')
  })

  it('nobody who is not signed in prints a test label, or has an address asked', async () => {
    const { id } = await desk().save({ ...printer(), ...sampleSupervisor })
    await bench.press('lock')
    expect(await codeOf(desk().testLabel(id))).toBe('sign-in-first')
    expect(await codeOf(desk().discover({ host: '127.0.0.1', port: 9 }))).toBe('sign-in-first')
  })

  it('a test label is counted in the name of who asked for it, who may have left before it is out', async () => {
    const tried = desk().testLabel(bench.station.ctx.printerOf('unit')?.id ?? '')
    await bench.press('lock')
    await tried
    expect(bench.store.stock.movesAfter(0)).toMatchObject([{ move: 'test', badge: 'OP-0007' }])
  })

  it('PINs over a spooler: an administrator', async () => {
    const spooled = printer({ connection: { kind: 'spooler', queue: 'zebra' }, pinsOverSpooler: true })
    expect(await codeOf(desk().save({ ...spooled, ...sampleSupervisor }))).toBe('device-needs-administrator')
    const administrator = samplePeople.find(({ role }) => role === 'administrator')
    if (!administrator) throw new Error('no administrator')
    const saved = await desk().save({
      ...spooled,
      badge: administrator.badge,
      passcode: administrator.passcode,
    })
    // Who changes something else about it later need not be one, and who sends them through another queue must.
    await desk().save({ setting: { ...saved, name: 'Office' }, ...sampleSupervisor })
    const elsewhere = printer({ connection: { kind: 'spooler', queue: 'archive' }, pinsOverSpooler: true })
    const moved = { setting: { ...elsewhere.setting, id: saved.id }, ...sampleSupervisor }
    expect(await codeOf(desk().save(moved))).toBe('device-needs-administrator')
  })
})

describe('settings of devices', () => {
  it('outlive the station, in order, with every change on record', async () => {
    const gun = await desk().save({ setting: scanner() })
    await desk().save({ ...printer(), ...sampleSupervisor })
    await desk().save({ setting: { ...gun, name: 'Left gun' } })
    await bench.workspace.close()
    await bench.reopen()
    expect(
      desk()
        .settings()
        .settings.map(({ id, name }) => [id, name]),
    ).toEqual([
      ['device-1', 'Left gun'],
      ['device-2', 'Printer'],
    ])
  })

  it('are not written again when nothing has changed', async () => {
    const gun = await desk().save({ setting: scanner() })
    const rows = () => {
      const db = new Sqlite(workspaceFiles(bench.folder).database, { readonly: true })
      const count = db.prepare('SELECT count(*) FROM device_setting').pluck().get()
      db.close()
      return count
    }
    const before = rows()
    await desk().save({ setting: gun })
    expect([before, rows()]).toEqual([1, 1])
  })

  it('are of one device each, also when two save at the same moment', async () => {
    const both = [printer(), printer({ name: 'The same one' })].map((asked) =>
      codeOf(desk().save({ ...asked, ...sampleSupervisor })),
    )
    expect((await Promise.all(both)).toSorted()).toEqual(['device-taken', 'done'])
  })

  it('have a name each: what is said of one device is said by its name', async () => {
    const left = await desk().save({ setting: { ...scanner('/dev/left'), name: 'Left' } })
    const right = await desk().save({ setting: { ...scanner('/dev/right'), name: 'Right' } })
    expect(await codeOf(desk().save({ setting: { ...right, name: 'Left' } }))).toBe('device-name-taken')
    expect(await codeOf(desk().save({ setting: { ...scanner('/dev/new'), name: 'Left' } }))).toBe(
      'device-name-taken',
    )
    await desk().save({ setting: { ...left, enabled: false } })
    await desk().forget({ id: left.id })
    expect(await codeOf(desk().save({ setting: { ...right, name: 'Left' } }))).toBe('done')
  })

  it('a device that was forgotten gives its name to nobody', async () => {
    const { id } = await desk().save({ setting: scanner() })
    await desk().forget({ id })
    expect(await codeOf(desk().forget({ id }))).toBe('device-not-found')
    expect((await desk().save({ setting: scanner() })).id).toBe('device-2')
  })

  it('are one for each physical device, and name a model that there is', async () => {
    await desk().save({ setting: scanner() })
    expect(await codeOf(desk().save({ setting: scanner() }))).toBe('device-taken')
    const named = (host: string) => printer({ connection: { kind: 'tcp', host, port: 9100 } })
    await desk().save({ ...named('zebra.local'), ...sampleSupervisor })
    expect(await codeOf(desk().save({ ...named('Zebra.LOCAL'), ...sampleSupervisor }))).toBe('device-taken')
    expect(await codeOf(desk().save({ ...printer({ model: 'none' }), ...sampleSupervisor }))).toBe(
      'device-model-unknown',
    )
    expect(await codeOf(desk().save({ setting: { ...scanner('/dev/x'), id: 'device-9' } }))).toBe(
      'device-not-found',
    )
  })

  it('put no printer that sends pictures as bytes on a serial line that takes some of them away', async () => {
    const line = { ...scanner('/dev/ttyPrinter').connection, kind: 'serial' } as const
    const over = (part: object, model: string) =>
      codeOf(
        desk().save({
          ...printer({ connection: { ...line, ...part } as never, model }),
          ...sampleSupervisor,
        }),
      )
    for (const part of [{ flow: 'xon-xoff' }, { dataBits: 7 }])
      expect(await over(part, 'tspl2-203')).toBe('device-line-unfit')
    expect(await over({ flow: 'xon-xoff', dataBits: 7 }, 'zpl-203')).toBe('done')
    await desk().forget({ id: 'device-1', ...sampleSupervisor })
    expect(await over({ flow: 'rts-cts' }, 'tspl2-203')).toBe('done')
  })

  it('are one for each physical device also when two ask at once', async () => {
    const both = { ...printer(), ...sampleSupervisor }
    const answers = await Promise.all([codeOf(desk().save(both)), codeOf(desk().save(both))])
    expect(answers.toSorted()).toEqual(['device-taken', 'done'])
    const [{ id } = { id: '' }] = desk().settings().settings
    const forget = { id, ...sampleSupervisor }
    const gone = await Promise.all([codeOf(desk().forget(forget)), codeOf(desk().forget(forget))])
    expect(gone.toSorted()).toEqual(['device-not-found', 'done'])
  })

  it('that cannot be read are told, and the others are used', async () => {
    await desk().save({ setting: scanner() })
    const by = { badge: 'OP-0007', t: 'now' }
    const odd = { ...scanner('/dev/odd'), id: 'device-2', kind: 'scale' } as never
    const later = { ...printer({ model: 'of-next-year' }).setting, id: 'device-3' }
    bench.store.transaction(() => {
      bench.store.devices.put('device-2', odd, by)
      bench.store.devices.put('device-3', later, by)
    })
    await desk().start()
    expect(
      desk()
        .views()
        .map(({ id, ok, status }) => [id, ok, status.code]),
    ).toMatchObject([
      ['device-1', false, expect.stringMatching(/^device-is/)],
      ['device-3', false, 'device-model-unknown'],
      ['device-2', false, 'device-setting-malformed'],
    ])
    // And goes when somebody says so: its sign would stand on every screen for good.
    await desk().forget({ id: 'device-2' })
    expect(
      desk()
        .views()
        .map(({ id }) => id),
    ).toEqual(['device-1', 'device-3'])
    expect(bench.store.devices.malformed()).toEqual([])
  })

  it('are 32 at most', async () => {
    for (let n = 0; n < 32; n++)
      await desk().save({ setting: { ...scanner(`/dev/ttyNone${n}`), name: `Gun ${n}` } })
    expect(await codeOf(desk().save({ setting: scanner('/dev/other') }))).toBe('devices-too-many')
  })
})

describe('a station whose devices are not there', () => {
  it('opens all the same, and says of each what is the matter', async () => {
    await desk().save({ setting: scanner() })
    await desk().save({ ...printer(), ...sampleSupervisor })
    await desk().save({ setting: { ...scanner('/dev/off'), name: 'Off', enabled: false } })
    await desk().start()
    const signs = () =>
      bench.station
        .view()
        .devices.filter(({ simulated }) => !simulated)
        .map(({ ok, status }) => [ok, status.code])
    await expect.poll(signs).toEqual([
      [false, 'device-is-absent'],
      [false, 'transport-open-failed'],
      [false, 'device-is-off'],
    ])
  })
})

describe('an address that is asked what it is', () => {
  let server: Server
  let asked = ''
  const answers = async (answer: (question: string) => string | null) => {
    asked = ''
    server = createServer((socket) => {
      socket.on('data', (bytes) => {
        asked += bytes.toString('latin1')
        const said = answer(bytes.toString('latin1'))
        if (said !== null) socket.write(said)
      })
      socket.on('error', () => socket.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const { found } = await desk().discover({ host: '127.0.0.1', port })
    server.close()
    return found.find(({ what }) => what === 'tcp')
  }

  it('is a ZPL printer of its resolution when it answers ~HI', async () => {
    const found = await answers((question) =>
      question.startsWith('~HI') ? '\x02ZD421-300dpi,V93.21.17Z,12,8192KB,X\x03' : null,
    )
    expect(found).toMatchObject({ name: 'ZD421-300dpi', hindrance: null })
    expect(found?.model).toMatch(/-300$/)
  })

  it('is a TSPL printer when it answers ~!T alone', async () => {
    const found = await answers((question) => (question.startsWith('~!T') ? 'TTP-245C\r\n' : null))
    expect(found).toMatchObject({ name: 'TTP-245C', hindrance: null })
    expect(found?.model).toMatch(/^tspl/)
  })

  it('is no printer that can be named when it keeps silent or talks rubbish, and nothing is printed on it', async () => {
    const found = await answers(() => '\x00\xff<html>'.repeat(2000))
    expect(found).toMatchObject({ model: null, hindrance: { why: { code: 'printer-is-silent' } } })
    expect(asked).not.toMatch(/\^X|PRINT/)
  })

  it('is no printer when it greets as a server of another kind', async () => {
    const found = await answers(() => 'SSH-2.0-OpenSSH_9.2p1\r\n')
    expect(found).toMatchObject({ model: null, hindrance: { why: { code: 'printer-is-silent' } } })
    expect(found?.name).not.toContain('SSH')
  })

  it('is told when nobody is there', async () => {
    const { found } = await desk().discover({ host: '127.0.0.1', port: 9 })
    expect(found.find(({ what }) => what === 'tcp')?.hindrance?.why.code).toBe('transport-open-failed')
  })
})
