import { expect, it } from 'vitest'
import { machineRows } from './machine-rows.ts'
import { soakLabels } from './soak-labels.ts'

// Those that draw symbols themselves: pictures of them take the most of the time, and are in the long form.
const printers = Object.values(machineRows).filter(({ model }) => model.native.qr)

it('of 300 labels through faulty printers, as many are verified and voided as were reserved', async () => {
  const { wrong, reserved, verified, voided, faults } = await soakLabels(300, 20261122, printers)
  expect(wrong).toEqual([])
  expect(verified + voided).toBe(reserved)
  expect([reserved >= 300, faults > 20]).toEqual([true, true])
})

it('the same seed tells the same day again', async () => {
  const [once, again] = [await soakLabels(30, 7, printers), await soakLabels(30, 7, printers)]
  expect(again).toEqual(once)
})
