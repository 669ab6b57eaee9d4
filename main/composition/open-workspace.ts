import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { createLogger, type LoggerOptions } from '../../platform/log/logger.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { BackupDesk } from '../backup/backup-desk.ts'
import { Damage } from '../damage/damage.ts'
import { probeDatabase } from '../damage/probe-database.ts'
import { DeviceDesk } from '../devices/device-desk.ts'
import { ScannerInput } from '../devices/scanner-input.ts'
import { simulatedPrinter, simulatedScanner } from '../devices/simulated-views.ts'
import { StationMembers } from '../members/station-members.ts'
import { heardDrafts } from '../progress/own-drafts.ts'
import { SharingDesk } from '../progress/sharing-desk.ts'
import { heardInspections } from '../progress/told-tasks.ts'
import { heedOthers } from '../release/heed-others.ts'
import { CountingRules } from '../rules/counting-rules.ts'
import type { PrinterFor } from '../station/label-printers.ts'
import { PinPool, type PinPoolOptions } from '../station/pin-pool.ts'
import { Station, type StationParts } from '../station/station.ts'
import { SyncDesk } from '../station/sync-desk.ts'
import { StationStore, type StoreOptions } from '../store/station-store.ts'
import { TemplateDesk } from '../templates/template-desk.ts'
import { PrinterTray } from '../training/printer-tray.ts'
import { TrainingHands } from '../training/training-hands.ts'
import { openVaultFile } from '../workspace/vault.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { ledgerElsewhere, trainingLedger } from './ledger-at-hand.ts'
import { lookNowAndThen } from './look-at-clock.ts'
import { type ControlDesks, openControl } from './open-control.ts'
import { openRights } from './open-rights.ts'
import { startSimulatedPrinter } from './simulated-printer.ts'
import { watchClock } from './watch-clock.ts'

export interface OpenOptions {
  readonly folder: string
  readonly clock: Clock
  /** Where the simulated printer puts its jobs; the workspace's `printer` folder when absent. */
  readonly printerFolder?: string
  /** Paper speed of the simulated printer: a person wants to see a label come out, a replay does not. */
  readonly labelMs: number
  /** A ledger elsewhere, instead of the training ledger. */
  readonly ledgerUrl?: string
  /** How long to wait for another process to let go of the workspace, and what to say meanwhile. */
  readonly waitMsMax: number
  readonly onWait: () => void
  /** Hears how a store of an older release is made searchable. */
  readonly onIndexing?: NonNullable<StoreOptions['onIndexing']>
  readonly logLevel: LoggerOptions['level']
  /** Only tests have a cheaper one. */
  readonly makePair?: NonNullable<PinPoolOptions['makePair']>
}

/** A station with everything around it, as one process runs it. */
export interface OpenWorkspace {
  readonly station: Station
  readonly sync: SyncDesk
  /** Counts shared with other stations of the warehouse. */
  readonly sharing: SharingDesk
  readonly backups: BackupDesk
  readonly devices: DeviceDesk
  readonly templates: TemplateDesk
  /** The desks of the Control screen. */
  readonly control: ControlDesks
  readonly scanners: ScannerInput
  readonly hands: TrainingHands
  readonly tray: PrinterTray
  readonly trust: TrustFile
  /** Where the ledger at hand answers, or null. */
  ledgerUrl(): string | null
  /** Starts the training ledger ahead of the first sync. */
  startLedger(): Promise<string>
  close(): Promise<void>
}

/**
 * Opens a training workspace: lock, store, keys, printer, station. Real workspaces wait for the label format to be
 * frozen: until then only TRAINING labels print, so they are refused here as `training-only`. Throws `workspace-…`,
 * `database-…`, `vault-locked`.
 */
