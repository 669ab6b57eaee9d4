/** A database of an older release that is brought to the newest schema, to be recorded: `WORKSPACE`. */
import { StationStore } from '../../main/store/station-store.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { speaker } from './said.ts'
import { factsOf } from './station-facts.ts'

const [folder = ''] = process.argv.slice(2)
const say = speaker()
const store = new StationStore(workspaceFiles(folder).database)
say({ kind: 'stands', facts: factsOf(store) })
store.close()
