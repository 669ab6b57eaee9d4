import { describe, expect, it } from 'vitest'
import { coverage, covers, firstBeyond } from './coverage.ts'

const maker = { companyPrefixes: ['9506000'], gtins: [] }

describe('the products that serials may be given to', () => {
  it('are those behind a company prefix, whatever their indicator digit, and no others', () => {
    expect(['09506000110011', '19506000110018'].filter((gtin) => covers(maker, gtin))).toHaveLength(2)
    expect(covers(maker, '09506001110010')).toBe(false)
    // The same digits further on are no prefix.
    expect(covers(maker, '00950600011001')).toBe(false)
  })

  it('are no GTIN-8 of a company prefix that begins like it: those digits are nobody’s prefix', () => {
    for (const prefix of ['0000', '00000', '00000950', '000009506001'])
      expect(covers({ companyPrefixes: [prefix], gtins: [] }, '00000095060010'), prefix).toBe(false)
    expect(covers({ companyPrefixes: [], gtins: ['00000095060010'] }, '00000095060010')).toBe(true)
  })

  it('are something', () => {
    expect(coverage.safeParse({ companyPrefixes: [], gtins: [] }).success).toBe(false)
    expect(coverage.safeParse({ companyPrefixes: [], gtins: ['09506000110012'] }).success).toBe(false)
  })

  it('go not beyond what the brand was licensed: no longer prefix, no shorter one, no GTIN of another', () => {
    expect(firstBeyond(maker, maker)).toBeNull()
    expect(firstBeyond({ companyPrefixes: ['950600'], gtins: [] }, maker)).toBe('950600')
    expect(firstBeyond({ companyPrefixes: ['95060001'], gtins: [] }, maker)).toBe('95060001')
    expect(firstBeyond({ companyPrefixes: [], gtins: ['09506000110011'] }, maker)).toBeNull()
    expect(firstBeyond({ companyPrefixes: [], gtins: ['00000095060010'] }, maker)).toBe('00000095060010')
  })
})
