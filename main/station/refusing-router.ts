import { implement } from '@orpc/server'
import { stationContract } from '../../core/contract/station-contract.ts'
import { refusingBonded } from '../bonded/bonded-routes.ts'
import { refusingCatalogue } from '../catalogue/catalogue-routes.ts'
import { refusingDrafts } from '../drafts/drafts-routes.ts'
import { refusingInspections } from '../inspection/inspection-routes.ts'
import { refusingRelease } from '../release/release-routes.ts'
import { refusingRules } from '../rules/rules-routes.ts'
import { refusingStatistics } from '../statistics/statistics-routes.ts'

/** Every call of the contract answered by one refusal, for stations that take nothing: what they do answer is put over it. */
export function refusals(refuse: () => never) {
  const os = implement(stationContract)
  return {
    view: os.view.handler(refuse),
    press: os.press.handler(refuse),
    scan: os.scan.handler(refuse),
    importPlan: os.importPlan.handler(refuse),
    importSerials: os.importSerials.handler(refuse),
    cancelImport: os.cancelImport.handler(refuse),
    sync: os.sync.handler(refuse),
    cancelSync: os.cancelSync.handler(refuse),
    saveBatch: os.saveBatch.handler(refuse),
    takeAnswer: os.takeAnswer.handler(refuse),
    backup: os.backup.handler(refuse),
    cancelBackup: os.cancelBackup.handler(refuse),
    lookup: os.lookup.handler(refuse),
    find: os.find.handler(refuse),
    labelPicture: os.labelPicture.handler(refuse),
    stock: os.stock.handler(refuse),
    labels: os.labels.handler(refuse),
    labelHistory: os.labelHistory.handler(refuse),
    labelEntry: os.labelEntry.handler(refuse),
    stops: os.stops.handler(refuse),
    cancelEnrolment: os.cancelEnrolment.handler(refuse),
    enrolAgain: os.enrolAgain.handler(refuse),
    templates: {
      list: os.templates.list.handler(refuse),
      take: os.templates.take.handler(refuse),
      picture: os.templates.picture.handler(refuse),
      approve: os.templates.approve.handler(refuse),
      choose: os.templates.choose.handler(refuse),
      retire: os.templates.retire.handler(refuse),
      setLanguage: os.templates.setLanguage.handler(refuse),
    },
    devices: {
      discover: os.devices.discover.handler(refuse),
      settings: os.devices.settings.handler(refuse),
      save: os.devices.save.handler(refuse),
      forget: os.devices.forget.handler(refuse),
      startPairing: os.devices.startPairing.handler(refuse),
      cancelPairing: os.devices.cancelPairing.handler(refuse),
      testLabel: os.devices.testLabel.handler(refuse),
    },
    catalogue: refusingCatalogue(refuse),
    release: refusingRelease(refuse),
    inspections: refusingInspections(refuse),
    rules: refusingRules(refuse),
    drafts: refusingDrafts(refuse),
    bonded: refusingBonded(refuse),
    statistics: refusingStatistics(refuse),
    training: {
      goods: os.training.goods.handler(refuse),
      scanLabel: os.training.scanLabel.handler(refuse),
      printerFault: os.training.printerFault.handler(refuse),
      printerAct: os.training.printerAct.handler(refuse),
      printerNow: os.training.printerNow.handler(refuse),
      scannerFault: os.training.scannerFault.handler(refuse),
      scannerNow: os.training.scannerNow.handler(refuse),
    },
  }
}
