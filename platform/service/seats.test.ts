import { expect, it } from 'vitest'
import { Seats } from './seats.ts'

it('places are given to each caller and to all up to a bound, and given back once', () => {
  const seats = new Seats(3, 2)
  const first = seats.take('wms')
  expect([seats.take('wms'), seats.take('wms')]).toEqual([expect.any(Function), null])
  expect([seats.take('erp'), seats.take('tms')]).toEqual([expect.any(Function), null])
  first?.()
  first?.()
  expect([seats.take('wms'), seats.take('tms')]).toEqual([expect.any(Function), null])
})
