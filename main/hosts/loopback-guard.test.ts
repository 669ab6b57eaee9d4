import { describe, expect, test } from 'vitest'
import { isOwnHost, loopback, mayEnter, mayRead, mayUpgrade, securityHeaders } from './loopback-guard.ts'

const own = loopback(4711)

describe('who is answered on loopback', () => {
  test('only the exact host and port', () => {
    expect(isOwnHost({ host: '127.0.0.1:4711' }, own)).toBe(true)
    for (const host of [
      'localhost:4711',
      '127.0.0.1',
      '127.0.0.1:47110',
      'evil.example:4711',
      '127.0.0.1:4711.',
      undefined,
    ]) {
      expect(isOwnHost(host === undefined ? {} : { host }, own), String(host)).toBe(false)
    }
  })

  test('a page is read without an Origin or with ours, and not for another site', () => {
    expect(mayRead({}, own)).toBe(true)
    expect(mayRead({ origin: own.origin, 'sec-fetch-site': 'same-origin' }, own)).toBe(true)
    expect(mayRead({ origin: 'null' }, own)).toBe(false)
    expect(mayRead({ origin: 'http://127.0.0.1:4712' }, own)).toBe(false)
    expect(mayRead({ 'sec-fetch-site': 'cross-site' }, own)).toBe(false)
    expect(mayRead({ 'sec-fetch-site': 'same-site' }, own)).toBe(false)
  })

  test('the opaque origin of a local file may enter, and may not upgrade', () => {
    expect(mayEnter({ origin: 'null' }, own)).toBe(true)
    expect(mayEnter({ origin: 'https://evil.example' }, own)).toBe(false)
    expect(mayEnter({}, own)).toBe(false)
    expect(mayUpgrade({ origin: 'null' }, own)).toBe(false)
    expect(mayUpgrade({}, own)).toBe(false)
    expect(mayUpgrade({ origin: own.origin }, own)).toBe(true)
  })

  test('no answer allows anything inline, framed or from elsewhere', () => {
    const policy = securityHeaders(own)['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe-|\*|https:/)
  })
})
