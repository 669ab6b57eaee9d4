import { describe, expect, test } from 'vitest'
import { Entry } from './entry.ts'

function entryAt(start: number) {
  let now = start
  const entry = new Entry(4711, () => now)
  return { entry, pass: (ms: number) => (now += ms) }
}
const cookieOf = (setCookie: string | null) => (setCookie ?? '').split(';')[0]

describe('the way into the station', () => {
  test('a token opens one session, and only one', () => {
    const { entry } = entryAt(0)
    const token = entry.newToken(1000)
    const cookie = entry.enter(token)
    expect(cookie).toMatch(/^bondmark_4711=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
    expect(entry.isInside(cookieOf(cookie))).toBe(true)
    expect(entry.enter(token)).toBeNull()
  })

  test('a token is good up to its last millisecond and not after', () => {
    const { entry, pass } = entryAt(5)
    const inTime = entry.newToken(1000)
    const late = entry.newToken(999)
    pass(1000)
    expect(entry.enter(inTime)).not.toBeNull()
    expect(entry.enter(late)).toBeNull()
  })

  test('a guessed token, a guessed session and a planted second cookie stay outside', () => {
    const { entry } = entryAt(0)
    expect(entry.enter('')).toBeNull()
    expect(entry.enter('A'.repeat(43))).toBeNull()
    const cookie = cookieOf(entry.enter(entry.newToken(1000)))
    expect(entry.isInside(undefined)).toBe(false)
    expect(entry.isInside(`bondmark_4711=${'A'.repeat(43)}`)).toBe(false)
    expect(entry.isInside(`${cookie}; bondmark_4711=planted`)).toBe(false)
    expect(entry.isInside(`other=1; ${cookie}`)).toBe(true)
  })

  test('tokens and sessions are bounded: the oldest is forgotten', () => {
    const { entry } = entryAt(0)
    const first = entry.newToken(1000)
    for (let n = 0; n < 32; n++) entry.newToken(1000)
    expect(entry.enter(first)).toBeNull()
    const oldest = cookieOf(entry.enter(entry.newToken(1000)))
    for (let n = 0; n < 16; n++) entry.enter(entry.newToken(1000))
    expect(entry.isInside(oldest)).toBe(false)
  })
})
