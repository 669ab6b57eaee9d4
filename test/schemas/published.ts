import { z } from 'zod'
import { authorityFile } from '../../core/authority/authority-file.ts'
import { serialDelegation, serialPool } from '../../core/authority/authority-payload.ts'
import { serialListHead } from '../../core/authority/serial-list.ts'
import {
  accountBook,
  bondedAdjusted,
  bondedApproved,
  bondedClosed,
  customsOrderRecord,
  goodsArrived,
  sealChecked,
  sealSettled,
} from '../../core/bonded/bonded-records.ts'
import { publisherTrusted, publisherUntrusted } from '../../core/catalogue/publisher/publisher-word.ts'
import { snapshotManifest } from '../../core/catalogue/snapshot/snapshot-manifest.ts'
import {
  archiveAnswer,
  backupCheckAnswer,
  backupMadeAnswer,
  epcisValidateAnswer,
  evidenceAnswer,
  exportAnswer,
  fsckAnswer,
  gs1ParseAnswer,
  initAnswer,
  labelCheckAnswer,
  planCheckAnswer,
  planImportAnswer,
  planRefusal,
  restoreAnswer,
  shiftAnswer,
  syncAnswer,
  verifyAnswer,
  verifyEquivocationAnswer,
} from '../../core/contract/answers.ts'
import {
  batchExportAnswer,
  batchImportAnswer,
  batchRefusalsAnswer,
  batchTakenAnswer,
  verifyRefusalsAnswer,
  waitingPage,
} from '../../core/contract/batch-answers.ts'
import {
  arrivalAnswer,
  bondedItemAnswer,
  bondedItemsAnswer,
  bondedStated,
  customsOrdersAnswer,
} from '../../core/contract/bonded.ts'
import { catalogueAnswer, catalogueImportAnswer } from '../../core/contract/catalogue.ts'
import {
  asnStateAnswer,
  change,
  changesAnswer,
  decisionsAnswer,
  healthAnswer,
  problem,
} from '../../core/contract/decision-service.ts'
import { deviceEvent, devicesAnswer, deviceTestAnswer } from '../../core/contract/devices.ts'
import { findAnswer } from '../../core/contract/find.ts'
import { frozenAnswer } from '../../core/contract/frozen-documents.ts'
import { inspectionAnswer, inspectionsAnswer } from '../../core/contract/inspections.ts'
import { keyPress } from '../../core/contract/key-press.ts'
import { labelAnswer } from '../../core/contract/label-answer.ts'
import { labelEntry, labelHistoryAnswer, stopsAnswer } from '../../core/contract/label-history.ts'
import { labelTemplatesAnswer } from '../../core/contract/label-templates.ts'
import { logConflictRecord, logConflictsAnswer } from '../../core/contract/log-conflict.ts'
import { lookupAnswer } from '../../core/contract/lookup.ts'
import { asnAnswer, asnReleaseAnswer, asnsAnswer } from '../../core/contract/release.ts'
import {
  rulesCheckAnswer,
  rulesDiffAnswer,
  rulesDone,
  rulesDryRunAnswer,
  rulesListAnswer,
  rulesShowAnswer,
} from '../../core/contract/rules.ts'
import { samplingDrawAnswer, samplingOcAnswer, samplingPlan } from '../../core/contract/sampling-answers.ts'
import { serialsAnswer, serialsImportAnswer } from '../../core/contract/serials-answer.ts'
import {
  serviceKeyMade,
  serviceKeysAnswer,
  serviceUseAnswer,
  serviceWebhookMade,
  serviceWebhooksAnswer,
} from '../../core/contract/service-keys.ts'
import { conflictsAnswer, standingAnswer, unitAnswer } from '../../core/contract/standing.ts'
import { stationView } from '../../core/contract/station-view.ts'
import { stockAnswer } from '../../core/contract/stock.ts'
import { decision } from '../../core/decision/decision.ts'
import { demand } from '../../core/decision/demand.ts'
import { decisionHistoryFile } from '../../core/decision/history-file.ts'
import { ruleSet2 } from '../../core/decision/rule-set-2.ts'
import { ruleSet1 } from '../../core/decision/version-1/rule-set.ts'
import { manifestPayload } from '../../core/evidence/manifest.ts'
import { trustFile } from '../../core/evidence/trust.ts'
import {
  inspectionAskedRecord,
  inspectionConcludedRecord,
  inspectionMovedRecord,
  inspectionOrdered,
  switchingApproved,
  switchingMovedRecord,
} from '../../core/inspection/inspection-records.ts'
import { inspectionResult } from '../../core/inspection/inspection-result.ts'
import { inspectionTask } from '../../core/inspection/inspection-task.ts'
import { inspectionParcels, inspectionPickup } from '../../core/inspection/pickup.ts'
import { resultFile, taskFile } from '../../core/inspection/result-file.ts'
import { sharedTask } from '../../core/inspection/shared-task.ts'
import { printedLabel } from '../../core/label/printed-label.ts'
import { labelTemplate } from '../../core/label/template/template-schema.ts'
import { templateApproved, templateRetired } from '../../core/label/template-approval.ts'
import { lineElsewhere } from '../../core/lifecycle/line-elsewhere.ts'
import { forkProof } from '../../core/log/fork-proof.ts'
import { enrolmentPayload, enrolmentRequest } from '../../core/membership/enrolment.ts'
import { membershipFork } from '../../core/membership/fork-proof.ts'
import { membershipPayload } from '../../core/membership/membership.ts'
import { membershipDraft } from '../../core/membership/membership-draft.ts'
import { planFile } from '../../core/plan/plan-row.ts'
import { lineTally, stationWord } from '../../core/progress/line-tally.ts'
import { asnReleased, asnReleasedMessage, lineDecided } from '../../core/release/release-records.ts'
import { holdLifted, releaseOverridden } from '../../core/release/supervisor-word.ts'
import { approvedRulesFile } from '../../core/rules/approved-rules.ts'
import { rulesInForce } from '../../core/rules/rules-in-force.ts'
import { rulesApproved, rulesWithdrawn } from '../../core/rules/rules-statement.ts'
import { samplingLot } from '../../core/sampling/draw.ts'
import { switchingState } from '../../core/sampling/switching-state.ts'
import { equivocationProof } from '../../core/statement/equivocation.ts'
import { refusalsFile } from '../../core/statement/refusal.ts'
import { statisticsReport } from '../../core/statistics/report.ts'
import { stockReconciled } from '../../core/stock/stock-record.ts'
import { backupHeader } from '../../main/backup/backup-header.ts'
import { administratorKeyFile } from '../../main/members/administrator-key.ts'
import { keyToList } from '../../main/members/key-to-list.ts'
import { salvageReport } from '../../main/salvage/salvage-report.ts'
import { stationProfile } from '../../main/workspace/profile.ts'
import { productsFile } from '../../sync/ledger/label-page/product-names.ts'
import { peersFile } from '../../sync/ledger/mirrors/peers.ts'
import { witnessLogs } from '../../sync/ledger/witness/witness-files.ts'
import { enrolmentState, membersPage } from '../../sync/replication/ask-members.ts'
import { chainHead } from '../../sync/replication/chain-head.ts'
import { scenarioChapter, scenarioStart } from '../scenarios/scenario-file.ts'

