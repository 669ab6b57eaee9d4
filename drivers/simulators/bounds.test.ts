import { describe, expect, it } from 'vitest'
import { createPrinterMachine } from './machine/printer-machine.ts'
import { interpretTspl } from './tspl/interpret.ts'
import { tsplLanguage } from './tspl/tspl-language.ts'
import { VirtualTime } from './virtual-time.ts'
import { interpretZpl } from './zpl/interpret.ts'
import { zplLanguage } from './zpl/zpl-language.ts'

const zpl = (inside: string) => interpretZpl(Buffer.from(`^XA^PW480^LL320${inside}^XZ`))
const tspl = (inside: string) => interpretTspl(Buffer.from(`SIZE 60 mm,40 mm\r\nCLS\r\n${inside}PRINT 1\r\n`))
const refusal = (reason: string) => ({
  ok: false,
  problems: expect.arrayContaining([expect.objectContaining({ reason })]),
})

describe('a document that would take a printer for ever', () => {
  it('is refused for its pictures that unpack to more than a memory', () => {
    expect(zpl(`^FO0,0^GFA,999900,999900,9999,${','.repeat(100)}^FS`.repeat(40))).toEqual(
      refusal('more pictures than its memory holds'),
    )
  })

  it('is refused for its symbols, its fields, and for drawing the same place over', () => {
    expect(zpl('^FO1,1^BXN,1,200^FDa^FS'.repeat(65))).toEqual(refusal('more than 64 symbols'))
    expect(zpl('^FO1,1^GB1,1,1^FS'.repeat(1100))).toEqual(refusal('more than 1000 fields'))
    expect(zpl('^FO0,0^GB480,320,9^FS'.repeat(40))).toEqual(refusal('drawn over too often'))
    expect(tspl('QRCODE 9,9,L,1,A,0,M2,"a"\r\n'.repeat(65))).toEqual(refusal('more than 64 symbols'))
    expect(tspl('BAR 1,1,1,1\r\n'.repeat(1100))).toEqual(refusal('more than 1000 marks'))
    expect(tspl('BAR 0,0,480,320\r\n'.repeat(40))).toEqual(refusal('drawn over too often'))
  })

  it.each([
    ['carets', '^'],
    ['empty formats', '^XA^XZ'],
    ['fields', '^FO1,1^A0N,20,20^FDx^FS'],
    ['empty lines', '\r\n'],
    ['short lines', 'A\n'],
    ['spaces before a letter', `${' '.repeat(999)}x`],
    ['quotation marks', 'TEXT "\\["]'],
    ['commas', ','],
    ['run lengths', '^GFA,9,9,1,zzzzzz'],
    ['bitmaps without bytes', 'BITMAP 0,0,0,0,0,'],
    ['escapes', '\x1b!?'],
  ])('is refused in both languages when it is a megabyte of %s', (_, piece) => {
    const document = Buffer.alloc(999_999, piece, 'latin1')
    expect([interpretZpl(document).ok, interpretTspl(document).ok]).toEqual([false, false])
    for (const language of [zplLanguage, tsplLanguage]) {
      const machine = createPrinterMachine({ language, timer: new VirtualTime() })
      for (let at = 0; at < 120_000; at += 60_000) machine.receiveAll(document.subarray(at, at + 60_000))
      expect([machine.printed, machine.problems.length <= 100]).toEqual([0, true])
    }
  })

  it('is refused beyond a megabyte, and tells of a hundred mistakes at most', () => {
    const large = Buffer.alloc(1_000_001, '^')
    expect([interpretZpl(large), interpretTspl(large)]).toEqual([
      refusal('more than 1 MB'),
      refusal('more than 1 MB'),
    ])
    const many = zpl('^QQ'.repeat(5000))
    expect(many.ok ? 0 : many.problems.length).toBe(100)
  })
})