export async function openWorkspace(options: OpenOptions): Promise<OpenWorkspace> {
  const { folder } = options
  const profile = readProfile(folder)
  if (!profile.training) throw new BondmarkError('training-only', {})
  const files = workspaceFiles(folder)
  const lock = await holdLock(files.lock, { waitMsMax: options.waitMsMax, onWait: options.onWait })
  const undo: (() => unknown)[] = [() => lock.release()]
  const close = async () => {
    // Each is done whatever becomes of the others: a printer that will not close must not keep the workspace locked.
    const failures: unknown[] = []
    for (const step of undo.splice(0).reverse()) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
  try {
    const logger = createLogger({
      name: 'station',
      level: options.logLevel ?? 'info',
      destination: files.log,
    })
    probeDatabase(files, profile.kid)
    const store = openStore(files.database, options.onIndexing)
    undo.push(() => store.close())
    const members = new StationMembers(files, store)
    const { trust } = members
    const secrets = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
    const { publicKey, sign } = signerFromSeed(secrets.stationSeed)
    const clock = watchClock(options.clock, store, files.membership)
    const rules = new CountingRules(store, files.rules, clock.now())
    const catalogue = openCatalogue(files.catalogue)
    undo.push(() => catalogue.close())
    const ctx: StationParts = {
      store,
      profile,
      identity: {
        kid: kidOf(publicKey),
        publicKey,
        issuer: issuerUri({
          consortium: profile.consortium,
          org: profile.org,
          kind: 'station',
          name: profile.station,
        }),
        sign,
      },
      vaultKey: secrets.vaultKey,
      clock,
      random,
      pins: new PinPool({
        appetite: () => station.pinsAhead(),
        onFault: (error) => logger.error(error.toFailure(), 'scratch codes cannot be made ahead'),
        ...(options.makePair ? { makePair: options.makePair } : {}),
      }),
      rights: openRights(store, profile, files, trust, clock.now()),
      listedKeys: () => members.listedKeys,
      catalogue,
      othersOf: (line) => sharing.othersOf(line),
      isInspectedElsewhere: (demand) => sharing.isInspectedElsewhere(demand, clock.now()),
      logger,
    }
    const tray = new PrinterTray(options.printerFolder ?? files.printer)
    const printing = await startSimulatedPrinter(tray.folder, options.labelMs)
    undo.push(() => printing.close())

    // Files of printer bytes exist in training alone, and so do PINs in them.
    const atHand = { printer: printing.printer, mayCarryPins: profile.training }
    const printerFor: PrinterFor = (kind) => devices.printerFor(kind) ?? atHand

    const ledgerUrl = options.ledgerUrl ?? profile.ledgerUrl
    const ledger = ledgerUrl
      ? ledgerElsewhere(ledgerUrl, () => station.changed())
      : trainingLedger(files, () => station.changed())
    undo.push(() => ledger.close())

    const others = () => [simulatedScanner(), simulatedPrinter(printing.printer), ledger.view(sync.last)]
    const devices = new DeviceDesk({ station: () => station, others, simulated: printing.printer })
    const station: Station = new Station(
      ctx,
      printerFor,
      () => rules.now(),
      () => ({
        devices: [...devices.views(), ...others()],
        pairing: devices.pairing(),
        running: sync.running,
        lastSync: sync.last,
        members: members.taken,
        retry: sync.retry,
        clock: sync.clock,
        damage: damage?.view() ?? null,
        backup: backups.view(),
        shared: sharing.view(),
      }),
    )
    // Last things first: a label that is going out is waited for before its printer is closed.
    undo.push(() => devices.close())
    undo.push(() => station.close())
    station.onSetUpCode((symbol) => devices.heardSetUpCode(symbol))
    let damage: Damage | null = null
    undo.push(() => damage?.close())
    undo.push(
      station.onChange(() => {
        const { broken } = station
        if (broken && !damage)
          damage = new Damage(folder, broken.failure, broken.at, logger, () => station.changed())
      }),
    )
    if (!options.clock.isRecorded) undo.push(lookNowAndThen(station))
    const formerSigners = new Map(
      (secrets.formerSeeds ?? []).map((seed) => {
        const former = signerFromSeed(seed)
        return [kidOf(former.publicKey), former.sign]
      }),
    )
    const sync = new SyncDesk(station, trust, ledger.address, formerSigners, members)
    undo.push(() => sync.close())
    const sharing = new SharingDesk({
      store,
      identity: ctx.identity,
      task: {
        logVkey: trust.logs[0] ?? '',
        issuer: ctx.identity.issuer,
        kid: ctx.identity.kid,
        former: (profile.formerKeys ?? []).map(({ kid }) => kid),
        warehouse: profile.gln,
        database: files.database,
        file: files.others,
      },
      address: ledger.address,
      logger,
      changed: () => station.changed(),
      heard: (told) => {
        control.drafts.hear(heardDrafts(told))
        heedOthers(station, control.inspections, heardInspections(told))
      },
      chance: Math.random,
    })
    undo.push(() => sharing.close())
    const backups = new BackupDesk(station, folder, files.backups)
    undo.push(() => backups.cancel())
    const stopWatching = printing.printer.subscribe({
      state: () => station.changed(),
      fault: (failure) => logger.warn(failure, 'printer'),
    })
    undo.push(stopWatching)
    const asked = () =>
      printing.printer.refresh().catch((error: unknown) => {
        // An expected failure is in the printer's state, and so in the view.
        if (!(error instanceof BondmarkError)) throw error
      })
    const hands = new TrainingHands(station, tray, {
      inject: async (fault, at) => {
        printing.inject(fault, at)
        await asked()
        if (fault === 'none') station.start()
      },
      act: async (act) => {
        printing.act(act)
        await asked()
        station.start()
      },
      now: () => printing.now(),
    })
    const scanners = new ScannerInput(station)
    undo.push(() => scanners.close())
    const othersInspections = () => sharing.tasks(clock.now())
    const control = openControl(
      { station, files, members, othersInspections, draftWritten: () => sharing.soon() },
      undo,
    )
    return {
      station,
      sync,
      sharing,
      backups,
      devices,
      templates: new TemplateDesk(station),
      control,
      scanners,
      hands,
      tray,
      trust,
      ledgerUrl: ledger.url,
      startLedger: ledger.address,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** An index or a page that is read while a store is opened may be the damaged one. */
function openStore(file: string, onIndexing: OpenOptions['onIndexing']): StationStore {
  try {
    return new StationStore(file, onIndexing ? { onIndexing } : {})
  } catch (error) {
    throw asDatabaseFailure(error, file)
  }
}
