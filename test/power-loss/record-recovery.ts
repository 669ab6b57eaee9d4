/** A station that comes up after a loss of power, to be recorded, so that it can lose power again: `WORKSPACE`. */
import { openWorkspace } from '../../main/composition/open-workspace.ts'
import { ScriptClock } from '../../platform/clock/clock.ts'
import { speaker } from './said.ts'
import { factsOf } from './station-facts.ts'

const [folder = ''] = process.argv.slice(2)
const say = speaker()
const { station, close } = await openWorkspace({
  folder,
  clock: new ScriptClock({ instantMs: Date.parse('2026-11-22T10:00:00.000Z'), offsetMin: 480 }),
  labelMs: 0,
  waitMsMax: 0,
  onWait: () => {},
  logLevel: 'silent',
})
await station.recover()
say({ kind: 'stands', facts: factsOf(station.ctx.store) })
station.start()
await station.printed()
say({ kind: 'stands', facts: factsOf(station.ctx.store) })
await close()
process.exit(0)
