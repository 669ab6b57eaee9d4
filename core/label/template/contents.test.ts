import { expect, it } from 'vitest'
import { mixedCaseContent } from './content.stub.ts'
import { contentsOf } from './contents.ts'
import { valuesOf } from './fields.ts'

const { contents } = mixedCaseContent

it('goods of one product, lot and expiry are one kind on a label, however many lines brought them', () => {
  const [first, ...others] = contents
  if (first === undefined) throw new Error('an empty case')
  const again = { ...first, nameEn: 'The same, spelled otherwise', quantity: 5 }
  const whole = contentsOf([first, ...others, again])
  expect(whole).toEqual([{ ...first, quantity: first.quantity + 5 }, ...others])
  expect(valuesOf({ ...mixedCaseContent, contents: whole })).toMatchObject({ kinds: '3', units: '47' })
  expect(valuesOf({ ...mixedCaseContent, contents: contentsOf([first, again]) })).toMatchObject({
    kinds: '1',
    mixed: false,
    units: '29',
  })
})

it('goods that differ in lot, expiry or product stay apart', () => {
  expect(contentsOf(contents)).toEqual(contents)
  const [first] = contents
  expect(contentsOf([first, { ...first, expiry: '2027-07-01' }] as typeof contents)).toHaveLength(2)
})
