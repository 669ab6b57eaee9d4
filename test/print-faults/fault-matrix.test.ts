import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultMoment, printerFaults } from '../../drivers/simulators/machine/printer-fault.ts'
import { machineRows } from './machine-rows.ts'
import { Person } from './person.ts'
import { type MachineRow, PrintingStation } from './printing-station.ts'
import { goods } from './sample-goods.ts'

/** When the fault strikes, in the life of the job. */
const moments: readonly (readonly [string, FaultMoment | 'while verifying' | 'while voiding'])[] = [
  ['before it is sent', 'now'],
  ['at the first byte that comes', { onBytes: 1 }],
  ['while the printer is asked', { onBytes: 17 }],
  ['at the beginning of the job', { onBytes: 60 }],
  ['in the middle of the job', { onBytes: 900 }],
  ['near the end of the job', { onBytes: 2600 }],
  ['when the label has begun', { midLabel: 0.02 }],
  ['in the middle of the label', { midLabel: 0.5 }],
  ['at the last dots of the label', { midLabel: 0.98 }],
  ['when the label is out and nobody told', 'after-print'],
  ['while the label is verified', 'while verifying'],
  ['while the label is voided', 'while voiding'],
]

let at: PrintingStation
beforeAll(async () => {
  at = await PrintingStation.open()
})
afterAll(async () => {
  await at.remove()
})

/** One unit through one fault, until a person has settled everything. Answers everything that is not as it must be. */
async function suffer(
  row: MachineRow,
  fault: (typeof printerFaults)[number],
  moment: (typeof moments)[number][1],
) {
  const place = await at.standUp(row)
  const person = new Person(at)
  const [papers, wrong] = [at.papers, at.wrong.length]
  const counted = () => ({
    reserved: at.store.labels.newest(1)[0]?.job ?? 0,
    verified: at.store.labels.count('unit', 'verified'),
    voided: at.store.labels.count('unit', 'voided'),
  })
  const before = counted()
  const late = moment === 'while verifying' || moment === 'while voiding'
  if (!late) place.machine.inject(fault, { at: moment })
  await person.scan(goods.unit)
  if (late) {
    await at.time.pass(3000)
    place.machine.inject(fault)
    const label = at.store.labels.newest(1)[0]
    if (moment === 'while voiding' && label)
      await at.time.until(
        at.station.press({
          key: 'void',
          serial: label.serial,
          reason: 'torn',
          badge: 'SUP-0001',
          passcode: '135790',
        }),
      )
  }
  const left = await person.settle()
  const after = counted()
  const ended = after.verified - before.verified + after.voided - before.voided
  return [
    ...(left === null ? [] : [left]),
    ...at.wrong.slice(wrong),
    ...(after.reserved - before.reserved === ended
      ? []
      : [`${after.reserved - before.reserved} reserved, ${ended} ended`]),
    ...(after.verified - before.verified === 1 ? [] : ['the unit has no label, or several']),
    ...(at.papers - papers === person.applied.size + person.destroyed
      ? []
      : ['a paper is not accounted for']),
  ]
}

// The one that draws pictures speaks the same language, and takes part in the long form.
const machines = Object.entries(machineRows).filter(([, { model }]) => model.native.qr)

describe.each(machines)('a printer of %s', (_name, row) => {
  it.each(printerFaults)(
    'that is %s at any moment costs no label and doubles none',
    async (fault) => {
      for (const [name, moment] of moments) expect(await suffer(row, fault, moment), name).toEqual([])
    },
    60_000,
  )
})
