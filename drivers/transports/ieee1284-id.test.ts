import { expect, it } from 'vitest'
import { readIeee1284Id } from './ieee1284-id.ts'

it('an IEEE 1284 id of any bytes is read', () => {
  expect([
    ...readIeee1284Id('MFG:TSC;CMD:TSPL2,ESC/P ;mdl:\u0007TE210\r;MFG:Other;:x;;nonsense;DES:a:b'),
  ]).toEqual([
    ['MFG', 'TSC'],
    ['CMD', 'TSPL2,ESC/P'],
    ['MDL', 'TE210'],
    ['DES', 'a:b'],
  ])
  expect(readIeee1284Id(`MDL:${'x'.repeat(100_000)}`).get('MDL')).toHaveLength(200)
})
