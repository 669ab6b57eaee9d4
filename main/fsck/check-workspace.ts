import Database from 'better-sqlite3'
import type { StationProfile } from '../workspace/profile.ts'
import { readProfile, type WorkspaceFiles, workspaceFiles } from '../workspace/workspace.ts'
import { checkAgencies, checkAttachments, checkSwitching } from './check-agencies.ts'
import { checkAnnounced } from './check-announced.ts'
import { checkArchives } from './check-archives.ts'
import { checkAttempts } from './check-attempts.ts'
import { checkAuthorities } from './check-authorities.ts'
import { checkBatches } from './check-batches.ts'
import { checkBonded } from './check-bonded.ts'
import { checkCases } from './check-cases.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { checkCounters } from './check-counters.ts'
import { checkDevices } from './check-devices.ts'
import { checkDrafts } from './check-drafts.ts'
import { checkFacts } from './check-facts.ts'
import { checkFile } from './check-file.ts'
import { checkInspections } from './check-inspections.ts'
import { checkLabels } from './check-labels.ts'
import { checkLines } from './check-lines.ts'
import { checkLives } from './check-lives.ts'
import { checkMessages } from './check-messages.ts'
import { checkPallets } from './check-pallets.ts'
import { checkPeople } from './check-people.ts'
import { checkPlans } from './check-plans.ts'
import { checkPublishers } from './check-publishers.ts'
import { checkReceipts } from './check-receipts.ts'
import { checkReleases } from './check-releases.ts'
import { checkRuleSets } from './check-rule-sets.ts'
import { checkService } from './check-service.ts'
import { checkStatements, type StatementsChecked } from './check-statements.ts'
import { checkStock } from './check-stock.ts'
import { checkStops } from './check-stops.ts'
import { checkTemplates } from './check-templates.ts'
import { findEquivocations } from './find-equivocations.ts'
import { Findings, type FsckAnswer } from './fsck-answer.ts'
import { KnownKeys } from './known-keys.ts'
import { openStationFile, type StationFile } from './open-station-file.ts'
import { Said } from './said.ts'

export interface FsckOptions {
  /** Statements read so far, of how many. */
  readonly onProgress?: (done: number, total: number) => void
  /** For statements that are in no log yet, whose keys are judged by this time (Unix ms); the machine's when absent. */
  readonly nowMs?: number
}

/**
 * Verifies a whole workspace anew by a reader of its own: it shares with the station's writer only what core defines.
 * Reads one consistent state, also beside a running station, and changes nothing. Throws `workspace-missing`,
 * `workspace-damaged` and those of `openStationFile`; everything that can be read but is wrong is in the answer.
 */
export async function checkWorkspace(folder: string, options: FsckOptions = {}): Promise<FsckAnswer> {
  const profile = readProfile(folder)
  const files = workspaceFiles(folder)
  const findings = new Findings()
  const db = openStationFile(files.database)
  try {
    db.exec('BEGIN')
    const keys = new KnownKeys(profile, files, findings)
    const { onProgress = () => {}, nowMs = Date.now() } = options
    const { attachments, catalogue } = files
    const { statements, chains, equivocations } = await checkAll(db, keys, findings, {
      onProgress,
      nowMs,
      attachments,
      catalogue,
    })
    checkService(files.service, (code, where) => findings.add(code, where))
    const problems = findings.all()
    const ok = problems.length === 0
    return { format: 'bondmark/fsck/1', ok, statements, chains, problems, equivocations }
  } finally {
    closeDamaged(db)
  }
}

/** A restored station goes on under another prefix; labels of before keep theirs. */
const prefixesOf = ({ serialPrefix, formerKeys = [] }: StationProfile): string[] => [
  serialPrefix,
  ...formerKeys.map((key) => key.serialPrefix),
]

/** A read that a damaged page broke off leaves its cursor open, and the binding then refuses to close: the process's end does. */
function closeDamaged(db: StationFile): void {
  try {
    db.close()
  } catch (error) {
    if (!isBroken(error)) throw error
  }
}

/** What reading a damaged file throws: SQLite's own error, then the binding's about the cursor that it left. */
const isBroken = (error: unknown): error is Error =>
  error instanceof Database.SqliteError ||
  (error instanceof TypeError && /busy executing/.test(error.message))

async function checkAll(
  db: StationFile,
  keys: KnownKeys,
  findings: Findings,
  {
    onProgress,
    nowMs,
    attachments,
    catalogue,
  }: Required<FsckOptions> & Pick<WorkspaceFiles, 'attachments' | 'catalogue'>,
): Promise<StatementsChecked & Pick<FsckAnswer, 'equivocations'>> {
  const { trust, profile } = keys
  let found: StatementsChecked = { statements: 0, chains: [] }
  let equivocations: FsckAnswer['equivocations'] = []
  const parts: Record<string, () => Promise<void> | void> = {
    file: () => checkFile(db, findings),
    statements: async () => {
      found = await checkStatements(db, keys, new Said(db), findings, onProgress)
    },
    equivocations: () => {
      equivocations = findEquivocations(db, keys, findings)
    },
    facts: () => checkFacts(db, findings),
    batches: () => checkBatches(db, keys, findings),
    archives: () => checkArchives(db, findings),
    receipts: () => (trust ? checkReceipts(db, keys, trust, nowMs, findings) : undefined),
    labels: () => checkLabels(db, prefixesOf(profile), findings),
    templates: () => checkTemplates(db, keys, findings),
    authorities: () => checkAuthorities(db, keys, findings),
    attempts: () => checkAttempts(db, findings),
    catalogue: () => checkCatalogue(catalogue, keys, findings),
    publishers: () => checkPublishers(db, catalogue, keys, findings),
    stops: () => checkStops(db, findings),
    devices: () => checkDevices(db, findings),
    stock: () => checkStock(db, findings),
    messages: () => checkMessages(db, findings),
    cases: () => checkCases(db, findings),
    pallets: () => checkPallets(db, findings),
    lines: () => checkLines(db, findings),
    rules: () => checkRuleSets(db, keys, findings),
    drafts: () => checkDrafts(db, findings),
    plans: () => checkPlans(db, findings),
    releases: () => checkReleases(db, keys, findings),
    announced: () => checkAnnounced(db, findings),
    people: () => checkPeople(db, keys, findings),
    counters: () => checkCounters(db, profile, findings),
    bonded: () => checkBonded(db, keys, findings),
    lives: () => checkLives(db, findings),
    inspections: () => checkSwitching(db, keys, checkInspections(db, keys, findings), findings),
    agencies: () => checkAgencies(db, keys, findings),
    attachments: () => checkAttachments(db, attachments, findings),
  }
  for (const [name, check] of Object.entries(parts)) {
    try {
      await check()
    } catch (error) {
      // Pages that cannot be read end this part of the check; the others may still tell what is provable.
      if (!isBroken(error)) throw error
      const what = error instanceof Database.SqliteError ? error.code : 'unread'
      findings.add('store-unreadable', `${name}: ${what}`)
    }
  }
  return { ...found, equivocations }
}
