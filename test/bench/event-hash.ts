import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'
import { sampleEvents } from './sample-events.ts'

const PER_SECOND = 20_000
const EVENTS = 2000
const ROUNDS = 10

/** The event hash ID of the events that a station makes. */
export function benchEventHash(): Row {
  const events = sampleEvents(EVENTS).map(({ event }) => event)
  const hashAll = () => {
    for (const event of events)
      if (eventIdOf(event) !== event.eventID) throw new Error('an event has another hash')
  }
  interleave(3, hashAll)
  const [ms = 0] = interleave(ROUNDS, hashAll)
  const rate = perSecond(EVENTS * ROUNDS, ms)
  return {
    work: 'event hash ID',
    budget: `≥ ${grouped(PER_SECOND)}/s`,
    figure: `${grouped(rate)}/s`,
    met: rate >= PER_SECOND,
    peers: [
      'recorded, not measured here: Python reference 1,700/s',
      'measured once, decision 0012: epcis2.js 2.7.3 at a ninth of this rate, wrong on 10 of 17 documents',
    ],
    numbers: { perSecond: rate, events: EVENTS },
  }
}
