/** Held goods are decided on, to be recorded: `WORKSPACE`. Each act is said when it was answered. */
import { decideAll } from './decide-all.ts'
import { decisionFacts } from './decision-facts.ts'
import { openOnce } from './open-once.ts'
import { speaker } from './said.ts'
import { factsOf } from './station-facts.ts'

const [folder = ''] = process.argv.slice(2)
const say = speaker()
await openOnce(folder, (workspace) =>
  decideAll(workspace, (what) =>
    say({
      kind: 'decided',
      what,
      facts: factsOf(workspace.station.ctx.store),
      decisions: decisionFacts(folder),
    }),
  ),
)
process.exit(0)
