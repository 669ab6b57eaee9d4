import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pairing } from './pairing.ts'

describe('a set-up code that nobody reads', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is over after two minutes, says so, and adopts nobody after that', async () => {
    const adopt = vi.fn()
    const pairing = Pairing.begin('SETUPBCDEFGHJKL', {
      settings: () => [],
      adopt,
      changed: () => {},
      log: () => {},
    })
    await vi.advanceTimersByTimeAsync(119_000)
    expect(pairing.view()).toMatchObject({ done: false, heard: null })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(pairing.isDone).toBe(true)
    vi.useRealTimers()
    await vi.waitFor(() => expect(pairing.view().heard?.code).toBe('pairing-timeout'), { timeout: 60_000 })
    expect(pairing.view().listening).toEqual([])
    pairing.heardBy({ device: 'wedge', aim: null, text: 'SETUPBCDEFGHJKL' })
    expect(pairing.view().heard?.code).toBe('pairing-timeout')
    expect(adopt).not.toHaveBeenCalled()
  })
})
