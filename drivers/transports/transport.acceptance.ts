import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Transport } from './transport.ts'

/** What a far end can do beside taking bytes. */
export interface FarEnd {
  send(bytes: Uint8Array): void
  stopReading(): void
  goOn(): void
  /** It goes away: unplugged, switched off, cut. */
  die(): Promise<void>
  /** Opens the same kind of transport to something that is not there. */
  openMissing(): Promise<Transport>
}

/** A transport under test and the far end of it. What the way cannot do is left out, and its cases with it. */
export interface TransportRig extends Partial<FarEnd> {
  readonly transport: Transport
  /** Everything that has arrived, one write after the other. */
  arrived(): Buffer
  /** Bytes that surely do not fit between us and a far end that reads nothing. */
  readonly tooMuch?: number
  dispose(): Promise<void>
}

export interface TransportCase {
  readonly title: string
  readonly needs: readonly (keyof FarEnd)[]
  /** It waits until a write is given up; in all others, time is no matter. */
  readonly stalls?: true
  run(rig: TransportRig & FarEnd): Promise<void>
}

/** Deterministic bytes in which every value occurs and no stretch repeats soon. */
export function sampleBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[at] = state >>> 16
  }
  return bytes
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 6000; turn++) {
    if (condition()) return
    await sleep(10)
  }
  assert.fail(`waited in vain for ${what}`)
}

/** Long enough for something to be told that should not. */
const silence = () => sleep(60)

/** The failure of a write that must fail, and how far it says that it came. */
async function failureOf(write: Promise<void>): Promise<Failure & { bytesWritten: number }> {
  try {
    await write
  } catch (error) {
    assert.ok(error instanceof BondmarkError, String(error))
    const { bytesWritten } = error.detail
    assert.ok(typeof bytesWritten === 'number', 'a failed write says how far it came')
    return { ...error.toFailure(), bytesWritten }
  }
  assert.fail('the write was said to be done')
}

function closings(transport: Transport) {
  const told: (string | null)[] = []
  transport.onClose((why) => told.push(why?.code ?? null))
  return told
}

/**
 * What every transport does, whatever its way. Without a test framework: each case throws an AssertionError when the
 * transport fails it.
 */
