import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { parseVkey } from '../../core/log/vkey.ts'
import { fetchBounded } from '../../sync/ledger/http/fetch-bounded.ts'
import { readLog } from '../../sync/ledger/log/log-reader.ts'
import { mirrorLog } from '../../sync/ledger/mirrors/mirror-log.ts'
import { openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { originHash } from '../../sync/ledger/witness/witness-pages.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { answer, personPath, tell } from './terminal.ts'

interface MirrorOptions {
  readonly data: string
  readonly vkey: readonly string[]
  readonly witness?: readonly string[]
  readonly k?: string
  readonly ledgerCa?: string
  readonly json?: boolean
}

/** `ledger mirror`: brings a copy of one log up to its newest checkpoint, once. */
export function addLedgerMirror(ledger: Command): void {
  const mirror = ledger
    .command('mirror <url>')
    .description('copy a log by its static pages, checking every entry; goes on where it was interrupted')
    .requiredOption('--data <dir>', 'folder of the mirrors; a ledger’s own is its folder’s mirror/')
    .requiredOption('--vkey <key...>', 'verifier key of the log; both while it changes')
    .option('--witness <key...>', 'verifier keys of the witnesses that count')
    .option('--k <n>', 'how many of them must have cosigned; all unless told otherwise')
    .addOption(ledgerCaOption())
    .option('--json', 'answer as JSON')
    .action(async (url: string, options: MirrorOptions) => {
      trustLedgerCa(options)
      const { vkey: vkeys, witness: witnessVkeys = [] } = options
      const k = options.k === undefined ? witnessVkeys.length : Number(options.k)
      if (!Number.isInteger(k) || k < 0 || k > witnessVkeys.length)
        return mirror.error('error: --k is a number of at most as many as there are witnesses')
      const origin = parseVkey(vkeys[0] ?? '').name
      const folder = personPath(options.data)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const store = openMirrorStore(join(folder, `${originHash(origin)}.sqlite`))
      try {
        const reader = readLog(url.replace(/\/+$/, ''), fetchBounded)
        const size = await mirrorLog({ origin, vkeys, witnessVkeys, k }, store, reader)
        if (options.json) answer({ format: 'bondmark/mirror/1', origin, size })
        else tell({ code: 'log-mirrored', detail: { origin, size } })
      } finally {
        store.close()
      }
    })
}
