/** A plan large enough for the log to be emptied beside it is taken, and revised, to be recorded: `WORKSPACE`. */
import { readFileSync } from 'node:fs'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { decisionFacts } from './decision-facts.ts'
import { openOnce } from './open-once.ts'
import { speaker } from './said.ts'
import { factsOf } from './station-facts.ts'

/** Above `MANY_ROWS` of the station. */
const ROWS = 2100

const sample = readFileSync(repositoryFile('fixtures', 'plans', 'quick.csv'), 'utf8').split('\n')
const [head = '', row = ''] = sample
/** The sample's first line over and over, each of a lot of its own. */
const planOf = (quantity: number): Buffer => {
  const rows = Array.from({ length: ROWS }, (_, n) =>
    row
      .replace('ASN-2026-1122-11,1,', `ASN-2026-1122-99,${n + 1},`)
      .replace('KM1-2610D', `KM-${n}`)
      .replace(',6,6,,', `,${quantity},6,,`),
  )
  return Buffer.from([head, ...rows, ''].join('\n'))
}

const [folder = ''] = process.argv.slice(2)
const say = speaker()
await openOnce(folder, async ({ station }) => {
  await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
  for (const quantity of [6, 12]) {
    const taken = await station.importPlan(planOf(quantity), `${quantity}.csv`)
    if (!taken.ok) throw new Error(JSON.stringify(taken).slice(0, 400))
    const { store } = station.ctx
    say({
      kind: 'decided',
      what: `a plan of ${quantity} each`,
      facts: factsOf(store),
      decisions: decisionFacts(folder),
    })
  }
})
process.exit(0)
