import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { readRuleSet } from '../../core/decision/rule-set.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { sealedLink } from '../../core/label/seal.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { type LedgerAtHand, trainingLedger } from '../../main/composition/ledger-at-hand.ts'
import { openRights } from '../../main/composition/open-rights.ts'
import { watchClock } from '../../main/composition/watch-clock.ts'
import { DeviceDesk } from '../../main/devices/device-desk.ts'
import { PinPool } from '../../main/station/pin-pool.ts'
import { Station } from '../../main/station/station.ts'
import { SyncDesk } from '../../main/station/sync-desk.ts'
import type { LabelJob } from '../../main/store/labels.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { listedKeysOf } from '../../main/workspace/listed-keys.ts'
import { openVaultFile } from '../../main/workspace/vault.ts'
import { readProfile, workspaceFiles } from '../../main/workspace/workspace.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { ScriptClock } from '../../platform/clock/clock.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'

const START = { instantMs: Date.parse('2026-11-22T01:00:00.000Z'), offsetMin: 480 }

/** A workspace whose profile says that it is none for training; keys and people are those of a training one. */
export async function makeProductionWorkspace(folder: string): Promise<void> {
  await makeTrainingWorkspace(folder, new ScriptClock(START))
  const { profile, printer } = workspaceFiles(folder)
  writeFileSync(profile, JSON.stringify({ ...readProfile(folder), training: false }))
  rmSync(printer, { recursive: true })
}

/**
 * A station on such a workspace, put together of the parts that `openWorkspace` puts together, which refuses it until real
 * workspaces open: store, keys, devices, codes and the log of everything, and no printer but what people set up. Its ledger is
 * the sample consortium's.
 */
export class ProductionStation {
  readonly folder: string
  readonly clock = new ScriptClock(START)
  readonly store: StationStore
  readonly station: Station
  readonly devices: DeviceDesk
  readonly sync: SyncDesk
  readonly #ledger: LedgerAtHand

  private constructor(folder: string, store: StationStore, stationSeed: Uint8Array, vaultKey: Uint8Array) {
    const profile = readProfile(folder)
    const { consortium, org, station: name } = profile
    const files = workspaceFiles(folder)
    const trust = parseTrustFile(readFileSync(files.trust, 'utf8'))
    const rules = readRuleSet(readFileSync(files.rules), files.rules)
    const { publicKey, sign } = signerFromSeed(stationSeed)
    const issuer = issuerUri({ consortium, org, kind: 'station', name })
    this.folder = folder
    this.store = store
    this.devices = new DeviceDesk({ station: () => this.station, others: () => [], simulated: null })
    this.station = new Station(
      {
        store,
        profile,
        identity: { kid: kidOf(publicKey), publicKey, issuer, sign },
        vaultKey,
        clock: watchClock(this.clock, store, files.membership),
        random,
        pins: new PinPool({ appetite: () => this.station.pinsAhead(), onFault: () => {} }),
        rights: openRights(store, profile, files, trust, new Date(START.instantMs).toISOString()),
        catalogue: openCatalogue(files.catalogue),
        listedKeys: () => listedKeysOf(files.membership, trust),
        logger: createLogger({ name: 'station', level: 'debug', destination: files.log }),
      },
      (kind) => this.devices.printerFor(kind),
      () => rules,
      () => ({
        devices: this.devices.views(),
        pairing: null,
        running: null,
        lastSync: null,
        damage: null,
        backup: { last: null, running: null, failed: null, folder },
      }),
    )
    this.#ledger = trainingLedger(files, () => {})
    this.sync = new SyncDesk(this.station, trust, this.#ledger.address, new Map())
  }

  static async open(folder: string): Promise<ProductionStation> {
    const { vault, database } = workspaceFiles(folder)
    const { stationSeed, vaultKey } = await openVaultFile(vault, TRAINING_PASSPHRASE)
    const opened = new ProductionStation(folder, new StationStore(database), stationSeed, vaultKey)
    await opened.station.recover()
    opened.station.start()
    await opened.devices.start()
    return opened
  }

  #later(): void {
    this.clock.set({ instantMs: this.clock.instantMs + 2000, offsetMin: START.offsetMin })
  }

  scan(text: string) {
    this.#later()
    const aim = text.startsWith(']') ? text.slice(0, 3) : null
    return this.station.scan({ device: 'hid-1', aim, text: aim ? text.slice(3) : text })
  }

  press(key: string, rest: Readonly<Record<string, unknown>> = {}) {
    this.#later()
    return this.station.press({ key, ...rest } as KeyPress)
  }

  /** The newest label as a scanner reads it: its PIN is no part of that. */
  newestLink(): string {
    const { profile, identity } = this.station.ctx
    const { gtin, serial } = this.newest()
    return sealedLink({ resolverHost: profile.resolverHost, gtin14: gtin, serial, ...identity })
  }

  newest(): LabelJob {
    const job = this.store.labels.newest(1)[0]
    if (!job) throw new Error('no label was reserved')
    return job
  }

  async close(): Promise<void> {
    await this.station.close()
    await this.devices.close()
    await this.#ledger.close()
    this.store.close()
  }
}
