import { readFileSync } from 'node:fs'
import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { nextLabelState } from '../../core/lifecycle/label-life.ts'
import { keyOf, type ListedKey, readMembership, signMembership } from '../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../core/membership/membership-file.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { knownTime } from '../composition/watch-clock.ts'
import { keepTallyBase } from '../progress/tally-bases.ts'
import { keepEnrolledRight } from '../serials/enrolled-right.ts'
import { appendKeyRestored, type RestoredHead } from '../station/append-statement.ts'
import { emptyDesk, readDesk, writeDesk } from '../station/desk.ts'
import { WatchedClock } from '../station/watched-clock.ts'
import { StationStore } from '../store/station-store.ts'
import { sampleAdministrators } from '../training/sample-administrators.ts'
import { SAMPLE_BRAND, sampleBrand, sampleDelegationTo, signSampleBrand } from '../training/sample-brand.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { createVaultFile, openVaultFile } from '../workspace/vault.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { freshPrefix, freshSsccBlock } from './station-ranges.ts'

/** What a restored workspace is from now on. */
export interface Enrolled {
  readonly profile: StationProfile
  readonly formerKid: string
  /** The newest statement of the key before that is known here; null when it had stated nothing. */
  readonly head: RestoredHead | null
  /** Labels that were on their way. */
  readonly uncertain: number
}

/**
 * Gives a workspace that came out of a backup a key of its own (DESIGN §5). The one before may live on where the backup
 * was made: it is revoked from now on, above the statement that was restored, and with it go its serial prefix and its
 * SSCC block. The new chain begins with `key-restored`, which cites that statement. Whoever was signed in is signed out;
 * labels that were on their way are uncertain, because what became of them since is not known here.
 *
 * In training its published administrators sign the new membership; real members' do so at the ledger, which comes with
 * enrolment: until then a real workspace is refused as `training-only`. Throws `workspace-damaged`, `vault-locked`,
 * `membership-…`, `clock-…`.
 */
