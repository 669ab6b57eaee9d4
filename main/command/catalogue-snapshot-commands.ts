import { type Command, Option } from 'commander'
import { claimedPublisher } from '../../core/catalogue/snapshot/claimed-publisher.ts'
import { readSnapshot } from '../../core/catalogue/snapshot/snapshot-manifest.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import {
  CataloguePublisher,
  publishedCatalogueFile,
} from '../../sync/ledger/catalogue/published-catalogue.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { openCatalogueFile } from '../catalogue/catalogue-file.ts'
import {
  type AppliedOf,
  applyOfPublisher,
  destinationOf,
} from '../catalogue/publishers/apply-of-publisher.ts'
import { placeOfWorkspace } from '../catalogue/publishers/place-of-workspace.ts'
import { pullAll } from '../catalogue/publishers/pull-publishers.ts'
import type { ChunkSource } from '../catalogue/snapshot/chunk-source.ts'
import { makeSnapshot } from '../catalogue/snapshot/make-snapshot.ts'
import { openPack, type Pack } from '../catalogue/snapshot/pack-file.ts'
import { publishSnapshot } from '../catalogue/snapshot/publish-snapshot.ts'
import { snapshotTrustOf, snapshotTrustOfLedger } from '../catalogue/snapshot/snapshot-trust.ts'
import { openAdministratorKey } from '../members/administrator-key.ts'
import { sampleAdministrators } from '../training/sample-administrators.ts'
import { openVaultFile } from '../workspace/vault.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { booksAt, type Where } from './members-where.ts'
import { outputPath } from './output-path.ts'
import { addPassphraseOptions, neededPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { readNamedFile } from './read-file.ts'
import { answer, personPath, progressLine, tell } from './terminal.ts'
import { type Reader, withReader } from './with-reader.ts'

const KEY_FILE_BYTES_MAX = 64 * 1024

interface MakeOptions extends PassphraseOptions {
  readonly workspace: string
  readonly out: string
  readonly previous?: string
  readonly difference?: boolean
  readonly key?: string
  readonly json?: boolean
}

const workspaceOption = () => new Option('--workspace <dir>', 'folder of the workspace').makeOptionMandatory()

/** `bondmark catalogue snapshot` and `pull`: the consortium's catalogue, made, handed on and applied. */
export function addSnapshotCommands(catalogue: Command): void {
  const snapshot = catalogue
    .command('snapshot')
    .description(
      'signed versions of the catalogue: made of what a workspace says itself, applied as a difference',
    )

  addPassphraseOptions(snapshot.command('make'))
    .description('the next version, out of this workspace’s own rows, signed by an administrator')
    .addOption(workspaceOption())
    .requiredOption('--out <file>', 'where the snapshot goes')
    .option('--previous <file>', 'the version before; without it, this is the first')
    .option('--difference', 'leave out what the version before holds')
    .option('--key <file>', 'the administrator’s key; in training, the sample administrator signs')
    .option('--json', 'answer as JSON')
    .action(make)

  snapshot
    .command('apply <file>')
    .description(
      'bring a workspace to the version in this file, of its own organisation or of a member that it trusts',
    )
    .addOption(workspaceOption())
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: { workspace: string; json?: boolean }) => {
      const pack = openPack(personPath(file))
      try {
        await apply(pack, options)
      } finally {
        pack.close()
      }
    })

  snapshot
    .command('show <file>')
    .description('what a snapshot says of itself, whose it is, and that their administrators signed it')
    .addOption(workspaceOption())
    .action((file: string, options: { workspace: string }) =>
      withReader(personPath(options.workspace), (reader) => {
        const pack = openPack(personPath(file))
        try {
          const { publisher, trust } = destinationOf(pack.manifest, placeOfWorkspace(reader))
          const { manifest, hash } = readSnapshot(pack.manifest, trust)
          answer({ ...manifest, hash, publisher })
        } finally {
          pack.close()
        }
      }),
    )

  catalogue
    .command('pull')
    .description(
      'bring a workspace to what a ledger hands out: of its own organisation, and of members that it trusts',
    )
    .addOption(workspaceOption())
    .requiredOption('--ledger <url>', 'address of the ledger')
    .addOption(ledgerCaOption())
    .option('--json', 'answer as JSON')
    .action(async (options: { workspace: string; ledger: string; ledgerCa?: string; json?: boolean }) => {
      trustLedgerCa(options)
      if (!URL.canParse(options.ledger))
        throw new BondmarkError('address-malformed', { address: options.ledger })
      await pull(options.ledger, options)
    })
}

