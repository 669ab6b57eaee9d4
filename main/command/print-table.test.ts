import { afterEach, expect, it, vi } from 'vitest'
import { tableLines } from './print-table.ts'

afterEach(() => vi.unstubAllEnvs())

it('stands under its headings, as wide as its cells, and writes out what would command a terminal', () => {
  vi.stubEnv('BONDMARK_LANGUAGE', 'en')
  expect(
    tableLines(
      ['asn', 'left'],
      [
        ['A-1', 12],
        ['\u001b', null],
      ],
    ),
  ).toEqual(['ASN     left', 'A-1     12', '\\u001b  –'])
  expect(tableLines(['asn'], [])).toEqual([])
})

it('has Chinese headings, which take two places a character', () => {
  vi.stubEnv('BONDMARK_LANGUAGE', 'zh-CN')
  expect(tableLines(['lot', 'left'], [['L1', 2]])).toEqual(['批号  剩余', 'L1    2'])
})

it('shows a moment to the second', () => {
  vi.stubEnv('BONDMARK_LANGUAGE', 'en')
  const [, row] = tableLines(['due'], [['2026-11-29T09:00:00.000+08:00']])
  expect(row).toBe('2026-11-29T09:00:00+08:00')
})
