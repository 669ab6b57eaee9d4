import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Received } from '../machine/language.ts'
import { noQuirks } from '../machine/printer-fault.ts'
import { createTsplIntake } from './intake.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const short = (received: Iterable<Received>) =>
  Array.from(received, (found) => {
    if (found.kind === 'document') return Buffer.from(found.bytes).toString('latin1')
    if (found.kind === 'question') return found.question
    return found.kind === 'order' ? found.order : `${found.kind}`
  })

const bitmap = 'CLS\r\nBITMAP 0,0,2,8,0,\x1b!?\x1b!RPRINT 1\r\n,'
const second = 'CLS\r\nBAR 0,0,8,8\r\nPRINT 1,1\r\n'

describe('what a TSPL printer finds in its bytes', () => {
  const stream = `${bitmap}\r\nPRINT 1\r\n\x1b!?${second}~!T\x1b!S\x1b!.`
  const found = [
    `${bitmap}\r\nPRINT 1\r\n`.replace(/\n$/, ''),
    'ESC!?',
    second.replace(/\n$/, ''),
    '~!T',
    'ESC!S',
    'cancel',
  ]

  it('is documents up to their PRINT, and what is answered at once', () => {
    expect(short(createTsplIntake(noQuirks).push(bytes(stream)))).toEqual(found)
  })

  it('is the same in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (lengths) => {
        const intake = createTsplIntake(noQuirks)
        const all: Received[] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const length = lengths[turn % lengths.length] ?? 1
          all.push(...intake.push(bytes(stream.slice(at, at + length))))
          at += length
        }
        expect(short(all)).toEqual(found)
      }),
    )
  })

  it('answers in the middle of a document', () => {
    const intake = createTsplIntake(noQuirks)
    expect(short(intake.push(bytes('CLS\r\nBAR 0,0\x1b!?,8,8\r\nPRINT 1\r\n')))).toEqual([
      'ESC!?',
      'CLS\r\nBAR 0,0,8,8\r\nPRINT 1\r',
    ])
  })

  it('obeys inside a bitmap when its firmware does, and loses those bytes, until it is told not to', () => {
    const firmware = { ...noQuirks, obeysInBitmaps: true }
    const label = 'CLS\r\nBITMAP 0,0,1,6,0,ab\x1b!?c\r\nPRINT 1\r\n'
    const obeying = createTsplIntake(firmware)
    expect(short(obeying.push(bytes(label)))).toEqual(['ESC!?'])
    expect(obeying.held).toBeGreaterThan(0)
    expect(short(createTsplIntake(firmware).push(bytes(`\x1b!D${label}`)))).toEqual([
      label.replace(/\n$/, ''),
    ])
  })

  it('waits for the rest of a bitmap that was cut off, and swallows what comes next', () => {
    const intake = createTsplIntake(noQuirks)
    expect(short(intake.push(bytes('CLS\r\nBITMAP 0,0,60,320,0,abc')))).toEqual([])
    expect(short(intake.push(bytes(second)))).toEqual([])
  })

  it('drops a document without end', () => {
    const intake = createTsplIntake(noQuirks)
    expect(short(intake.push(bytes('x'.repeat(5000))))).toEqual(['stray'])
    expect(intake.held).toBe(0)
  })
})
