import { implement } from '@orpc/server'
import type { InputAnswer } from '../../core/contract/input-mark.ts'
import { stationContract } from '../../core/contract/station-contract.ts'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { BackupDesk } from '../backup/backup-desk.ts'
import { bondedRoutes } from '../bonded/bonded-routes.ts'
import { catalogueRoutes } from '../catalogue/catalogue-routes.ts'
import type { ControlDesks } from '../composition/open-control.ts'
import type { DeviceDesk } from '../devices/device-desk.ts'
import type { ScannerInput } from '../devices/scanner-input.ts'
import { draftsRoutes } from '../drafts/drafts-routes.ts'
import { labelEntryOf } from '../history/label-entry.ts'
import { labelPageAddress } from '../history/label-page-address.ts'
import { listStops } from '../history/list-stops.ts'
import { searchLabels } from '../history/search-labels.ts'
import { inspectionRoutes } from '../inspection/inspection-routes.ts'
import type { TakenAsn } from '../plan-import/prepare-plan.ts'
import type { SharingDesk } from '../progress/sharing-desk.ts'
import { releaseRoutes } from '../release/release-routes.ts'
import { rulesRoutes } from '../rules/rules-routes.ts'
import { inPieces, rightTakenSentence } from '../serials/right-files.ts'
import { statisticsRoutes } from '../statistics/statistics-routes.ts'
import { stockAnswer } from '../stock/stock-of-shift.ts'
import type { TemplateDesk } from '../templates/template-desk.ts'
import type { TrainingHands } from '../training/training-hands.ts'
import { carryOut, takeCarriedAnswer } from './carried-batches.ts'
import { findStatements } from './find.ts'
import { followView } from './follow-view.ts'
import { labelPicture } from './label-picture.ts'
import { lookUp } from './look-up.ts'
import { pressOnce, scanOnce, shownOutcome } from './marked-inputs.ts'
import type { Outcome } from './outcome.ts'
import type { Station } from './station.ts'
import type { SyncDesk } from './sync-desk.ts'

/** What the contract is served from. `hands` is null outside training: then its calls are refused. */
export interface StationService {
  readonly station: Station
  readonly scanners: ScannerInput
  readonly sync: SyncDesk
  readonly sharing?: SharingDesk
  readonly backups: BackupDesk
  readonly devices: DeviceDesk
  readonly templates: TemplateDesk
  /** The desks of the Control screen. */
  readonly control: ControlDesks
  readonly hands: TrainingHands | null
  /** Where the ledger at hand answers, or null. */
  readonly ledgerUrl: () => string | null
}

const done = (outcomes: readonly Outcome[]): InputAnswer => ({
  ok: true,
  outcomes: outcomes.map(shownOutcome),
  repeated: false,
})

const planTaken = ({ diff, ...taken }: TakenAsn) =>
  diff ? { ...taken, diff: { ...diff, changes: [...diff.changes] } } : taken

