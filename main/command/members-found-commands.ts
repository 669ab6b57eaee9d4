import type { Command } from 'commander'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readMembership } from '../../core/membership/membership.ts'
import {
  draftChanges,
  readMembershipDraft,
  writeMembershipDraft,
} from '../../core/membership/membership-draft.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { trustFromMembership } from '../enrol/trust-from-membership.ts'
import { foundMembership } from '../members/found-membership.ts'
import { sayChanges } from './members-where.ts'
import { outputPath } from './output-path.ts'
import { readNamedFile } from './read-file.ts'
import { answer, tell } from './terminal.ts'

const KEY_FILE_BYTES_MAX = 64 * 1024
const DRAFT_BYTES_MAX = 16_000_000

interface FoundOptions {
  readonly consortium: string
  readonly org: string
  readonly roles: string
  readonly add: readonly string[]
  readonly threshold: string
  readonly out: string
  readonly json?: boolean
}

/** An organisation's first membership: drafted, signed like any other, and then handed to its ledger and its stations. */
export function addFoundingCommands(members: Command): void {
  members
    .command('found')
    .description('draft an organisation’s first membership, for its administrators to sign')
    .requiredOption('--consortium <domain>', 'domain name of the consortium')
    .requiredOption('--org <name>', 'the organisation')
    .requiredOption(
      '--add <file...>',
      'keys to list: of administrators, and what `ledger init` and `witness init` printed',
    )
    .requiredOption('--threshold <k>', 'how many administrators must sign a membership')
    .requiredOption('--out <file>', 'where the draft goes')
    .option('--roles <list>', 'the organisation’s roles, with commas between', 'warehouse')
    .option('--json', 'answer as JSON')
    .action(found)
  members
    .command('hand-over <draft>')
    .description('write the membership file and the trust file of a first membership that enough have signed')
    .requiredOption('--membership-out <file>', 'for `ledger serve --membership`')
    .requiredOption('--trust-out <file>', 'for stations and for whoever checks evidence')
    .option('--witnesses-needed <k>', 'how many witnesses must cosign', '1')
    .option('--json', 'answer as JSON')
    .action(handOver)
}

function found(options: FoundOptions): void {
  const files = options.add.map((name) => ({ name, bytes: readNamedFile(name, KEY_FILE_BYTES_MAX) }))
  const { consortium, org } = options
  const roles = options.roles.split(',').filter(Boolean)
  const threshold = countOf(options.threshold)
  const draft = foundMembership({ consortium, org, roles, files, threshold, now: wallClock.now() })
  const text = writeMembershipDraft(draft)
  readMembershipDraft(text, verifyEd25519)
  const file = outputPath(options.out)
  writeDurably(file, toUtf8(text), 0o644)
  const changes = draftChanges(draft)
  if (options.json)
    answer({ format: 'bondmark/members-drafted/1', applied: false, file, needed: threshold, changes })
  else {
    sayChanges(changes)
    tell({ code: 'membership-draft-written', detail: { file, needed: threshold } })
  }
}

interface HandOver {
  readonly membershipOut: string
  readonly trustOut: string
  readonly witnessesNeeded: string
  readonly json?: boolean
}

function handOver(file: string, options: HandOver): void {
  const text = Buffer.from(readNamedFile(file, DRAFT_BYTES_MAX)).toString('utf8')
  const { before, payload, needs, statements } = readMembershipDraft(text, verifyEd25519)
  if (before !== null) throw new BondmarkError('membership-is-not-first', { org: payload.org })
  const membership = readMembership(statements, needs, verifyEd25519)
  const trust = trustFromMembership(membership, needs, countOf(options.witnessesNeeded))
  const membershipFile = outputPath(options.membershipOut)
  const trustFile = outputPath(options.trustOut)
  writeDurably(membershipFile, writeMembershipFile(membership.statements), 0o644)
  writeDurably(trustFile, `${JSON.stringify(trust, null, 2)}\n`, 0o644)
  const { head } = membership
  if (options.json)
    answer({ format: 'bondmark/members-handed-over/1', head, membership: membershipFile, trust: trustFile })
  else tell({ code: 'membership-handed-over', detail: { membership: membershipFile, trust: trustFile } })
}

/** Throws `members-count-malformed`. */
function countOf(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new BondmarkError('members-count-malformed', { value: text })
  return Number(text)
}
