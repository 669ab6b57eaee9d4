import { covers } from '../../core/authority/coverage.ts'
import { whyNotAt } from '../../core/authority/judge-authority.ts'
import { readAuthority, type SerialAuthority } from '../../core/authority/read-authority.ts'
import { SerialRoot } from '../../core/authority/serial-root.ts'
import { isSerial } from '../../core/label/serial.ts'
import { type Membership, readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationProfile } from '../workspace/profile.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { unlessWrong } from './unless-wrong.ts'

interface AuthorityRow {
  readonly n: number
  readonly id: Buffer
  readonly kind: string
  readonly brand: string
  readonly bytes: Buffer
  readonly issued: number
  readonly wholeAt: string
  readonly given: number
}

interface Judged {
  readonly authority: SerialAuthority
  readonly brand: Membership
  readonly issued: number
}

/**
 * The right to give serials, from the trust file down: brands' memberships, what they signed, the lists of pools, how much
 * of each was given, and each label against the right that it names: its product, its prefix or its place in the pool, and
 * the moment at which it was reserved.
 */
export function checkAuthorities(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const { own, trust, profile } = keys
  if (!own || !trust) return
  const brands = new Map<string, Membership>([[own.payload.org, own]])
  const memberships = db
    .prepare<[], { n: number; org: string; head: string; json: string }>(
      'SELECT n, org, head, json FROM brand_membership ORDER BY n',
    )
    .all()
  for (const [place, { n, org, head, json }] of memberships.entries()) {
    const brand = unlessWrong(() =>
      readMembership(readMembershipFile(json), { ...trust, membershipHead: undefined }, verifyEd25519),
    )
    const before = brands.get(org)?.head ?? null
    const isNext = before === null || brand?.payload.previous === before
    if (
      !brand ||
      brand.head !== head ||
      brand.payload.org !== org ||
      org === own.payload.org ||
      !isNext ||
      n !== place + 1
    ) {
      findings.add('brand-membership-wrong', `brand_membership ${n}`)
    } else brands.set(org, brand)
  }
  const judged = new Map<number, Judged>()
  const rows = db
    .prepare<[], AuthorityRow>(
      `SELECT n, id, kind, brand, bytes, issued, whole_at AS wholeAt, (SELECT count(*) FROM label_job WHERE authority = n) AS given
       FROM serial_authority WHERE whole_at IS NOT NULL ORDER BY n`,
    )
    .all()
  for (const row of rows) {
    const one = judge(row, brands)
    if (!one || Number.isNaN(Date.parse(row.wholeAt))) {
      findings.add('authority-wrong', `serial_authority ${row.n}`)
      continue
    }
    judged.set(row.n, one)
    const { max } = one.authority
    if (row.issued !== row.given || (max !== null && row.issued > max))
      findings.add('authority-count-differs', `serial_authority ${row.n}`)
    if (one.authority.kind === 'pool') checkPool(db, row.n, one.authority, findings)
  }
  // A workspace of an older release has it in its file alone, until a station is opened on it.
  const isKept = rows.length === 0 || rows.some(({ id }) => id.toString('hex') === profile.serialAuthority)
  if (keys.enrolledRight && !(isKept && unlessWrong(() => readOf(keys.enrolledRight, brands)))) {
    findings.add('authority-wrong', 'serial-authority.statement')
  }
  checkLabelRights(db, profile, judged, findings)
}

function judge(
  { id, kind, brand: org, bytes, issued }: AuthorityRow,
  brands: ReadonlyMap<string, Membership>,
): Judged | null {
  return unlessWrong(() => {
    const read = readOf(bytes, brands)
    const isNoted =
      read?.brand.payload.org === org &&
      read.authority.kind === kind &&
      read.authority.id === id.toString('hex')
    return isNoted ? { ...read, issued } : null
  })
}

function readOf(
  bytes: Uint8Array | null,
  brands: ReadonlyMap<string, Membership>,
): Omit<Judged, 'issued'> | null {
  const brand = bytes && brands.get(parseIssuer(readStatement(bytes, sha256Native).issuer)?.org ?? '')
  return bytes && brand
    ? { brand, authority: readAuthority(bytes, brand, verifyEd25519, sha256Native) }
    : null
}

/** The list of a pool is what its brand signed: as long, in this order, every serial within its range. */
function checkPool(
  db: StationFile,
  n: number,
  { max, root, prefix }: SerialAuthority,
  findings: Findings,
): void {
  const list = new SerialRoot(sha256Native)
  let isRight = true
  for (const { place, serial } of db
    .prepare<[number], { place: number; serial: string }>(
      'SELECT place, serial FROM pool_serial WHERE pool = ? ORDER BY place',
    )
    .iterate(n)) {
    isRight &&= place === list.count && isSerial(serial) && serial.slice(0, 3) === prefix
    list.add(serial)
  }
  if (!isRight || list.count !== max || list.root() !== root)
    findings.add('pool-differs', `serial_authority ${n}`)
}

interface LabelRow {
  readonly job: number
  readonly gtin: string
  readonly serial: string
  readonly authority: number | null
  readonly place: number | null
  readonly pool: number | null
  readonly reservedAt: string
}

function checkLabelRights(
  db: StationFile,
  { serialPrefix, formerKeys = [] }: StationProfile,
  judged: ReadonlyMap<number, Judged>,
  findings: Findings,
): void {
  const from = db.prepare<[], string>("SELECT value FROM setting WHERE name = 'authority-from'").pluck().get()
  const since = Number(from ?? 1)
  if (from === undefined || !Number.isSafeInteger(since))
    findings.add('counter-wrong', 'setting authority-from')
  const own = [serialPrefix, ...formerKeys.map((key) => key.serialPrefix)]
  const labels = db
    .prepare<[], LabelRow>(
      `SELECT job, gtin, label_job.serial, authority, place, pool, reserved_at AS reservedAt
       FROM label_job LEFT JOIN pool_serial ON pool_serial.serial = label_job.serial WHERE kind = 'unit' ORDER BY job`,
    )
    .iterate()
  for (const { job, gtin, serial, authority: n, place, pool, reservedAt } of labels) {
    if (n === null) {
      if (job >= since || place !== null) findings.add('label-authority-missing', `label ${job}`)
      continue
    }
    const one = judged.get(n)
    // An authority that is wrong by itself has been said.
    if (!one) continue
    const { authority, brand, issued } = one
    const isNamed =
      authority.kind === 'pool'
        ? pool === n && place !== null && place < issued
        : place === null &&
          own.includes(serial.slice(0, 3)) &&
          (authority.prefix ?? serial.slice(0, 3)) === serial.slice(0, 3)
    if (!isNamed || !covers(authority.covers, gtin) || whyNotAt(authority, brand, reservedAt) !== null)
      findings.add('label-authority-wrong', `label ${job}`)
  }
}
