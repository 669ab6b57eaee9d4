import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { newestOf } from '../../core/membership/member-history.ts'
import { membershipDiff } from '../../core/membership/membership-diff.ts'
import {
  draftChanges,
  readMembershipDraft,
  signaturesMissing,
  signMembershipDraft,
  writeMembershipDraft,
} from '../../core/membership/membership-draft.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { writeNew } from '../../platform/files/write-new.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { requireGoodPassphrase } from '../backup/passphrase.ts'
import { makeAdministratorKey, openAdministratorKey } from '../members/administrator-key.ts'
import { addFoundingCommands } from './members-found-commands.ts'
import { addWhere, booksAt, sayChanges, type Where } from './members-where.ts'
import { outputPath } from './output-path.ts'
import { addPassphraseOptions, givenPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { readNamedFile } from './read-file.ts'
import { answer, personPath, tell } from './terminal.ts'

const DRAFT_BYTES_MAX = 16_000_000
const KEY_FILE_BYTES_MAX = 64 * 1024

/** A draft on its way: shown, signed by one administrator after another wherever they are, applied at the ledger. */
export function addDraftCommands(members: Command): void {
  addWhere(
    members
      .command('show [draft]')
      .description('what a draft changes, and who signed it; without one, what the newest version changed'),
  ).action(show)
  addPassphraseOptions(
    members
      .command('sign <draft>')
      .description('sign a draft with an administrator’s key; it needs no ledger')
      .requiredOption('--key <file>', 'the administrator’s key'),
  )
    .option('--json', 'answer as JSON')
    .action(sign)
  addWhere(
    members.command('apply <draft>').description('put a draft in force that enough administrators signed'),
  ).action(apply)
  addFoundingCommands(members)
  addPassphraseOptions(
    members
      .command('make-key')
      .description('make an administrator’s key, locked by a passphrase')
      .requiredOption('--consortium <domain>', 'domain name of the consortium')
      .requiredOption('--org <name>', 'the organisation')
      .requiredOption('--id <id>', 'the administrator, as in ADM-0001')
      .requiredOption('--out <file>', 'where the key goes'),
  )
    .option('--json', 'answer as JSON')
    .action(makeKey)
}

const draftIn = (file: string) =>
  readMembershipDraft(Buffer.from(readNamedFile(file, DRAFT_BYTES_MAX)).toString('utf8'), verifyEd25519)

function show(file: string | undefined, where: Where): void {
  if (file === undefined) showNewest(where)
  else showDraft(file, where)
}

function showDraft(file: string, { json }: Where): void {
  const draft = draftIn(file)
  const { payload, needs, statements } = draft
  const changes = draftChanges(draft)
  const { org, previous } = payload
  const signatures = { signed: statements.length, needed: needs.threshold }
  if (json) {
    answer({ format: 'bondmark/members-shown/1', org, previous, ...signatures, changes })
    return
  }
  sayChanges(changes)
  const isWhole = signaturesMissing(draft) === 0
  tell({
    code: isWhole ? 'membership-draft-whole' : 'membership-draft-signed',
    detail: { ...signatures, file: personPath(file) },
  })
}

function showNewest(where: Where): void {
  const history = booksAt(where).history()
  const { payload, head, statements } = newestOf(history)
  const [last, before] = history.versions.slice(-2).reverse()
  const changes = membershipDiff(
    before?.membership.payload ?? { ...payload, keys: [], revocations: [] },
    payload,
  )
  if (where.json) {
    const { org, previous } = payload
    const signatures = { signed: statements.length, needed: last?.by.threshold ?? 0 }
    answer({ format: 'bondmark/members-shown/1', org, previous, head, ...signatures, changes })
    return
  }
  sayChanges(changes)
}

async function sign(
  file: string,
  options: PassphraseOptions & { readonly key: string; readonly json?: boolean },
): Promise<void> {
  const draft = draftIn(file)
  const changes = draftChanges(draft)
  if (!options.json) sayChanges(changes)
  const passphrase = givenPassphrase(options)
  if (passphrase === null) throw new BondmarkError('key-passphrase-needed', {})
  const key = await openAdministratorKey(
    readNamedFile(options.key, KEY_FILE_BYTES_MAX),
    passphrase,
    options.key,
  )
  const iat = Math.floor(Date.parse(wallClock.now()) / 1000)
  const signed = signMembershipDraft(draft, key, iat, verifyEd25519)
  const out = outputPath(file)
  writeDurably(out, toUtf8(writeMembershipDraft(signed)), 0o644)
  const detail = { file: out, signed: signed.statements.length, needed: signed.needs.threshold }
  if (options.json) answer({ format: 'bondmark/members-signed/1', ...detail, changes })
  else
    tell({
      code: signaturesMissing(signed) > 0 ? 'membership-draft-signed' : 'membership-draft-whole',
      detail,
    })
}

function apply(file: string, where: Where): void {
  const draft = draftIn(file)
  if (signaturesMissing(draft) > 0)
    throw new BondmarkError('membership-signatures-missing', {
      found: draft.statements.length,
      needed: draft.needs.threshold,
    })
  if (draft.before === null) throw new BondmarkError('membership-is-first', { org: draft.payload.org })
  const { before, after } = booksAt(where).apply(draft.statements)
  const changes = membershipDiff(before.payload, after.payload)
  if (where.json) {
    answer({ format: 'bondmark/members-drafted/1', applied: true, head: after.head, changes })
    return
  }
  sayChanges(changes)
  tell({ code: 'membership-applied', detail: { head: after.head.slice(0, 16) } })
}

interface MakeKey extends PassphraseOptions {
  readonly consortium: string
  readonly org: string
  readonly id: string
  readonly out: string
  readonly json?: boolean
}

async function makeKey(options: MakeKey): Promise<void> {
  const passphrase = givenPassphrase(options)
  if (passphrase === null) throw new BondmarkError('key-passphrase-needed', {})
  requireGoodPassphrase(passphrase)
  const file = outputPath(options.out)
  // A key that is overwritten may be the only one that can sign.
  if (existsSync(file)) throw new BondmarkError('output-taken', { file })
  const made = await keyOf(options, passphrase)
  writeNew(file, toUtf8(`${JSON.stringify(made, null, 2)}\n`), 0o600)
  const { kid, key, issuer } = made
  if (options.json) answer({ format: 'bondmark/administrator-key-made/1', file, kid, key, issuer })
  else tell({ code: 'administrator-key-made', detail: { file, kid, name: options.id } })
}

async function keyOf(options: MakeKey, passphrase: string) {
  try {
    return await makeAdministratorKey(options, passphrase)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const { consortium, org, id } = options
    throw new BondmarkError('members-name-unusable', { name: `${consortium} ${org} ${id}` }, { cause: error })
  }
}
