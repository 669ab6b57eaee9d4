import { expect, it } from 'vitest'
import type { PrinterStock } from '../../../core/label/stock.ts'
import type { Device } from './device-order.ts'
import { labelTakers } from './label-takers.ts'

const sign = (id: string, simulated = false, code: Device['status']['code'] = 'printer-is-ready') => ({
  id,
  kind: 'printer' as const,
  simulated,
  status: { code, detail: {} },
})
const set = (id: string, stock: PrinterStock, enabled = true) => ({
  id,
  kind: 'printer' as const,
  enabled,
  stock,
})
const all = ['unit', 'case', 'pallet']
const takers = (...given: Parameters<typeof labelTakers>) => Object.fromEntries(labelTakers(...given))

it('gives labels to the first printer set up that has them in it, and what none has to the simulated one', () => {
  const devices = [sign('a'), sign('b'), sign('sim', true)]
  expect(takers(devices, [])).toMatchObject({ sim: all })
  expect(takers(devices, [set('a', 'unit'), set('b', 'both')])).toEqual({
    a: ['unit'],
    b: ['case', 'pallet'],
    sim: [],
  })
  expect(takers(devices, [set('b', 'case'), set('a', 'both')])).toEqual({
    a: ['unit'],
    b: ['case', 'pallet'],
    sim: [],
  })
  expect(takers(devices, [set('a', 'both'), set('b', 'both')])).toEqual({ a: all, b: [], sim: [] })
})

it('gives none to a printer that is switched off, or of a model that nobody knows', () => {
  const devices = [sign('a'), sign('b', false, 'device-model-unknown'), sign('sim', true)]
  expect(takers(devices, [set('a', 'both', false), set('b', 'unit')])).toEqual({
    a: [],
    sim: all,
  })
})