/** The contract over a station: nothing but translation, so that both hosts serve the same thing. */
export function stationRouter({
  station,
  scanners,
  sync,
  sharing,
  backups,
  devices,
  templates,
  control,
  hands,
  ledgerUrl,
}: StationService) {
  const os = implement(stationContract)
  const training = () => {
    if (!hands) throw new BondmarkError('training-only', {})
    return hands
  }
  return os.router({
    view: os.view.handler(({ signal }) => followView(station, signal)),
    press: os.press.handler(async ({ input: { mark, ...press } }) =>
      mark ? pressOnce(station, mark, press) : done([await station.press(press)]),
    ),
    scan: os.scan.handler(async ({ input: { mark, device, bytes } }) =>
      mark
        ? scanOnce(station, mark, device, fromBase64Url(bytes))
        : done(await scanners.feed(device, fromBase64Url(bytes))),
    ),
    importPlan: os.importPlan.handler(async ({ input }) => {
      station.requireAttended()
      const answer = await station.importPlan(fromBase64Url(input.bytes), input.fileName)
      return answer.ok
        ? { ok: true as const, report: answer.report, asns: answer.asns.map(planTaken) }
        : { ok: false as const, problems: [...answer.problems], total: answer.total }
    }),
    importSerials: os.importSerials.handler(async ({ input }) => {
      const { badge, passcode, fileName, authority, list } = input
      const person = await station.whoIs(badge, passcode)
      if (person.role === 'operator')
        throw new BondmarkError('serials-need-supervisor', { name: person.name })
      const pieces = list === null ? null : inPieces(fromBase64Url(list))
      const taken = await station.importRight({ fileName, authority, list: pieces, badge: person.badge })
      const { code, detail } = rightTakenSentence(taken)
      return { sentence: { code, detail: { ...detail } } }
    }),
    cancelImport: os.cancelImport.handler(() => ({ ok: station.cancelImport() })),
    sync: os.sync.handler(async () => {
      const { ok } = await sync.runUntilThere()
      // Nobody who waits for receipts waits for what others have counted.
      void sharing?.shareIfOthers()
      void control.inspections.exchangeAfterSync(ledgerUrl())
      return { ok }
    }),
    cancelSync: os.cancelSync.handler(() => ({ ok: sync.cancel() })),
    saveBatch: os.saveBatch.handler(({ input }) => {
      const { file, bytes } = carryOut(sync, station, input.batch)
      return { file, bytes: toBase64Url(bytes) }
    }),
    takeAnswer: os.takeAnswer.handler(({ input }) => {
      const { ok, sentences } = takeCarriedAnswer(sync, fromBase64Url(input.bytes))
      return { ok, sentences: sentences.map(({ code, detail }) => ({ code, detail: { ...detail } })) }
    }),
    backup: os.backup.handler(({ input }) => backups.run(input)),
    cancelBackup: os.cancelBackup.handler(() => ({ ok: backups.cancel() })),
    // It is let in already.
    cancelEnrolment: os.cancelEnrolment.handler(() => ({ ok: false })),
    enrolAgain: os.enrolAgain.handler(() => ({ ok: false })),
    lookup: os.lookup.handler(({ input }) => station.read((ctx) => lookUp(ctx, input.text))),
    find: os.find.handler(({ input }) => station.read((ctx) => findStatements(ctx, input))),
    labelPicture: os.labelPicture.handler(async ({ input }) => ({
      png: toBase64Url(await labelPicture(station.ctx, input.job)),
    })),
    labels: os.labels.handler(({ input }) => station.newestLabels(input.limit)),
    labelHistory: os.labelHistory.handler(({ input }) => station.read((ctx) => searchLabels(ctx, input))),
    labelEntry: os.labelEntry.handler(({ input }) =>
      station.read((ctx) => ({
        ...labelEntryOf(ctx, input.job),
        look: station.labelLook(input.job),
        page: labelPageAddress(station.ctx, input.job, ledgerUrl()),
      })),
    ),
    stops: os.stops.handler(({ input }) => station.read((ctx) => listStops(ctx, input))),
    stock: os.stock.handler(() => station.read(({ store }) => stockAnswer(store))),
    devices: {
      discover: os.devices.discover.handler(({ input: { host, port = 9100 } }) =>
        devices.discover(host === undefined ? undefined : { host, port }),
      ),
      settings: os.devices.settings.handler(() => devices.settings()),
      save: os.devices.save.handler(async ({ input }) => ({ setting: await devices.save(input) })),
      forget: os.devices.forget.handler(async ({ input }) => {
        await devices.forget(input)
        return { ok: true as const }
      }),
      startPairing: os.devices.startPairing.handler(async () => {
        await devices.startPairing()
        return { ok: true as const }
      }),
      cancelPairing: os.devices.cancelPairing.handler(async () => ({ ok: await devices.cancelPairing() })),
      testLabel: os.devices.testLabel.handler(async ({ input }) => {
        const { said, png } = await devices.testLabel(input.id)
        return { sentence: { code: said.code, detail: { ...said.detail } }, png: toBase64Url(png) }
      }),
    },
    templates: {
      list: os.templates.list.handler(() => templates.list()),
      take: os.templates.take.handler(({ input }) => templates.take(fromBase64Url(input.bytes))),
      picture: os.templates.picture.handler(({ input }) => templates.picture(input)),
      approve: os.templates.approve.handler(async ({ input }) => {
        await templates.approve(input)
        return { ok: true as const }
      }),
      choose: os.templates.choose.handler(async ({ input }) => {
        await templates.choose(input)
        return { ok: true as const }
      }),
      retire: os.templates.retire.handler(async ({ input }) => {
        await templates.retire(input)
        return { ok: true as const }
      }),
      setLanguage: os.templates.setLanguage.handler(async ({ input }) => {
        await templates.setLanguage(input)
        return { ok: true as const }
      }),
    },
    catalogue: catalogueRoutes(control.catalogue, control.publishers),
    release: releaseRoutes(control.release),
    inspections: inspectionRoutes(control.inspections),
    rules: rulesRoutes(control.rules, control.dryRuns),
    drafts: draftsRoutes(control.drafts),
    bonded: bondedRoutes(control.bonded),
    statistics: statisticsRoutes(control.statistics),
    training: {
      goods: os.training.goods.handler(() => training().goods()),
      scanLabel: os.training.scanLabel.handler(async ({ input }) => ({
        text: await training().scanLabel(input.job),
      })),
      printerFault: os.training.printerFault.handler(async ({ input }) => {
        await training().printerFault(input.fault, input.at)
        return { ok: true as const }
      }),
      printerAct: os.training.printerAct.handler(async ({ input }) => {
        await training().printerAct(input.act)
        return { ok: true as const }
      }),
      printerNow: os.training.printerNow.handler(() => training().printerNow()),
      scannerFault: os.training.scannerFault.handler(({ input }) => {
        training().scannerFault(input.fault)
        return { ok: true as const }
      }),
      scannerNow: os.training.scannerNow.handler(() => ({ fault: training().scannerNow() })),
    },
  })
}