export async function reEnrol(folder: string, backupMadeAt: string, clock: Clock): Promise<Enrolled> {
  const before = readProfile(folder)
  if (!before.training) throw new BondmarkError('training-only', {})
  const files = workspaceFiles(folder)
  const secrets = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
  const stationSeed = generateSeed()
  const { publicKey, sign } = signerFromSeed(stationSeed)
  const kid = kidOf(publicKey)
  const issuer = issuerUri({
    consortium: before.consortium,
    org: before.org,
    kind: 'station',
    name: before.station,
  })

  const store = new StationStore(files.database)
  try {
    const now = believableTime(clock, store, files.membership)
    const administrators = await sampleAdministrators(store.people, secrets.vaultKey, before)
    const found = store.statements.head(before.kid)
    const head = found && { kid: before.kid, ...found }

    const trust = parseTrustFile(readFileSync(files.trust, 'utf8'))
    const membership = readMembership(
      readMembershipFile(readFileSync(files.membership, 'utf8')),
      trust,
      verifyEd25519,
    )
    const listed = keyOf(membership, before.kid)
    if (!listed?.ssccBlock) throw new BondmarkError('workspace-damaged', { file: files.membership })
    const { keys, revocations } = membership.payload
    const prefix = freshPrefix(keys, random)
    const ssccBlock = freshSsccBlock(keys, listed.ssccBlock, random)
    const entry: ListedKey = {
      kid,
      key: toBase64Url(publicKey),
      use: 'station',
      name: listed.name,
      prefix,
      ssccBlock,
      from: now,
    }
    const payload = {
      ...membership.payload,
      keys: [...keys, entry],
      revocations: [...revocations, { kid: before.kid, at: now, lastGoodSeq: head?.seq ?? 0 }],
      previous: membership.head,
    }
    const iat = Math.floor(Date.parse(now) / 1000)
    const signed = signMembership(payload, administrators, iat)
    // A further station of a training ledger has no administrators: its sample people are supervisors there.
    readMembership(signed, { ...trust, membershipHead: undefined }, verifyEd25519)
    const brand = sampleBrand(membership.payload.training ?? '', before.consortium, now)
    const authority = brand.sign(sampleDelegationTo(issuer, prefix), now)
    // A brand that is known already stays as it is: its serials are assigned anew, not its keys.
    const isBrandKnown = store.serials.memberships().some(({ org }) => org === SAMPLE_BRAND)
    const brandMembership = isBrandKnown
      ? null
      : readMembership(
          signSampleBrand(brand, administrators, iat),
          { ...trust, membershipHead: undefined },
          verifyEd25519,
        )

    const uncertain = store.transaction(() => {
      keepTallyBase(store, before.kid, head?.seq ?? 0)
      appendKeyRestored({ store, identity: { kid, publicKey, issuer, sign } }, head, backupMadeAt, now)
      store.settings.set('sscc-next', ssccBlock.from)
      keepEnrolledRight(store, { right: authority, brand: brandMembership, t: now })
      const { state } = readDesk(store.settings, now)
      // A STOP that nobody has acknowledged outlives the disk that it was shown on.
      writeDesk(store.settings, {
        ...emptyDesk(now),
        ...(state.kind === 'stop' ? { state } : {}),
        rebind: true,
      })
      return doubtLabels(store, now)
    })
    await createVaultFile(
      files.vault,
      { ...secrets, stationSeed, formerSeeds: [...(secrets.formerSeeds ?? []), secrets.stationSeed] },
      TRAINING_PASSPHRASE,
    )
    writeDurably(files.membership, writeMembershipFile(signed))
    const membershipHead = toHex(sha256(canonicalBytes(payload)))
    writeDurably(files.trust, `${JSON.stringify({ ...trust, membershipHead }, null, 2)}\n`)
    writeDurably(files.serialAuthority, authority)
    const former = {
      kid: before.kid,
      publicKey: before.publicKey,
      serialPrefix: before.serialPrefix,
      ssccBlock: before.ssccBlock,
      lastSeq: head?.seq ?? 0,
    }
    const profile: StationProfile = {
      ...before,
      kid,
      publicKey: toBase64Url(publicKey),
      serialPrefix: prefix,
      ssccBlock,
      serialAuthority: toHex(sha256Native(authority)),
      formerKeys: [...(before.formerKeys ?? []), former],
    }
    writeDurably(files.profile, `${JSON.stringify(profile, null, 2)}\n`)
    return { profile, formerKid: before.kid, head, uncertain }
  } finally {
    store.close()
  }
}

/**
 * A key and a revocation count from now on, and the chain goes on from here: a clock that cannot be right would spoil them
 * for good. A backup may be older than any silence of a station, so only one that is newer than the clock speaks against it.
 */
function believableTime(clock: Clock, store: StationStore, membership: string): string {
  const known = knownTime(store, membership)
  const isBehind = known.lastT !== null && Date.parse(clock.now()) < Date.parse(known.lastT)
  const watched = new WatchedClock(clock, isBehind ? known : { ...known, lastT: null })
  if (watched.refusal) throw new BondmarkError(watched.refusal.code, watched.refusal.detail)
  return watched.now()
}

function doubtLabels(store: StationStore, at: string): number {
  const onTheirWay = store.labels.outstanding()
  const shift = store.shifts.current()?.n ?? null
  for (const { job, state, serial } of onTheirWay) {
    const to = nextLabelState(state, 'restore', { serial })
    if (typeof to !== 'string') throw new BondmarkError(to.code, to.detail)
    const doubt = { code: 'label-doubt-restored' as const, detail: { serial } }
    store.labels.move(job, {
      from: state,
      to,
      at,
      reason: null,
      recovery: false,
      shift,
      by: 'station',
      doubt,
    })
  }
  store.attempts.endOpen(at, { code: 'label-doubt-restored', detail: {} })
  return onTheirWay.length
}
