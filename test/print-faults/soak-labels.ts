import { createHash } from 'node:crypto'
import { printerFaults } from '../../drivers/simulators/machine/printer-fault.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { Person } from './person.ts'
import { type PrinterSpec, PrintingStation } from './printing-station.ts'
import { goods } from './sample-goods.ts'

export interface SoakAnswer {
  readonly reserved: number
  readonly verified: number
  readonly voided: number
  readonly papers: number
  readonly destroyed: number
  readonly faults: number
  readonly kills: number
  /** Everything that must not be. */
  readonly wrong: readonly string[]
  /** Of what happened, in order and by virtual time: the same for the same seed. */
  readonly trace: string
  readonly hours: number
}

/** Cartons that one printer prints before another one takes its place. */
const CARTONS_OF_ONE = 25

/**
 * Prints so many labels, or a few more, through printers that go wrong all the time, with people that settle what is in
 * doubt and a station that is killed now and then. Nothing in it depends on the machine's speed or on keys: a seed that
 * fails fails again.
 */
export async function soakLabels(
  labels: number,
  seed: number,
  printers: readonly PrinterSpec[],
  onProgress: (done: number) => void = () => {},
): Promise<SoakAnswer> {
  const random = seededRandom(seed)
  const anyOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const at = await PrintingStation.open()
  const trace = createHash('sha256')
  const happened = (what: string) => trace.update(`${Math.round(at.time.nowMs())} ${what}\n`)
  const quirk = () => random() < 0.25
  let [faults, kills, destroyed] = [0, 0, 0]
  const reserved = () => at.store.labels.newest(1)[0]?.job ?? 0
  try {
    for (let carton = 0; reserved() < labels && at.wrong.length === 0; carton++) {
      if (carton % CARTONS_OF_ONE === 0) {
        const quirks = {
          reprintsRegardless: quirk(),
          forgetsReadFormats: quirk(),
          staysPausedAfterFault: quirk(),
          silentWhilePrinting: quirk(),
        }
        await at.standUp({ ...anyOf(printers), seed: carton + 1, quirks })
        happened(`printer ${JSON.stringify(quirks)}`)
      }
      const person = new Person(at)
      await person.scan(goods.carton)
      for (let trouble = Math.floor(random() * 3); trouble > 0; trouble--) {
        await at.time.pass(Math.floor(random() * 2500))
        const fault = anyOf(printerFaults)
        const moment = anyOf([
          'now',
          'after-print',
          { onBytes: 1 + Math.floor(random() * 1500) },
          { midLabel: Math.round(random() * 100) / 100 },
        ] as const)
        at.place.machine.inject(fault, { at: moment, lateMs: Math.floor(random() * 4000) })
        faults++
        happened(`${fault} ${JSON.stringify(moment)}`)
      }
      if (random() < 0.03) {
        await at.time.pass(Math.floor(random() * 4000))
        await at.killAndReopen()
        kills++
        happened('killed')
      }
      const left = await person.settle()
      if (left !== null) at.wrong.push(`seed ${seed}, carton ${carton}: ${left}`)
      destroyed += person.destroyed
      happened(`${person.applied.size} applied, ${person.destroyed} destroyed, ${person.voids} voided`)
      onProgress(reserved())
    }
    const verified = at.store.labels.count('unit', 'verified')
    const voided = at.store.labels.count('unit', 'voided')
    if (reserved() !== verified + voided)
      at.wrong.push(`${reserved()} reserved, ${verified} verified, ${voided} voided`)
    if (at.papers !== verified + destroyed)
      at.wrong.push(`${at.papers} papers, ${verified} on goods, ${destroyed} destroyed`)
    return {
      reserved: reserved(),
      verified,
      voided,
      papers: at.papers,
      destroyed,
      faults,
      kills,
      wrong: [...at.wrong],
      trace: trace.digest('hex'),
      hours: at.time.nowMs() / 3_600_000,
    }
  } finally {
    await at.remove()
  }
}
