import { expect, it } from 'vitest'
import { printerAct, printerFault } from '../../../core/contract/devices.ts'
import { actsAt, faultGroups } from './fault-groups.ts'

it('every fault of the contract has its button, once', () => {
  const shown = faultGroups.flatMap(({ faults }) => faults)
  expect(shown.toSorted()).toEqual(printerFault.options.filter((fault) => fault !== 'none').toSorted())
})

it('every act of the contract can be done, as the printer is', () => {
  const well = { fault: 'none', at: 'now', struck: false, stops: [], isOn: true } as const
  const shown = [
    ...actsAt({ ...well, stops: [] }),
    ...actsAt({ ...well, stops: ['head-open'] }),
    ...actsAt({ ...well, stops: [], isOn: false }),
  ]
  expect([...new Set(shown)].toSorted()).toEqual(printerAct.options.toSorted())
})
