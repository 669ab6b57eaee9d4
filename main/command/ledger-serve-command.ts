import { type Command, InvalidArgumentError, Option } from 'commander'
import { createLogger } from '../../platform/log/logger.ts'
import { endInOrder } from '../../sync/ledger/end-in-order.ts'
import { type RunningLedger, serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { readListenAddress } from './listen-address.ts'
import { addPassphraseOptions, givenPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { readPort } from './port.ts'
import { answer, asFailure, personPath, tell } from './terminal.ts'
import { tlsFilesOf } from './tls-files-option.ts'

interface ServeOptions extends PassphraseOptions {
  readonly data: string
  readonly membership: string
  readonly members?: string
  readonly peers?: string
  readonly port?: string
  readonly host: string
  readonly listen?: string
  readonly ask?: string[]
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly products?: string
  readonly rules?: string
  readonly catalogue?: string
  readonly proxies: number
  readonly ledgerCa?: string
  readonly json?: boolean
}

/** `ledger serve`: a member's ledger in this process, in the foreground. */
export function addLedgerServe(ledger: Command): void {
  const serve = addPassphraseOptions(ledger.command('serve'))
    .description('serve a member’s log until interrupted')
    .requiredOption('--data <dir>', 'folder of the ledger')
    .requiredOption('--membership <file>', 'whom the ledger listens to')
    .option('--members <dir>', 'memberships of other members, NAME.json each')
    .option('--port <n>', 'port to listen on; 0 for a free one')
    .option('--peers <file>', 'logs to mirror, witnesses to ask, and how many of them must cosign')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--listen <host:port>', 'address and port in one, instead of the two')
    .option('--tls-cert <file>', 'certificate chain in PEM: speak HTTPS; read anew on SIGHUP')
    .option('--tls-key <file>', 'its private key in PEM')
    .option('--ask <url...>', 'copies of this log, to be asked before signing how far it had come')
    .option('--products <file>', 'what goods are called, for the pages of labels (bondmark/products/1)')
    .option(
      '--rules <file>',
      'what the decision service decides by, approved by two people (bondmark/approved-rules/1)',
    )
    .option(
      '--catalogue <file>',
      'reports and figures that it goes by: catalogue.sqlite of a workspace, read beside it',
    )
    .addOption(
      new Option('--proxies <n>', 'proxies in front of it whose X-Forwarded-For counts')
        .argParser(readProxies)
        .default(0),
    )
    .addOption(ledgerCaOption())
    .option('--json', 'say where it listens as JSON')
    .action(async (options: ServeOptions) => {
      if (options.port === undefined && options.listen === undefined)
        return serve.error("error: required option '--port <n>' not specified")
      const where =
        options.listen === undefined
          ? { host: options.host, port: readPort(options.port ?? '') }
          : readListenAddress(options.listen)
      trustLedgerCa(options)
      const tls = tlsFilesOf(options)
      const passphrase = givenPassphrase(options)
      const running = await serveLedger({
        data: personPath(options.data),
        ...where,
        membershipFile: personPath(options.membership),
        ...(options.members !== undefined && { membersFolder: personPath(options.members) }),
        ...(options.peers !== undefined && { peersFile: personPath(options.peers) }),
        ...(options.products !== undefined && { productsFile: personPath(options.products) }),
        ...(options.rules !== undefined && { rulesFile: personPath(options.rules) }),
        ...(options.catalogue !== undefined && { catalogueFile: personPath(options.catalogue) }),
        proxies: options.proxies,
        logger: createLogger({ name: 'ledger', level: 'info' }),
        ...(options.ask && { ask: options.ask }),
        ...(tls && { tls }),
        ...(passphrase !== null && { passphrase }),
      })
      const { url, origin, logVkey, witnessVkey } = running
      // Before it is said: whoever hears it may end the ledger at once.
      const ended = endOnSignal(running, tls !== null)
      if (options.json)
        answer({ format: 'bondmark/ledger/1', ready: true, url, origin, logVkey, witnessVkey })
      else tell({ code: 'ledger-serving', detail: { url, origin } })
      await ended
    })
}

/** Few: each is named by whoever runs the ledger. Throws InvalidArgumentError. */
function readProxies(text: string): number {
  if (!/^[0-9]$/.test(text)) throw new InvalidArgumentError('a number from 0 to 9')
  return Number(text)
}

/**
 * Resolves when the ledger has ended: in order at the first SIGTERM or Ctrl-C, at once at the second. SIGHUP has the
 * certificate read anew; without one it is the terminal that was closed, and ends the ledger too.
 */
function endOnSignal(ledger: RunningLedger, hasTls: boolean): Promise<void> {
  const { told, ended } = endInOrder(ledger, () => tell({ code: 'ledger-stopping', detail: {} }))
  process.on('SIGTERM', told)
  process.on('SIGINT', told)
  process.on('SIGHUP', hasTls ? () => renew(ledger) : told)
  return ended
}

/** A certificate that cannot be read is told, and the one before goes on being shown. */
function renew(ledger: RunningLedger): void {
  try {
    const renewed = ledger.reloadTls()
    if (renewed !== null) tell({ code: 'tls-reloaded', detail: { until: renewed.until.toISOString() } })
  } catch (error) {
    const failure = asFailure(error)
    if (failure === null) throw error
    tell(failure)
  }
}
