import { describe, expect, it } from 'vitest'
import { SerialListReader } from './serial-list.ts'

const serials = ['Z0000000000000A', 'Z0000000000000B', 'Z0000000000000C'] as const
const head = '{"format":"bondmark/serial-list/1"}'
const [a, b] = serials

/** Everything that a list of these bytes holds, read in pieces of a size. */
function read(list: string | Uint8Array, size: number) {
  const bytes = Buffer.from(list as string)
  const reader = new SerialListReader()
  const found = []
  for (let at = 0; at < bytes.length; at += size) found.push(...reader.push(bytes.subarray(at, at + size)))
  return [...found, ...reader.end()]
}

describe('a list of serials', () => {
  it.each([
    ['CSV', `serial\n${serials.join('\n')}\n`],
    [
      'CSV with quotes, a mark of its encoding and ends of lines of another system',
      `\ufeff"serial"\r\n${serials.map((one) => `"${one}"`).join('\r\n')}`,
    ],
    ['NDJSON of texts', [head, ...serials.map((one) => JSON.stringify(one))].join('\n')],
    ['NDJSON of objects', `${[head, ...serials.map((serial) => JSON.stringify({ serial }))].join('\n')}\n\n`],
  ])('is read as %s, however its bytes are cut', (_, list) => {
    for (const size of [1, 2, 7, 16, 1000])
      expect(read(list, size)).toEqual(serials.map((serial, index) => ({ serial, line: index + 2 })))
  })

  const broken: readonly (readonly [string, string | Uint8Array, number])[] = [
    ['nothing', '', 1],
    ['no first line that names it', `${a}\n${b}\n`, 1],
    ['a head of another format', '{"format":"bondmark/serial-list/2"}\n', 1],
    ['a head with more than its format', '{"format":"bondmark/serial-list/1","count":2}\n', 1],
    ['a number for a serial', `${head}\n"${a}"\n17\n`, 3],
    ['an object with more than a serial', `${head}\n{"serial":"${a}","pin":"X"}\n`, 2],
    ['a line that is cut', `${head}\n"${a}"\n{"serial":"Z00`, 3],
    ['CSV in NDJSON', `${head}\n${a}\n`, 2],
    ['NDJSON in CSV', `serial\n"${a}"\n{"serial":"${b}"}\n`, 3],
    ['a serial in lower case', `serial\n${a.toLowerCase()}\n`, 2],
    ['a serial that is too short', `serial\n${a}\n${b.slice(1)}\n`, 3],
    ['a serial with a letter that is none of Crockford’s', `serial\nZ000000000000OA\n`, 2],
    ['a line without end', `serial\n${'A'.repeat(201)}`, 2],
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from(`serial\n${a}\n${b}`), 0xff, 0x0a, 0x41]), 3],
  ]
  it.each(broken)('that holds %s is refused with its line, however its bytes are cut', (_, list, line) => {
    for (const size of [1, 5, 1000])
      expect(() => read(list, size)).toThrow(
        expect.objectContaining({
          code: 'pool-list-malformed',
          detail: { line, reason: expect.any(String) },
        }),
      )
  })
})
