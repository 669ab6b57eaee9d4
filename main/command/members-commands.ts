import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { changeMembership } from '../../core/membership/change-membership.ts'
import { type Enrolment, readEnrolmentCode } from '../../core/membership/enrolment.ts'
import { newestOf } from '../../core/membership/member-history.ts'
import { ssccBlock } from '../../core/membership/membership-payload.ts'
import type { SsccBlock } from '../../core/membership/station-ranges.ts'
import { readInstant, wallClock } from '../../platform/clock/clock.ts'
import { approveEnrolment } from '../members/approve-enrolment.ts'
import { type AskedChanges, changesAsked } from '../members/changes-asked.ts'
import { findKey } from '../members/find-key.ts'
import { addDraftCommands } from './members-draft-commands.ts'
import { addWhere, booksAt, bringUnderWay, sayDrafted, type Where } from './members-where.ts'
import { readNamedFile } from './read-file.ts'
import { answer, tell } from './terminal.ts'

const KEY_FILE_BYTES_MAX = 64 * 1024

interface Grant {
  readonly name?: string
  readonly prefix?: string
  readonly ssccBlock?: string
}
interface Out {
  readonly out?: string
  readonly at?: string
}

/** Who is a member, and who becomes one: what administrators do beside a ledger, whether it runs or not. */
export function addMembersCommands(ledger: Command): void {
  const members = ledger.command('members').description('the membership of a ledger’s organisation')
  const command = (name: string, description: string) =>
    addWhere(members.command(name).description(description))

  command('list', 'who is listed, and which stations wait to be').action(list)
  command('approve <code>', 'list the station whose screen shows this code')
    .option('--name <name>', 'another name than the proposed one')
    .option('--prefix <symbols>', 'serial prefix; drawn among the free ones when absent')
    .option('--sscc-block <block>', 'COMPANYPREFIX:EXTENSION:FROM-TO; drawn among the free ones when absent')
    .option('--out <file>', 'where the draft goes, for administrators to sign')
    .action(approve)
  command('refuse <code>', 'say no to a station that waits').action(refuse)
  command('propose', 'draft a change of the membership, for administrators to sign')
    .option(
      '--add <file...>',
      'list the key in this file: an administrator’s, what `ledger init` or `witness init` printed',
    )
    .option('--rotate <pair...>', 'KEY=FILE: the key in the file goes on where KEY ends')
    .option('--until <pair...>', 'KEY=TIME: KEY ends then (RFC 3339 with milliseconds)')
    .option('--revoke <key...>', 'KEY, or KEY=SEQ when its statements up to SEQ stand')
    .option('--roles <list>', 'the organisation’s roles, with commas between')
    .option('--at <time>', 'when it counts from; now when absent')
    .option('--out <file>', 'where the draft goes')
    .action(propose)
  command('revoke <key>', 'draft the revocation of one key')
    .option('--last-good-seq <n>', 'its statements up to this one stand')
    .option('--at <time>', 'when it counts from; now when absent')
    .option('--out <file>', 'where the draft goes')
    .action(revoke)
  addDraftCommands(members)
}

function list(where: Where): void {
  const books = booksAt(where)
  const { payload, head } = newestOf(books.history())
  const isListed = ({ enrolment }: { readonly enrolment: Enrolment }) =>
    payload.keys.some(({ key }) => key === enrolment.payload.key)
  const open = books.enrolments.open().filter((each) => !isListed(each))
  const waiting = open.map(({ enrolment, receivedAt, address, refused }) => ({
    code: enrolment.code,
    station: enrolment.payload.station,
    people: enrolment.payload.people.length,
    address,
    receivedAt: new Date(receivedAt).toISOString(),
    refused,
  }))
  const { org, roles, keys, revocations } = payload
  if (where.json) {
    answer({ format: 'bondmark/members-list/1', org, head, roles, keys, revocations, waiting })
    return
  }
  process.stdout.write(`${org}  ${head}\n`)
  for (const { name, role, prefix, kid, from, until } of keys) {
    const revoked = revocations.find((each) => each.kid === kid)?.at
    const said = [
      name,
      role,
      prefix,
      kid.slice(0, 16),
      from,
      until && `– ${until}`,
      revoked && `✗ ${revoked}`,
    ]
    process.stdout.write(`${said.filter(Boolean).join('  ')}\n`)
  }
  for (const { code, station, address, receivedAt, refused } of waiting)
    process.stdout.write(`${code}  ${station}  ${address}  ${receivedAt}${refused ? '  ✗' : ''}\n`)
}

