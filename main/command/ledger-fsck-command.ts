import type { Command } from 'commander'
import { problemSentence } from '../fsck/fsck-answer.ts'
import { checkLedger } from '../ledger-fsck/check-ledger.ts'
import { answer, EXIT, personPath, progressLine, sentence, tell } from './terminal.ts'

/** `ledger fsck`: verifies a ledger's folder anew, by a separate reader. */
export function addLedgerFsck(ledger: Command, exit: (code: number) => void): void {
  ledger
    .command('fsck')
    .description('verify a ledger’s folder anew; also while it serves')
    .requiredOption('--data <dir>', 'folder of the ledger')
    .option('--json', 'answer as JSON')
    .action((options: { data: string; json?: boolean }) => {
      const progress = progressLine()
      const checked = (() => {
        try {
          return checkLedger(personPath(options.data), (done, total) => progress.show(`${done}/${total}`))
        } finally {
          progress.end()
        }
      })()
      const { ok, entries, problems } = checked
      if (options.json) answer(checked)
      else {
        for (const problem of problems) process.stdout.write(`${sentence(problemSentence(problem))}\n`)
        tell(
          ok
            ? { code: 'ledger-fsck-clean', detail: { entries } }
            : { code: 'ledger-fsck-found', detail: { entries, problems: problems.length } },
        )
      }
      exit(ok ? EXIT.done : EXIT.left)
    })
}
