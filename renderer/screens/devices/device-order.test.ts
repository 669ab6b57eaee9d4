import { describe, expect, it } from 'vitest'
import type { LabelView } from '../../../core/contract/station-view.ts'
import { type Device, devicesInTrouble, labelsInDoubt, labelsWaiting, troubledFirst } from './device-order.ts'

const device = (id: string, kind: Device['kind'], ok: boolean, code = 'printer-is-media-out') =>
  ({ id, kind, name: id, ok, status: { code, detail: {} } }) as Device
const ids = (devices: readonly Device[]) => devices.map(({ id }) => id)

describe('devices on the screen', () => {
  it('stand with those first that somebody must go to', () => {
    const devices = [
      device('ledger', 'ledger', true),
      device('s-b', 'scanner', true),
      device('s-a', 'scanner', false),
      device('p', 'printer', true),
    ]
    expect(ids(troubledFirst(devices))).toEqual(['s-a', 'p', 's-b', 'ledger'])
  })

  it('are in trouble only when a person can do something about it at the desk', () => {
    const devices = [
      device('ledger', 'ledger', false, 'ledger-unreachable'),
      device('asked', 'printer', false, 'printer-is-unknown'),
      device('busy', 'printer', false, 'printer-is-busy'),
      device('off', 'scanner', false, 'device-is-off'),
      device('empty', 'printer', false),
      device('well', 'scanner', true, 'device-ready'),
    ]
    expect(ids(devicesInTrouble(devices))).toEqual(['empty'])
  })
})

it('labels in doubt and labels that wait are told apart, the oldest first', () => {
  const label = (job: number, state: LabelView['state']) => ({ job, state }) as LabelView
  const outstanding = [
    label(4, 'uncertain'),
    label(3, 'reserved'),
    label(2, 'printed'),
    label(1, 'uncertain'),
    label(5, 'sent'),
  ]
  expect(labelsInDoubt(outstanding).map(({ job }) => job)).toEqual([1, 4])
  expect(labelsWaiting(outstanding).map(({ job }) => job)).toEqual([3])
})
