import type { Command } from 'commander'
import { holdWords } from '../../sync/ledger/documents/hold-words.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'

/** `ledger shared`: what stations have told each other, held against what they have stated. */
export function addLedgerShared(ledger: Command, exit: (code: number) => void): void {
  ledger
    .command('shared')
    .description(
      'hold the counts that stations share against their own logged statements; also while it serves',
    )
    .requiredOption('--data <dir>', 'folder of the ledger')
    .option('--json', 'answer as JSON')
    .action((options: { data: string; json?: boolean }) => {
      const words = holdWords(personPath(options.data))
      const all = words.flatMap(({ findings }) => findings)
      const wrong = all.filter(({ verdict }) => verdict === 'differs' || verdict === 'other-head').length
      const waiting = all.filter(({ verdict }) => verdict === 'not-logged').length
      if (options.json) answer({ format: 'bondmark/ledger-shared/1', ok: wrong === 0, words })
      else
        for (const { station, kid, findings } of words)
          for (const { verdict, asn, gtin, lot, seq, told, logged } of findings)
            process.stdout.write(
              `${[station ?? kid, verdict, asn, gtin, lot, seq, told, logged].join('\t')}\n`,
            )
      tell({
        code: wrong === 0 ? 'shared-counts-hold' : 'shared-counts-differ',
        detail: { lines: all.length, wrong, waiting },
      })
      exit(wrong === 0 ? EXIT.done : EXIT.left)
    })
}
