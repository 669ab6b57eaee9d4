/** The making of a training workspace in folders that do not exist yet, to be recorded: `FOLDER`. */
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { speaker } from './said.ts'

const [folder = ''] = process.argv.slice(2)
const say = speaker()
await makeTrainingWorkspace(folder, wallClock)
say({ kind: 'made' })
process.exit(0)
