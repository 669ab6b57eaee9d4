// A parent that forks the program it is named, hands it a task, says that it heard something, and is killed by whoever waits
// for that; with `--at-once` it kills itself before it can hear anything.
import { fork } from 'node:child_process'

const [program = '', task = 'null', atOnce] = process.argv.slice(2)
const child = fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
if (atOnce) child.send(JSON.parse(task), () => process.kill(process.pid, 'SIGKILL'))
else {
  child.once('message', () => process.stdout.write('heard'))
  child.send(JSON.parse(task))
}
