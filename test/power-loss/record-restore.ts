/** A workspace made out of a backup, to be recorded: `BACKUP FOLDER`. */

import { restoreIn } from './restore-in.ts'
import { speaker } from './said.ts'

const [backup = '', folder = ''] = process.argv.slice(2)
const say = speaker()
await restoreIn(folder, backup)
say({ kind: 'made' })
process.exit(0)
