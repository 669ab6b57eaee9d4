import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { printerSign } from '../devices/printer-sign.ts'
import { LEDGER_PROOF_MS, LedgerPulse } from './ledger-pulse.ts'

describe('the sign of a printer', () => {
  const printer = { state: 'ready', seenAtMs: 1000, answers: true } as const

  it('is green while its last answer is fresh, and not any more when it is old', () => {
    expect(printerSign(printer, 1000 + 15_000)).toMatchObject({
      ok: true,
      status: { code: 'printer-is-ready' },
    })
    expect(printerSign(printer, 1001 + 15_000)).toMatchObject({
      ok: false,
      status: { code: 'printer-is-silent' },
    })
  })

  it('keeps the trouble that it told, old or new', () => {
    for (const at of [1000, 90_000])
      expect(printerSign({ ...printer, state: 'media-out' }, at)).toMatchObject({
        ok: false,
        status: { code: 'printer-is-media-out' },
      })
  })

  it('is not green before the first answer, nor ever where none can come', () => {
    expect(printerSign({ ...printer, seenAtMs: null }, 0).ok).toBe(false)
    expect(printerSign({ ...printer, answers: false }, 1000)).toMatchObject({
      ok: false,
      status: { code: 'printer-is-mute' },
    })
  })
})

describe('the pulse of a ledger', () => {
  let pulse: LedgerPulse
  const changed = vi.fn()

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    })
    pulse = new LedgerPulse(changed)
  })
  afterEach(() => {
    pulse.end()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('is fresh by an answer, ages without one, and comes back with the next', async () => {
    let isThere = true
    vi.stubGlobal('fetch', async () => {
      if (!isThere) throw new TypeError('fetch failed')
      return new Response('{}')
    })
    expect(pulse.isFresh()).toBe(false)
    pulse.answered()
    pulse.follow('http://127.0.0.1:9')
    await vi.advanceTimersByTimeAsync(4 * LEDGER_PROOF_MS)
    expect(pulse.isFresh()).toBe(true)
    isThere = false
    await vi.advanceTimersByTimeAsync(2 * LEDGER_PROOF_MS)
    expect(pulse.isFresh()).toBe(false)
    isThere = true
    await vi.advanceTimersByTimeAsync(LEDGER_PROOF_MS)
    expect(pulse.isFresh()).toBe(true)
    expect(changed).toHaveBeenCalled()
  })

  it('is not kept by a ledger that answers anything but well, or hangs', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 500 }))
    pulse.answered()
    pulse.follow('http://127.0.0.1:9')
    await vi.advanceTimersByTimeAsync(2 * LEDGER_PROOF_MS)
    expect(pulse.isFresh()).toBe(false)
    vi.stubGlobal(
      'fetch',
      (_: URL, { signal }: { signal: AbortSignal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
    await vi.advanceTimersByTimeAsync(LEDGER_PROOF_MS)
    vi.stubGlobal('fetch', async () => new Response('{}'))
    await vi.advanceTimersByTimeAsync(LEDGER_PROOF_MS)
    expect(pulse.isFresh()).toBe(true)
  })
})