/** `bondmark ledger catalogue publish`: puts a snapshot where a ledger hands it out; the ledger may run meanwhile. */
export function addLedgerCatalogue(ledger: Command): void {
  ledger
    .command('catalogue')
    .description('the consortium’s catalogue of goods, as this ledger hands it out')
    .command('publish <file>')
    .description(
      'hand out a snapshot, of the own organisation or another member, once every part of it is verified',
    )
    .option('--data <dir>', 'folder of the ledger')
    .option('--workspace <dir>', 'a training workspace: its own ledger')
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: Where) => {
      const books = booksAt(options)
      const folder =
        options.data === undefined
          ? `${personPath(options.workspace ?? '')}/ledger`
          : personPath(options.data)
      const pack = openPack(personPath(file))
      const org = claimedPublisher(pack.manifest)
      const trust = snapshotTrustOfLedger(books, org)
      const isOwn = org === books.history().org
      const publisher = new CataloguePublisher(publishedCatalogueFile(folder), isOwn ? null : org)
      try {
        const done = await publishSnapshot(pack, publisher, trust)
        if (options.json) answer({ format: 'bondmark/catalogue-published/1', ...done })
        else
          tell({
            code: done.outcome === 'current' ? 'catalogue-current' : 'catalogue-published',
            detail: { ...done, publisher: org },
          })
      } finally {
        publisher.close()
        pack.close()
      }
    })
}

async function make(options: MakeOptions): Promise<void> {
  const out = outputPath(options.out)
  await withReader(personPath(options.workspace), async (reader) => {
    const { files, profile, trust } = reader
    const signer = await signerFor(reader, options)
    const previous: Pack | null =
      options.previous === undefined ? null : openPack(personPath(options.previous))
    const db = openCatalogueFile(files.catalogue)
    try {
      const made = makeSnapshot({
        db,
        consortium: profile.consortium,
        before: previous && readSnapshot(previous.manifest, snapshotTrustOf(files, profile, trust)),
        createdAt: wallClock.now(),
        signer,
        out,
        isKnown: (sha256) => options.difference === true && previous?.has(sha256) === true,
      })
      if (options.json) answer({ format: 'bondmark/catalogue-made/1', file: out, ...made })
      else tell({ code: 'catalogue-made', detail: { file: out, ...made } })
    } finally {
      db.close()
      previous?.close()
    }
  })
}

/** The administrator whose key is given; in training, the sample one. Throws `key-passphrase-needed`, `vault-locked`. */
async function signerFor({ profile, files, store }: Reader, options: MakeOptions) {
  const administrator =
    options.key === undefined && profile.training
      ? await openVaultFile(files.vault, TRAINING_PASSPHRASE).then(async ({ vaultKey }) => {
          const [first] = await sampleAdministrators(store.people, vaultKey, profile)
          return first
        })
      : await openAdministratorKey(
          readNamedFile(options.key ?? '', KEY_FILE_BYTES_MAX),
          await neededPassphrase(options)(),
          options.key ?? '',
        )
  if (!administrator) throw new Error('the training workspace has no administrator')
  return { ...administrator, kid: kidOf(administrator.publicKey) }
}

function tellApplied(applied: AppliedOf, { json }: { json?: boolean }): void {
  if (json) answer({ format: 'bondmark/catalogue-applied/1', ...applied })
  else
    tell({
      code: applied.outcome === 'current' ? 'catalogue-current' : 'catalogue-applied',
      detail: { ...applied },
    })
}

/** Throws what the first publisher's version was refused with, once those of all others were taken. */
async function pull(ledger: string, options: { workspace: string; json?: boolean }): Promise<void> {
  await withReader(personPath(options.workspace), async (reader) => {
    const progress = progressLine()
    try {
      const pulled = await pullAll(ledger, placeOfWorkspace(reader), {
        t: wallClock.now(),
        onProgress: ({ stage, done, total }) => progress.show(`${stage} ${done}/${total}`),
      })
      progress.end()
      for (const applied of pulled.applied) tellApplied(applied, options)
      for (const detail of pulled.offered) tell({ code: 'catalogue-offered', detail })
      const [first, ...others] = pulled.refused
      for (const failure of others) tell(failure)
      if (first) throw new BondmarkError(first.code, first.detail)
    } finally {
      progress.end()
    }
  })
}

async function apply(source: ChunkSource, options: { workspace: string; json?: boolean }): Promise<void> {
  await withReader(personPath(options.workspace), async (reader) => {
    const progress = progressLine()
    try {
      const applied = await applyOfPublisher(source, placeOfWorkspace(reader), {
        t: wallClock.now(),
        onProgress: ({ stage, done, total }) => progress.show(`${stage} ${done}/${total}`),
      })
      progress.end()
      tellApplied(applied, options)
    } finally {
      progress.end()
    }
  })
}
