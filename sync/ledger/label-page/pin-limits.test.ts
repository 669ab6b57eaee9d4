import { expect, it } from 'vitest'
import { systemRandomBytes } from '../../../platform/keys/random-bytes.ts'
import { clientName } from './client-name.ts'
import { limitTries } from './pin-limits.ts'

const allowance = { burst: 3, everyMs: 1000 }

it('allows a burst, then one try each time a try is made up for', () => {
  let now = 5_000
  const limit = limitTries(allowance, () => now, systemRandomBytes)
  expect([1, 2, 3].map(() => limit.take('a'))).toEqual([0, 0, 0])
  expect(limit.take('a')).toBe(1000)
  expect(limit.take('b')).toBe(0)
  now += 999
  expect(limit.take('a')).toBe(1)
  now += 1
  expect(limit.take('a')).toBe(0)
  expect(limit.take('a')).toBe(1000)
  now += 1_000_000
  expect([1, 2, 3].map(() => limit.take('a'))).toEqual([0, 0, 0])
  expect(limit.take('a')).toBe(1000)
})

it('does not grow, forget or give more tries when 100,000 other names come by', () => {
  const limit = limitTries(allowance, () => 0, systemRandomBytes)
  for (let i = 0; i < 4; i += 1) limit.take('victim')
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 100_000; i += 1) limit.take(`unit ${i}`)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024)
  expect(limit.take('victim')).toBeGreaterThan(0)
})

const from = (remoteAddress: string | undefined, forwarded?: string, proxies = 0) =>
  clientName({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }, proxies)

it('counts a client by its address, and a household by its /64', () => {
  expect(from('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(from('2001:db8:0:1:aaaa:bbbb:cccc:dddd')).toBe('2001:db8:0:1::/64')
  expect(from('2001:0db8::1')).toBe('2001:db8:0:0::/64')
  expect(from('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(from(undefined)).toBe('')
})

it('believes as many proxies as it was told of, from the right, and nobody without', () => {
  expect(from('10.0.0.1', '203.0.113.9, 198.51.100.3')).toBe('10.0.0.1')
  expect(from('10.0.0.1', '6.6.6.6, 198.51.100.3', 1)).toBe('198.51.100.3')
  expect(from('10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9')
  expect(from('10.0.0.1', 'nonsense', 1)).toBe('10.0.0.1')
  expect(from('10.0.0.1', undefined, 2)).toBe('10.0.0.1')
})
