import { describe, expect, it } from 'vitest'
import { mayCarryPins } from './carry-pins.ts'

const ways = [
  { kind: 'tcp', keepsBytes: false },
  { kind: 'serial', keepsBytes: false },
  { kind: 'usb-lp', keepsBytes: false },
  { kind: 'spooler', keepsBytes: true },
  { kind: 'file', keepsBytes: true },
] as const

const carrying = (training: boolean, allowedByAdministrator: boolean) =>
  ways.filter((way) => mayCarryPins(way, { training, allowedByAdministrator })).map(({ kind }) => kind)

describe('labels with PINs', () => {
  it('go where nothing is kept', () => {
    expect(carrying(false, false)).toEqual(['tcp', 'serial', 'usb-lp'])
  })
  it('go to a spooler when an administrator allows it, and never into files outside training', () => {
    expect(carrying(false, true)).toEqual(['tcp', 'serial', 'usb-lp', 'spooler'])
  })
  it('go everywhere in training', () => {
    expect(carrying(true, false)).toHaveLength(ways.length)
  })
})
