import { ORPCError } from '@orpc/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InputMark } from '../../core/contract/input-mark.ts'
import type { StationView } from '../../core/contract/station-view.ts'
import { HELD_MAX, LATE_MS, Outbox } from './outbox.ts'
import type { Problem } from './problem.ts'
import type { StationClient } from './station-client.ts'

interface Asked {
  readonly call: string
  readonly mark: InputMark
  answer(): void
  refuse(code: string): void
  /** The socket breaks. */
  breakOff(): void
}

/** A station that answers when the test says so. */
function station() {
  const asked: Asked[] = []
  const call = (name: string) => (input: { mark: InputMark }) =>
    new Promise((resolve, reject) =>
      asked.push({
        call: name,
        mark: input.mark,
        answer: () => resolve({ ok: true, outcomes: [], repeated: false }),
        refuse: (code) =>
          reject(new ORPCError('FAILURE', { defined: true, status: 422, data: { code, detail: {} } })),
        breakOff: () => reject(new Error('closed')),
      }),
    )
  return { asked, client: { scan: call('scan'), press: call('press') } as unknown as StationClient }
}

function storage(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  } as unknown as Storage
}

const view = (badge: string | null, kind = 'ready') =>
  ({ person: badge && { badge }, state: { kind } }) as unknown as StationView
const numbers = (asked: readonly Asked[]) => asked.map(({ mark }) => mark.n)
const client = 'c1'.repeat(16)

let kept: Storage
let outbox: Outbox
let problems: (Problem | null)[]
const open = () => {
  outbox = new Outbox(kept, client)
  problems = []
  outbox.onProblem = (problem) => problems.push(problem)
}

beforeEach(() => {
  vi.useFakeTimers()
  kept = storage()
  open()
})
afterEach(() => vi.useRealTimers())
const settle = () => vi.advanceTimersByTimeAsync(0)

describe('an input', () => {
  it('that is answered at once is never shown as unconfirmed', async () => {
    const { client, asked } = station()
    outbox.attach(client, view('OP-0007'))
    const done = outbox.scan('wedge', 'AAAA')
    await settle()
    expect(outbox.current().inputs).toEqual([])
    asked[0]?.answer()
    expect(await done).toBe(true)
    expect(asked[0]?.mark).toMatchObject({ n: 1, by: 'OP-0007' })
  })

  it('that is not answered is shown after a moment, and until it is', async () => {
    const { client, asked } = station()
    outbox.attach(client, view('OP-0007'))
    void outbox.scan('wedge', 'AAAA')
    await vi.advanceTimersByTimeAsync(LATE_MS + 1)
    expect(outbox.current()).toMatchObject({ waits: 'station', inputs: [{ n: 1 }] })
    asked[0]?.answer()
    await settle()
    expect(outbox.current().inputs).toEqual([])
  })

  it('whose answer was lost is sent again under its own mark, before what came later', async () => {
    const first = station()
    outbox.attach(first.client, view('OP-0007'))
    const done = outbox.press({ key: 'close-case' })
    void outbox.scan('wedge', 'AAAA')
    await settle()
    expect(numbers(first.asked)).toEqual([1])
    first.asked[0]?.breakOff()
    outbox.detach()
    await settle()
    void outbox.scan('wedge', 'BBBB')
    expect(outbox.current().inputs).toHaveLength(3)
    const second = station()
    outbox.attach(second.client, view('OP-0007'))
    for (const n of [0, 1, 2]) {
      await settle()
      expect(numbers(second.asked)).toEqual([1, 2, 3].slice(0, n + 1))
      second.asked[n]?.answer()
    }
    expect(await done).toBe(true)
    await settle()
    expect(outbox.current().inputs).toEqual([])
    expect(new Set(second.asked.map(({ mark }) => mark.client)).size).toBe(1)
    expect(second.asked[2]?.mark.heldMs).toBeGreaterThanOrEqual(0)
  })

  it('goes to the new connection also when the old one gives up late', async () => {
    const [first, second] = [station(), station()]
    outbox.attach(first.client, view('OP-0007'))
    void outbox.scan('wedge', 'AAAA')
    await settle()
    outbox.detach()
    outbox.attach(second.client, view('OP-0007'))
    await settle()
    expect(numbers(second.asked)).toEqual([])
    first.asked[0]?.breakOff()
    await settle()
    expect(numbers(second.asked)).toEqual([1])
  })

  it('that the station refuses is told and leaves', async () => {
    const { client, asked } = station()
    outbox.attach(client, view('OP-0007'))
    const done = outbox.press({ key: 'close-case' })
    await settle()
    asked[0]?.refuse('case-not-open')
    expect(await done).toBe(false)
    expect(problems).toMatchObject([{ kind: 'failure', failure: { code: 'case-not-open' } }])
  })
})

describe('what was scanned while the station was gone', () => {
  beforeEach(() => {
    outbox.attach(station().client, view('OP-0007'))
    outbox.detach()
    void outbox.scan('wedge', 'AAAA')
    void outbox.scan('wedge', 'BBBB')
  })

  it('waits until somebody signs in: the station has taken nothing of it', async () => {
    const { client, asked } = station()
    outbox.attach(client, view(null))
    await settle()
    asked[0]?.refuse('sign-in-first')
    await settle()
    expect(outbox.current()).toMatchObject({ waits: 'person', inputs: [{ n: 1 }, { n: 2 }] })
    outbox.attach(client, view(null))
    await settle()
    expect(asked).toHaveLength(1)
    outbox.attach(client, view('OP-0007'))
    await settle()
    expect(numbers(asked)).toEqual([1, 1])
  })

  it('does not go on over a STOP', async () => {
    const { client, asked } = station()
    outbox.attach(client, view('OP-0007'))
    await settle()
    outbox.attach(client, view('OP-0007', 'stop'))
    asked[0]?.answer()
    await settle()
    expect(numbers(asked)).toEqual([1])
    expect(outbox.current()).toMatchObject({ waits: 'stop', inputs: [{ n: 2 }] })
    outbox.attach(client, view('OP-0007'))
    await settle()
    expect(numbers(asked)).toEqual([1, 2])
  })

  it('outlives a reload of the page, under the same marks', async () => {
    open()
    expect(outbox.current().inputs).toMatchObject([{ n: 1 }, { n: 2 }])
    const { client, asked } = station()
    outbox.attach(client, view('OP-0007'))
    await settle()
    expect(asked[0]?.mark).toMatchObject({ client: 'c1'.repeat(16), n: 1, by: 'OP-0007' })
  })

  it('is bounded, and what is not kept is said', async () => {
    for (let n = 2; n < HELD_MAX; n++) void outbox.scan('wedge', 'AAAA')
    expect(problems).toEqual([])
    expect(await outbox.scan('wedge', 'CCCC')).toBe(false)
    expect(problems).toMatchObject([{ kind: 'word', word: 'page.outbox-full' }])
    expect(outbox.current().inputs).toHaveLength(HELD_MAX)
  })

  it('is given up by a person only', async () => {
    outbox.discard()
    expect(outbox.current().inputs).toEqual([])
    open()
    expect(outbox.current().inputs).toEqual([])
  })
})

describe('what the page finds in its storage', () => {
  it.each(['', 'no JSON', '{}', '[1, null, {"n": 1}]', '[{"client":"x","n":1,"by":"b","at":1,"scan":{}}]'])(
    'may be anything: %s',
    (text) => {
      kept.setItem('bondmark-scans', text)
      open()
      expect(outbox.current().inputs).toEqual([])
    },
  )
})
