import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InputMark } from '../../core/contract/input-mark.ts'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BenchStation } from './bench-station.stub.ts'
import { pressOnce, scanOnce } from './marked-inputs.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open('quick.csv')
})
afterEach(() => bench.close())

const client = 'a1'.repeat(16)
const mark = (n: number, more: Partial<InputMark> = {}): InputMark => ({ client, n, ...more })
/** Everything that an input could write. */
const written = () => {
  const { store } = bench
  return {
    statements: store.counts().statements,
    labels: store.labels.newest(500).length,
    log: store.scans.newest(500).length,
    desk: bench.station.desk,
  }
}
const goods = () => {
  const line = bench.store.plans.lines().find(({ verdict }) => verdict === 'label')
  if (!line) throw new Error('no line to label')
  return toUtf8(`]d201${line.gtin}10${line.lot}\r`)
}
const scan = (n: number, bytes: Uint8Array, more: Partial<InputMark> = {}) => {
  bench.later(2000)
  return scanOnce(bench.station, mark(n, more), 'wedge', bytes)
}
const press = (n: number, key: KeyPress, more: Partial<InputMark> = {}) => {
  bench.later(1000)
  return pressOnce(bench.station, mark(n, more), key)
}

describe('an input with a mark', () => {
  it('is done once: sent again it is answered as it was, and nothing is written', async () => {
    const first = await scan(1, goods())
    expect(first).toMatchObject({ ok: true, repeated: false, outcomes: [{ kind: 'accepted' }] })
    const before = written()
    expect(await scan(1, goods())).toEqual({ ...first, repeated: true })
    expect(written()).toEqual(before)
    expect((await scan(2, goods())).repeated).toBe(false)
    expect(written().statements).toBe(before.statements + 1)
  })

  it('is done once across a restart of the station', async () => {
    const first = await scan(1, goods())
    await bench.workspace.close()
    await bench.reopen()
    await bench.station.printed()
    const before = written()
    expect(await scan(1, goods())).toEqual({ ...first, repeated: true })
    expect(written()).toEqual(before)
  })

  it('is done once when it arrives twice at the same moment', async () => {
    const answers = await Promise.all([scan(1, goods()), scan(1, goods()), scan(1, goods())])
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(new Set(answers.map(({ outcomes }) => JSON.stringify(outcomes))).size).toBe(1)
    expect(bench.store.labels.outstanding()).toHaveLength(1)
  })

  it('takes each of its symbols once, wherever it broke off', async () => {
    const two = Buffer.concat([goods(), toUtf8('garbage\r')])
    const first = await scan(1, two)
    expect(first.outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'refused'])
    const before = written()
    expect(await scan(1, two)).toEqual({ ...first, repeated: true })
    expect(written()).toEqual(before)
  })

  it('whose symbol has no end is refused as incomplete, at once and once', async () => {
    const cut = goods().slice(0, 12)
    const first = await scan(1, cut)
    expect(first.outcomes).toMatchObject([{ kind: 'refused', sentence: { code: 'scan-incomplete' } }])
    expect(await scan(1, cut)).toEqual({ ...first, repeated: true })
  })

  it('that was held back keeps its distance from the one before: two pulls stay two', async () => {
    bench.later(5000)
    const bytes = goods()
    expect((await scanOnce(bench.station, mark(1, { heldMs: 1500 }), 'wedge', bytes)).outcomes).toMatchObject(
      [{ kind: 'accepted' }],
    )
    const second = await scanOnce(bench.station, mark(2, { heldMs: 500 }), 'wedge', bytes)
    expect(second.outcomes).toMatchObject([{ kind: 'accepted' }])
    const third = await scanOnce(bench.station, mark(3, { heldMs: 400 }), 'wedge', bytes)
    expect(third.outcomes).toMatchObject([{ kind: 'duplicate', sentence: { code: 'duplicate-trigger' } }])
  })

  it('under a number that was used for something else is refused, and the first stands', async () => {
    await scan(1, goods())
    const before = written()
    await expect(scan(1, toUtf8(']E09506000134352\r'))).rejects.toMatchObject({ code: 'input-reused' })
    await expect(press(1, { key: 'lock' })).rejects.toMatchObject({ code: 'input-reused' })
    expect(written()).toEqual(before)
  })

  it('is not done in the name of another, nor of nobody', async () => {
    await press(1, { key: 'lock' }, { by: 'OP-0007' })
    const before = written()
    await expect(scan(2, goods(), { by: 'OP-0007' })).rejects.toMatchObject({ code: 'sign-in-first' })
    expect(written()).toEqual(before)
    await press(3, { key: 'sign-in', badge: 'SUP-0001', passcode: '135790' })
    const signedIn = written()
    await expect(scan(2, goods(), { by: 'OP-0007' })).rejects.toMatchObject({ code: 'input-of-another' })
    expect(written()).toEqual(signedIn)
    expect((await scan(2, goods(), { by: 'SUP-0001' })).outcomes).toMatchObject([{ kind: 'accepted' }])
  })
})

