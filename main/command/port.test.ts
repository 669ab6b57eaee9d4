import { expect, it } from 'vitest'
import { readPort } from './port.ts'

it.each([
  ['0', 0],
  ['8080', 8080],
  ['65535', 65_535],
])('%s is a port', (text, port) => {
  expect(readPort(text)).toBe(port)
})

it.each(['', ' ', 'abc', '65536', '-1', '1.5', '0x50', '1e3', '٣', '000080'])('“%s” is no port', (value) => {
  expect(() => readPort(value)).toThrow(
    expect.objectContaining({ code: 'port-malformed', detail: { value } }),
  )
})
