import { type Command, InvalidArgumentError, Option } from 'commander'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { EVIDENCE_BYTES_MAX } from '../../core/evidence/evidence-file.ts'
import { type ProvenPlace, provenPlaces } from '../../core/evidence/proven-places.ts'
import { parseTrustFile, type TrustFile } from '../../core/evidence/trust.ts'
import { checkSeal, type SealAnswer, type SealCheck } from '../../core/label/check-seal.ts'
import { canonicalUnitLink } from '../../core/label/seal.ts'
import { sealKeysOfMembers } from '../../core/label/seal-keys.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { vouchedMemberships } from '../../core/membership/vouched-memberships.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { boundedLines } from './bounded-lines.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, isRead, sentence, tell } from './terminal.ts'

interface CheckOptions {
  readonly membership: readonly string[]
  readonly trust?: readonly string[]
  readonly evidence?: readonly string[]
  readonly org?: string
  readonly training?: boolean
  readonly json?: boolean
}

const MIB = 1024 * 1024
/** More than any label has; a longer line is refused as too long. */
const LINE_LENGTH_MAX = 2_000
const FILES_MAX = 64

/** An option that may be given several times. */
const many = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((value: string, before: string[] = []) => {
    if (before.length >= FILES_MAX) throw new InvalidArgumentError(`at most ${FILES_MAX} files`)
    return [...before, value]
  })

/** `bondmark label check`: seals, offline, against members' lists of keys. Needs no workspace. */
export function addLabelCheckCommand(label: Command, exit: (code: number) => void): void {
  label
    .command('check [text...]')
    .description('check the seals of labels offline: their texts, or one a line on standard input (-)')
    .addOption(
      many('--membership <file>', 'a member’s list of keys; once for each member').makeOptionMandatory(),
    )
    .addOption(many('--trust <file>', 'trust file that vouches for the lists'))
    .addOption(many('--evidence <file>', 'evidence that shows when a unit was recorded; needs --trust'))
    .option('--org <name>', 'the only member whose stations may have sealed these labels')
    .option('--training', 'check training labels, without a trust file')
    .option('--json', 'one JSON object per label')
    .action(async (texts: string[], options: CheckOptions) => {
      const trusts = (options.trust ?? []).map((name) => parseTrustFile(textOf(name, MIB)))
      const isVouched = trusts.length > 0
      const check = sealCheckOf(options, trusts)
      if (!isVouched) tell({ code: 'seal-list-unvouched', detail: {} })
      let refused = 0
      let isFirst = true
      const one = (text: string) => {
        // A scanner may put its symbology identifier before the text.
        const found = checkSeal(text.replace(/^\]Q\d/, ''), check)
        if (!found.ok) refused++
        if (options.json)
          answer({ ...(isFirst && { format: 'bondmark/label-check/1' }), ...asJson(text, found, isVouched) })
        else process.stdout.write(`${readable(found)}\n`)
        isFirst = false
      }
      if (texts.length > 0 && texts.join() !== '-') texts.forEach(one)
      else
        for await (const line of boundedLines(process.stdin.setEncoding('utf8'), LINE_LENGTH_MAX)) {
          if (!isRead()) break
          if (line !== '') one(line)
        }
      exit(refused > 0 ? EXIT.left : EXIT.done)
    })
}

const textOf = (name: string, bytesMax: number): string =>
  Buffer.from(readNamedFile(name, bytesMax)).toString('utf8')

function sealCheckOf(options: CheckOptions, trusts: readonly TrustFile[]): SealCheck {
  const lists = options.membership.map((name) => readMembershipFile(textOf(name, 8 * MIB)))
  const memberships = vouchedMemberships(lists, trusts, verifyEd25519)
  const named = memberships.find(({ payload }) => payload.org === options.org)?.payload
  if (options.org !== undefined && named === undefined)
    throw new BondmarkError('membership-org-unlisted', { org: options.org })
  const { begun, endedBy } = placesIn(options.evidence ?? [], trusts)
  return {
    keys: sealKeysOfMembers(memberships),
    verify: verifyEd25519,
    training: trusts.length > 0 ? trusts.every(({ training }) => training) : (options.training ?? false),
    org: named,
    nowMs: Date.parse(wallClock.now()),
    placed: (kid, { gtin, serial }) => begun.get(`${kid} ${canonicalUnitLink(gtin, serial)}`) ?? null,
    endedBy: ({ gtin, serial }) => endedBy.get(canonicalUnitLink(gtin, serial)) ?? [],
  }
}

/** Where units began, by key and link, and the keys that have stated their ends, by link. */
function placesIn(names: readonly string[], trusts: readonly TrustFile[]) {
  const [first] = names
  if (first !== undefined && trusts.length === 0)
    throw new BondmarkError('verify-needs-trust', { file: first })
  const begun = new Map<string, ProvenPlace>()
  const endedBy = new Map<string, string[]>()
  for (const name of names) {
    const bytes = readNamedFile(name, EVIDENCE_BYTES_MAX)
    const found = trusts.flatMap((trust) =>
      provenPlaces(bytes, trust, verifyEd25519, { eventIdOf: (event) => eventIdOf(event as object) }),
    )
    if (found.length === 0) tell({ code: 'evidence-proves-no-label', detail: { file: name } })
    for (const place of found) {
      if (place.says === 'ended') {
        endedBy.set(place.unit, [...(endedBy.get(place.unit) ?? []), place.kid])
        continue
      }
      const key = `${place.kid} ${place.unit}`
      // Of two proofs the earlier one tells more, in whatever order they were given.
      if ((begun.get(key)?.loggedBy ?? Number.POSITIVE_INFINITY) > (place.loggedBy ?? 0))
        begun.set(key, place)
    }
  }
  return { begun, endedBy }
}

/** `??` is for a person to look up online: neither good nor bad by what is known here. */
function readable(found: SealAnswer): string {
  const mark = found.ok ? 'ok  ' : found.checkOnline ? '??  ' : 'NO  '
  const notes = found.ok ? found.notes : []
  return [mark + sentence(found), ...notes.map((note) => `    ! ${sentence(note)}`)].join('\n')
}

function asJson(input: string, found: SealAnswer, vouched: boolean) {
  const { ok, code, detail, unit, sealer } = found
  return {
    input: input.slice(0, LINE_LENGTH_MAX),
    ok,
    code,
    detail,
    unit: unit && canonicalUnitLink(unit.gtin, unit.serial),
    sealer,
    checkOnline: found.ok ? false : found.checkOnline,
    notes: found.ok ? found.notes : [],
    vouched,
  }
}