/** Every schema that other programs may read, by the name of its file under docs/schemas. */
const published: Readonly<Record<string, z.ZodType>> = {
  'answer-backup-check': backupCheckAnswer,
  'answer-backup-made': backupMadeAnswer,
  'answer-archive': archiveAnswer,
  'answer-asn': asnAnswer,
  'answer-asns': asnsAnswer,
  'answer-asn-release': asnReleaseAnswer,
  'asn-released': asnReleased,
  'asn-released-message': asnReleasedMessage,
  'hold-lifted': holdLifted,
  'line-decided': lineDecided,
  'release-overridden': releaseOverridden,
  'answer-device-test': deviceTestAnswer,
  'answer-devices': devicesAnswer,
  'catalogue-snapshot': snapshotManifest,
  'publisher-trusted': publisherTrusted,
  'publisher-untrusted': publisherUntrusted,
  'answer-catalogue': catalogueAnswer,
  'answer-catalogue-import': catalogueImportAnswer,
  'answer-epcis-validate': epcisValidateAnswer,
  'answer-conflicts': conflictsAnswer,
  'answer-evidence': evidenceAnswer,
  'answer-export': exportAnswer,
  'answer-find': findAnswer,
  'answer-fsck': fsckAnswer,
  'answer-gs1-parse': gs1ParseAnswer,
  'answer-init': initAnswer,
  'answer-label': labelAnswer,
  'answer-label-check': labelCheckAnswer,
  'answer-label-entry': labelEntry,
  'answer-label-history': labelHistoryAnswer,
  'answer-lookup': lookupAnswer,
  'answer-plan-check': planCheckAnswer,
  'answer-plan-import': planImportAnswer,
  'answer-plan-refusal': planRefusal,
  'answer-restore': restoreAnswer,
  'answer-rules-check': rulesCheckAnswer,
  'answer-rules-diff': rulesDiffAnswer,
  'answer-rules-done': rulesDone,
  'answer-rules-dry-run': rulesDryRunAnswer,
  'answer-rules-list': rulesListAnswer,
  'answer-rules-show': rulesShowAnswer,
  'answer-salvage': salvageReport,
  'answer-sampling-draw': samplingDrawAnswer,
  'answer-sampling-oc': samplingOcAnswer,
  'answer-sampling-plan': samplingPlan,
  'sampling-lot': samplingLot,
  'switching-state': switchingState,
  'answer-serials': serialsAnswer,
  'answer-serials-import': serialsImportAnswer,
  'answer-asn-state': asnStateAnswer,
  'answer-changes': changesAnswer,
  'answer-decisions': decisionsAnswer,
  'answer-service-health': healthAnswer,
  'answer-service-key': serviceKeyMade,
  'answer-service-keys': serviceKeysAnswer,
  'answer-service-use': serviceUseAnswer,
  'answer-service-webhook': serviceWebhookMade,
  'answer-service-webhooks': serviceWebhooksAnswer,
  problem,
  'answer-shift': shiftAnswer,
  'answer-standing': standingAnswer,
  'answer-stops': stopsAnswer,
  'answer-stock': stockAnswer,
  'answer-sync': syncAnswer,
  'answer-unit': unitAnswer,
  'answer-arrival': arrivalAnswer,
  'answer-bonded-item': bondedItemAnswer,
  'answer-bonded-items': bondedItemsAnswer,
  'answer-bonded-stated': bondedStated,
  'answer-customs-orders': customsOrdersAnswer,
  'account-book': accountBook,
  'bonded-adjusted': bondedAdjusted,
  'bonded-approved': bondedApproved,
  'bonded-closed': bondedClosed,
  'customs-order': customsOrderRecord,
  'goods-arrived': goodsArrived,
  'seal-checked': sealChecked,
  'seal-settled': sealSettled,
  'answer-verify': verifyAnswer,
  backup: backupHeader,
  change,
  'chain-head': chainHead,
  'answer-verify-equivocation': verifyEquivocationAnswer,
  decision,
  demand,
  'decision-history': decisionHistoryFile,
  refusals: refusalsFile,
  'answer-batch-export': batchExportAnswer,
  'answer-batch-import': batchImportAnswer,
  'answer-batch-refusals': batchRefusalsAnswer,
  'answer-batch-taken': batchTakenAnswer,
  'answer-verify-refusals': verifyRefusalsAnswer,
  'waiting-page': waitingPage,
  'device-event': deviceEvent,
  'equivocation-proof': equivocationProof,
  'fork-proof': forkProof,
  'log-conflict': logConflictRecord,
  'answer-log-conflicts': logConflictsAnswer,
  'answer-frozen': frozenAnswer,
  peers: peersFile,
  'witness-logs': witnessLogs,
  'answer-inspection': inspectionAnswer,
  'answer-inspections': inspectionsAnswer,
  'inspection-asked': inspectionAskedRecord,
  'inspection-concluded': inspectionConcludedRecord,
  'inspection-moved': inspectionMovedRecord,
  'inspection-ordered': inspectionOrdered,
  'inspection-parcels': inspectionParcels,
  'inspection-pickup': inspectionPickup,
  'inspection-result': inspectionResult,
  'inspection-result-file': resultFile,
  'inspection-task': inspectionTask,
  'inspection-task-file': taskFile,
  'switching-approved': switchingApproved,
  'switching-moved': switchingMovedRecord,
  'key-press': keyPress,
  'label-template': labelTemplate,
  'label-templates': labelTemplatesAnswer,
  'line-closed-elsewhere': lineElsewhere,
  manifest: manifestPayload,
  'printed-label': printedLabel,
  'template-approved': templateApproved,
  'template-retired': templateRetired,
  membership: membershipPayload,
  'administrator-key': administratorKeyFile,
  enrolment: enrolmentPayload,
  'enrolment-request': enrolmentRequest,
  'enrolment-state': enrolmentState,
  'key-to-list': keyToList,
  members: membersPage,
  'membership-draft': membershipDraft,
  'membership-fork': membershipFork,
  plan: planFile,
  products: productsFile,
  rules: ruleSet1,
  'rules-2': ruleSet2,
  scenarios: scenarioChapter,
  'scenario-base': scenarioStart,
  'approved-rules': approvedRulesFile,
  'rules-approved': rulesApproved,
  'rules-in-force': rulesInForce,
  'rules-withdrawn': rulesWithdrawn,
  'serial-authority': authorityFile,
  'serial-delegation': serialDelegation,
  'serial-pool': serialPool,
  'serial-list': serialListHead,
  'station-view': stationView,
  statistics: statisticsReport,
  'stock-reconciled': stockReconciled,
  trust: trustFile,
  'workspace-tally': lineTally,
  'workspace-task': sharedTask,
  'workspace-word': stationWord,
  workspace: stationProfile,
}

/** The JSON Schema files as they should stand: name → text. What JSON Schema cannot say (check digits …) is left out. */
export function publishedSchemas(): Map<string, string> {
  return new Map(
    Object.entries(published).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
        // Codes grow with every release and a reader must take one it does not know.
        override: ({ jsonSchema }) => {
          if (jsonSchema.enum && jsonSchema.enum.length > 100) {
            delete jsonSchema.enum
            jsonSchema.description = 'a code; its words stand in core/errors/words'
          }
        },
      })
      return [`${name}.schema.json`, `${JSON.stringify({ title: `bondmark ${name}`, ...json }, null, 2)}\n`]
    }),
  )
}
