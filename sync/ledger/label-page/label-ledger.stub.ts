import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '../../../core/encoding/hex.ts'
import { commissioningEvent } from '../../../core/epcis/commissioning.ts'
import { randomSymbols } from '../../../core/label/crockford.ts'
import { phcString } from '../../../core/label/phc.ts'
import { sealedLink } from '../../../core/label/seal.ts'
import { formatCheckpoint } from '../../../core/log/checkpoint.ts'
import { cosign } from '../../../core/log/cosignature.ts'
import { appendSignature, signNote } from '../../../core/log/note.ts'
import {
  type Membership,
  type MembershipPayload,
  readMembership,
  signMembership,
  trustNamedBy,
} from '../../../core/membership/membership.ts'
import { readStatement } from '../../../core/statement/statement.ts'
import { systemTimers, type Timers } from '../../../platform/clock/timers.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { systemRandomBytes } from '../../../platform/keys/random-bytes.ts'
import { deriveKey } from '../../../platform/keys/scrypt.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { gtin, StatingStation } from '../../../test/sync/stated-events.ts'
import { makeTrainingConsortium, type Party, sealBatch } from '../../../test/sync/training-consortium.ts'
import { openLogStore } from '../log/log-store.ts'
import { startLogJudge } from '../standing/judge-log.ts'
import { standingPages } from '../standing/standing-pages.ts'
import { openStandingOf } from '../standing/standing-store.ts'
import { labelPages } from './label-page.ts'
import { openLabelPage } from './open-label-page.ts'

export { gtin }
export const PIN = 'K7M2Q9X4TD'

interface Change {
  readonly payload?: (payload: MembershipPayload) => MembershipPayload
  readonly productsFile?: string
  readonly timers?: Timers
  readonly proxies?: number
}

/** The label of one unit as a station makes it. */
export interface MadeLabel {
  readonly serial: string
  /** Path and query of its QR code. */
  readonly path: string
  /** The same without a seal. */
  readonly typed: string
}

export type LabelLedger = Awaited<ReturnType<typeof startLabelLedger>>

/** A ledger's log, standing and pages of labels on loopback, without its sessions: what stations bring is logged at once. */
export async function startLabelLedger({
  payload,
  productsFile,
  timers = systemTimers,
  proxies,
}: Change = {}) {
  const consortium = makeTrainingConsortium((made) => {
    const keys = made.keys.map((key) => (key.use === 'station' ? { ...key, prefix: 'B7Q' } : key))
    return payload?.({ ...made, keys }) ?? { ...made, keys }
  })
  const { logSigner, witnessSigner, data } = consortium
  const logFile = join(consortium.folder, 'ledger.log')
  const logger = createLogger({ name: 'label-page-test', level: 'debug', destination: logFile })
  const first = membershipOf(consortium.payload, consortium.administrator)
  let known: readonly Membership[] = [first]
  const log = openLogStore(join(data, 'log.sqlite'))
  const standing = openStandingOf(log, join(data, 'standing.sqlite'))
  const judge = startLogJudge(log, standing, logSigner, logger)
  const labels = openLabelPage({
    data,
    origin: logSigner.name,
    training: consortium.payload.training !== undefined,
    sources: () => [{ origin: logSigner.name, log, standing }],
    memberships: () => known,
    witnessesNeeded: () => 1,
    productsFile,
    proxies,
    timers,
    randomBytes: systemRandomBytes,
  })
  const server = boundedHttpServer(
    answerBy([standingPages({ origin: logSigner.name, log, standing }), labelPages(labels.source)]),
    logger,
  )
  const url = await listen(server, '127.0.0.1', 0)

  const publish = (cosignedAt = Math.floor(Date.now() / 1000)) => {
    const text = formatCheckpoint({ origin: logSigner.name, size: log.size(), root: log.root() })
    const line = cosign({ noteText: text, ...witnessSigner, timestamp: cosignedAt })
    log.addCheckpoint({ size: log.size(), note: appendSignature(signNote(text, [logSigner]), line) })
  }
  return {
    url,
    consortium,
    /** Everything that it has logged so far. */
    logged: () => readFileSync(logFile, 'utf8'),
    log,
    labels,
    /** Adds a newer membership to those that are known. */
    learn(change: (payload: MembershipPayload) => MembershipPayload): void {
      const newest = known.at(-1) ?? first
      const next = change({ ...newest.payload, previous: newest.head })
      known = [...known, membershipOf(next, consortium.administrator)]
    },
    station: (party: Party = consortium.station) => new StatingStation(party),
    /** Logs what a station has stated and its manifest, publishes it, and waits until it is judged. */
    async enter(station: StatingStation, cosignedAt?: number): Promise<void> {
      const { statements, manifest } = sealBatch(station.party, consortium.supervisor, 1, station.statements)
      log.append([...statements, manifest].map(({ bytes }) => ({ ...readStatement(bytes), bytes })))
      publish(cosignedAt)
      judge.wake()
      await judge.idle()
    },
    /** Logs it without publishing or judging it. */
    hold(station: StatingStation): void {
      log.append(station.statements.map(({ bytes }) => ({ ...readStatement(bytes), bytes })))
      publish()
    },
    label(serial = newSerial(), party: Party = consortium.station): MadeLabel {
      const link = sealedLink({ resolverHost: 'verify.bondmark.example', gtin14: gtin, serial, ...party })
      const path = new URL(link)
      return { serial, path: path.pathname + path.search, typed: path.pathname }
    },
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(url + path, { headers, redirect: 'manual' }),
    text: async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(url + path, { headers })).text(),
    sendPin: (path: string, pin: string, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        method: 'POST',
        body: new URLSearchParams({ pin }),
        headers: { 'Sec-Fetch-Site': 'same-origin', ...headers },
      }),
    async close(): Promise<void> {
      await stop(server)
      await judge.close()
      labels.close()
      standing.close()
      log.close()
      consortium.remove()
    },
  }
}

const newSerial = () => `B7Q${randomSymbols(12, (n) => new Uint8Array(randomBytes(n)))}`

function membershipOf(payload: MembershipPayload, administrator: Party): Membership {
  const statements = signMembership(payload, [administrator], 1_790_000_000)
  return readMembership(statements, trustNamedBy(statements), verifyEd25519)
}

/** Commissions a unit with this scratch code. */
export async function commission(station: StatingStation, serial: string, pin = PIN): Promise<string> {
  const salt = new Uint8Array(randomBytes(16))
  const hash = await deriveKey(pin, salt, 32)
  return station.state((basis) =>
    commissioningEvent(basis, {
      gtin,
      serial,
      lot: 'L<1>&"',
      expiry: '2028-02-14',
      origin: 'NZ',
      labelTemplate: 'unit-60x40/1',
      pinCommitment: phcString({ salt, hash }),
      bindingScan: toHex(randomBytes(32)),
    }),
  )
}
