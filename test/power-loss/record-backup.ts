/** A backup beside a workspace, to be recorded: `WORKSPACE OUT`. */
import { makeBackup } from '../../main/backup/make-backup.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { speaker } from './said.ts'

const [workspace = '', out = ''] = process.argv.slice(2)
const say = speaker()
await makeBackup({ workspace, out, passphrase: null }, wallClock, () => {})
say({ kind: 'made' })
process.exit(0)