const transportCases: readonly TransportCase[] = [
  {
    title: 'carries every byte as it is, and writes in their order, also when nobody waits in between',
    needs: [],
    run: async ({ transport, arrived }) => {
      const every = Uint8Array.from({ length: 256 }, (_, value) => value)
      const writes = [every, sampleBytes(5000, 2), Uint8Array.of(0x1b, 0x21, 0x3f), sampleBytes(9000, 3)]
      await Promise.all(writes.map((bytes) => transport.write(bytes)))
      const all = Buffer.concat(writes)
      await until('all bytes', () => arrived().length >= all.length)
      assert.ok(arrived().equals(all))
    },
  },
  {
    title: 'carries 1 MB whole, a part of a larger buffer, and nothing at all',
    needs: [],
    run: async ({ transport, arrived }) => {
      const large = sampleBytes(1_000_100, 4).subarray(50, 1_000_050)
      await transport.write(new Uint8Array(0))
      await transport.write(large)
      await until('1 MB', () => arrived().length >= large.length)
      assert.ok(arrived().equals(Buffer.from(large)))
    },
  },
  {
    title: 'brings back what the device says, whole and in order, to whoever still listens',
    needs: ['send'],
    run: async ({ transport, send }) => {
      const heard: Uint8Array[] = []
      const left: Uint8Array[] = []
      transport.onData((bytes) => left.push(bytes))()
      transport.onData((bytes) => heard.push(bytes))
      const answer = sampleBytes(20_000, 5)
      send(answer.subarray(0, 3))
      send(answer.subarray(3))
      await until('the answer', () => Buffer.concat(heard).length >= answer.length)
      assert.ok(Buffer.concat(heard).equals(Buffer.from(answer)))
      assert.deepEqual(left, [])
    },
  },
  {
    title: 'carries both ways at once',
    needs: ['send'],
    run: async ({ transport, arrived, send }) => {
      const heard: Uint8Array[] = []
      transport.onData((bytes) => heard.push(bytes))
      const there = sampleBytes(200_000, 6)
      const back = sampleBytes(50_000, 7)
      const writing = transport.write(there)
      for (let at = 0; at < back.length; at += 5000) send(back.subarray(at, at + 5000))
      await writing
      await until('there', () => arrived().length >= there.length)
      await until('back', () => Buffer.concat(heard).length >= back.length)
      assert.ok(arrived().equals(Buffer.from(there)))
      assert.ok(Buffer.concat(heard).equals(Buffer.from(back)))
    },
  },
  {
    title: 'is closed once, however often it is said, and then takes nothing and says nothing',
    needs: [],
    run: async ({ transport, arrived }) => {
      const told = closings(transport)
      await Promise.all([transport.close(), transport.close()])
      await transport.close()
      const late = closings(transport)
      const { code, bytesWritten } = await failureOf(transport.write(sampleBytes(10)))
      await silence()
      assert.deepEqual([told, late], [[null], [null]])
      assert.deepEqual({ code, bytesWritten }, { code: 'transport-closed', bytesWritten: 0 })
      assert.equal(arrived().length, 0)
    },
  },
  {
    title: 'still delivers what was written before it is closed',
    needs: [],
    run: async ({ transport, arrived }) => {
      const bytes = sampleBytes(30_000, 8)
      await transport.write(bytes)
      await transport.close()
      await until('all bytes', () => arrived().length >= bytes.length)
      assert.ok(arrived().equals(Buffer.from(bytes)))
    },
  },
  {
    title: 'says once that the far end went away, and that of a later write nothing went out',
    needs: ['die'],
    run: async ({ transport, die }) => {
      const told = closings(transport)
      await die()
      await until('the end', () => told.length > 0)
      const { code, bytesWritten } = await failureOf(transport.write(sampleBytes(10)))
      await transport.close()
      await silence()
      assert.deepEqual(told, ['transport-closed'])
      assert.deepEqual({ code, bytesWritten }, { code: 'transport-closed', bytesWritten: 0 })
      const late = closings(transport)
      await until('the end, told to a late one', () => late.length > 0)
      assert.deepEqual(late, ['transport-closed'])
    },
  },
  {
    title:
      'fails a write in whose middle the far end goes away, and the writes behind it with nothing gone out',
    needs: ['die', 'stopReading'],
    run: async ({ transport, die, stopReading, tooMuch = 0 }) => {
      const told = closings(transport)
      stopReading()
      const first = failureOf(transport.write(new Uint8Array(tooMuch)))
      const second = failureOf(transport.write(sampleBytes(10)))
      await silence()
      await die()
      const failed = await first
      assert.equal(failed.code, 'transport-closed')
      assert.ok(failed.bytesWritten > 0 && failed.bytesWritten < tooMuch, String(failed.bytesWritten))
      const behind = await second
      assert.deepEqual([behind.code, behind.bytesWritten], ['transport-closed', 0])
      await transport.close()
      assert.deepEqual(told, ['transport-closed'])
    },
  },
  {
    title: 'says that the far end went away right after a write',
    needs: ['die'],
    run: async ({ transport, die, arrived }) => {
      const told = closings(transport)
      await transport.write(sampleBytes(100, 9))
      await until('the bytes', () => arrived().length >= 100)
      await die()
      await until('the end', () => told.length > 0)
      assert.deepEqual(told, ['transport-closed'])
    },
  },
  {
    title: 'gives up a far end that reads nothing, says how far it came, and closes',
    needs: ['stopReading'],
    stalls: true,
    run: async ({ transport, stopReading, tooMuch = 0 }) => {
      const told = closings(transport)
      stopReading()
      const failed = await failureOf(transport.write(new Uint8Array(tooMuch)))
      assert.equal(failed.code, 'transport-write-timeout')
      assert.ok(failed.bytesWritten > 0 && failed.bytesWritten < tooMuch, String(failed.bytesWritten))
      await until('the end', () => told.length > 0)
      assert.deepEqual(told, ['transport-closed'])
    },
  },
  {
    title: 'sends nothing of a write that is cancelled before it begins',
    needs: [],
    run: async ({ transport, arrived }) => {
      const failed = await failureOf(transport.write(sampleBytes(10), { signal: AbortSignal.abort() }))
      assert.deepEqual([failed.code, failed.bytesWritten], ['transport-cancelled', 0])
      await transport.write(sampleBytes(20, 10))
      await until('the next write', () => arrived().length >= 20)
      assert.ok(arrived().equals(Buffer.from(sampleBytes(20, 10))))
    },
  },
  {
    title: 'stops a write that is cancelled in the middle, sends no more of it, and then takes the next one',
    needs: ['stopReading', 'goOn'],
    run: async ({ transport, stopReading, goOn, arrived, tooMuch = 0 }) => {
      const cancel = new AbortController()
      const waiting = new AbortController()
      const whole = sampleBytes(tooMuch, 11)
      stopReading()
      const first = failureOf(transport.write(whole, { signal: cancel.signal }))
      const second = failureOf(transport.write(sampleBytes(50), { signal: waiting.signal }))
      await silence()
      cancel.abort()
      waiting.abort()
      const failed = await first
      const behind = await second
      assert.equal(failed.code, 'transport-cancelled')
      assert.ok(failed.bytesWritten > 0 && failed.bytesWritten < tooMuch, String(failed.bytesWritten))
      assert.deepEqual([behind.code, behind.bytesWritten], ['transport-cancelled', 0])
      goOn()
      const next = Buffer.from('the next label')
      await transport.write(next)
      await until('the next write', () => arrived().subarray(-next.length).equals(next))
      const before = arrived().subarray(0, -next.length)
      assert.ok(before.length <= failed.bytesWritten, `${before.length} of ${failed.bytesWritten}`)
      assert.ok(before.equals(Buffer.from(whole.subarray(0, before.length))))
    },
  },
  {
    title: 'throws a typed failure when what it should open is not there',
    needs: ['openMissing'],
    run: async ({ openMissing }) => {
      await assert.rejects(openMissing(), (error) => {
        assert.ok(error instanceof BondmarkError, String(error))
        assert.match(error.code, /^transport-(open-failed|unsupported|busy|not-permitted)$/)
        return true
      })
    },
  },
]

/** The cases that a way can be asked for, by what its far end can do. */
export const casesFor = (can: readonly (keyof FarEnd)[]): readonly TransportCase[] =>
  transportCases.filter(({ needs }) => needs.every((need) => can.includes(need)))

const STALL_MS = { short: 700, long: 60_000 }

/** Runs one case on a rig of its own, which gives a write up after `stallMs` without progress. */
export async function runTransportCase(
  { needs, stalls, run }: TransportCase,
  open: (stallMs: number) => Promise<TransportRig>,
): Promise<void> {
  const rig = await open(stalls ? STALL_MS.short : STALL_MS.long)
  try {
    assert.ok(canAll(rig, needs), 'the rig has what the case needs')
    await run(rig)
  } finally {
    await rig.transport.close()
    await rig.dispose()
  }
}

function canAll(rig: TransportRig, needs: readonly (keyof FarEnd)[]): rig is TransportRig & FarEnd {
  return needs.every((need) => rig[need] !== undefined)
}