describe('a key with a mark', () => {
  it('that was refused has changed nothing and is tried anew', async () => {
    const close: KeyPress = { key: 'close-case' }
    await expect(press(1, close)).rejects.toMatchObject({ code: expect.any(String) })
    await expect(press(1, close)).rejects.toMatchObject({ code: expect.any(String) })
    expect(bench.store.inputs.get({ client, n: 1, part: 0 })).toBeNull()
  })

  it('voids one label, however often it is sent', async () => {
    await scan(1, goods())
    await bench.station.printed()
    const [label] = bench.store.labels.newest(1)
    if (!label) throw new Error('no label')
    const voiding: KeyPress = { key: 'void', serial: label.serial, reason: 'smeared' }
    const first = await press(2, voiding)
    const before = written()
    expect(await press(2, voiding)).toEqual({ ...first, repeated: true })
    expect(written()).toEqual(before)
  })

  it('may sign its person out, and is theirs all the same', async () => {
    const closing: KeyPress = { key: 'close-shift' }
    const first = await press(1, closing, { by: 'OP-0007' })
    expect(first.outcomes).toMatchObject([{ sentence: { code: 'shift-closed' } }])
    expect(await press(1, closing, { by: 'OP-0007' })).toEqual({ ...first, repeated: true })
    await expect(press(2, { key: 'lock' }, { by: 'OP-0007' })).rejects.toMatchObject({
      code: 'sign-in-first',
    })
  })

  it('seals once', async () => {
    await press(1, { key: 'close-shift' })
    const seal: KeyPress = { key: 'seal', badge: 'SUP-0001', passcode: '135790' }
    const first = await press(2, seal)
    expect(first.outcomes).toMatchObject([{ sentence: { code: 'batch-sealed' } }])
    expect(await press(2, seal)).toEqual({ ...first, repeated: true })
  })

  it('leaves nothing of a passcode behind', async () => {
    const signIn = (passcode: string): KeyPress => ({ key: 'sign-in', badge: 'OP-0007', passcode })
    await press(1, signIn('2468'))
    const content = (n: number) => bench.store.inputs.get({ client, n, part: 0 })?.content
    await press(2, { ...signIn('2468') })
    expect(content(1)).toEqual(content(2))
    expect((await press(1, signIn('0000'))).repeated).toBe(true)
  })
})

describe('what is remembered of inputs', () => {
  const add = (who: string, n: number) =>
    bench.store.transaction(() =>
      bench.store.inputs.add(
        { client: who, n, part: 0 },
        { content: new Uint8Array(16), kind: 'accepted', sentence: '{}' },
      ),
    )
  const knows = (who: string, n: number) => bench.store.inputs.get({ client: who, n, part: 0 }) !== null

  it('is the newest of each window; what is older is refused, not done again', async () => {
    for (let n = 1; n <= 300; n++) add(client, n)
    expect([knows(client, 44), knows(client, 45)]).toEqual([false, true])
    const before = written()
    await expect(scan(44, goods())).rejects.toMatchObject({ code: 'input-forgotten' })
    expect(written()).toEqual(before)
  })

  it('is of the newest windows', () => {
    const windows = Array.from({ length: 70 }, (_, at) => at.toString(16).padStart(32, '0'))
    for (const who of windows) add(who, 1)
    expect(windows.filter((who) => knows(who, 1))).toEqual(windows.slice(-64))
    add(windows[0] ?? '', 2)
    expect(knows(windows[0] ?? '', 2)).toBe(true)
  })
})