async function approve(typed: string, options: Where & Grant & Out): Promise<void> {
  const code = codeTyped(typed)
  const block = options.ssccBlock === undefined ? undefined : readBlock(options.ssccBlock)
  const at = wallClock.now()
  let asked = ''
  const drafted = await bringUnderWay(options, at, (newest, books) => {
    const { enrolment } = books.enrolments.byCode(code)
    asked = enrolment.payload.key
    return approveEnrolment(newest, enrolment, { ...options, ssccBlock: block }, at)
  })
  if (!drafted.applied) {
    sayDrafted(drafted, options, { code })
    return
  }
  const key = newestOf(booksAt(options).history()).payload.keys.find((each) => each.key === asked)
  const station = key?.name.replace(/^station\//, '') ?? ''
  const { head } = drafted
  const given = { kid: key?.kid, prefix: key?.prefix, ssccBlock: key?.ssccBlock }
  if (options.json) answer({ format: 'bondmark/member-approved/1', code, station, ...given, head })
  else tell({ code: 'enrolment-approved', detail: { station, prefix: key?.prefix ?? '' } })
}

function refuse(typed: string, where: Where): void {
  const code = codeTyped(typed)
  const { enrolments } = booksAt(where)
  const open = enrolments.byCode(code)
  enrolments.refuse(open)
  const { station } = open.enrolment.payload
  if (where.json) answer({ format: 'bondmark/member-refused/1', code, station })
  else tell({ code: 'enrolment-refused-here', detail: { code, station } })
}

async function propose(options: Where & Out & AskedChanges): Promise<void> {
  const at = timeOf(options)
  const read = (file: string) => readNamedFile(file, KEY_FILE_BYTES_MAX)
  const drafted = await bringUnderWay(options, at, (newest) =>
    changeMembership(newest, changesAsked(newest.payload, options, at, read)),
  )
  sayDrafted(drafted, options)
}

async function revoke(key: string, options: Where & Out & { readonly lastGoodSeq?: string }): Promise<void> {
  const at = timeOf(options)
  const said = options.lastGoodSeq
  const drafted = await bringUnderWay(options, at, (newest) => {
    const pair = said === undefined ? key : `${findKey(newest.payload, key).kid}=${said}`
    return changeMembership(
      newest,
      changesAsked(newest.payload, { revoke: [pair] }, at, () => new Uint8Array()),
    )
  })
  sayDrafted(drafted, options)
}

/** Throws `time-malformed`. */
function timeOf({ at }: Out): string {
  if (at === undefined) return wallClock.now()
  if (readInstant(at) === null) throw new BondmarkError('time-malformed', { value: at })
  return at
}

/** Throws `enrolment-code-malformed`. */
function codeTyped(typed: string): string {
  const code = readEnrolmentCode(typed)
  if (code === null) throw new BondmarkError('enrolment-code-malformed', { code: typed })
  return code
}

/** A block as a person writes it: `9506000:3:8000000-8999999`. Throws `sscc-block-malformed`. */
function readBlock(text: string): SsccBlock {
  const [, companyPrefix, extension, from, to] = /^(\d{4,12}):(\d):(\d{1,12})-(\d{1,12})$/.exec(text) ?? []
  const block = ssccBlock.safeParse({ companyPrefix, extension, from: Number(from), to: Number(to) })
  if (!block.success) throw new BondmarkError('sscc-block-malformed', { value: text })
  return block.data
}
