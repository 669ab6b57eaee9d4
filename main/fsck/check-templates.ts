import { readPrintedLabel } from '../../core/label/printed-label.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { templateHash, templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { templateStatements } from '../../core/label/template-approval.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { isSupervisorOf, whyNotSaid } from './signed-by-person.ts'
import { jsonIn, unlessWrong } from './unless-wrong.ts'

/** Documents that count as approved by the release that brought them: stations printed by them before anybody approved any. */
const ofTheRelease: ReadonlyMap<string, string> = new Map(
  shippedTemplates
    .filter((template) => ['unit-60x40/1', 'case-100x150/1'].includes(templateId(template)))
    .map((template) => [templateId(template), templateHash(template)]),
)

/** After which label a name and version may be printed by, up to which one, and which document they are. */
interface Approval {
  readonly hash: string
  readonly after: number
  readonly until: number
}

/**
 * Label templates: each document is what its row says and can be read, each approval and retirement is signed by somebody who
 * might, and each label was reserved by a template that was approved then, and says what its columns say.
 */
export function checkTemplates(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const documents = checkDocuments(db, findings)
  const approvals = checkSaid(db, keys, documents, findings)
  checkChoices(db, approvals, findings)
  checkReserved(db, approvals, findings)
}

function checkDocuments(db: StationFile, findings: Findings): ReadonlyMap<string, LabelTemplate> {
  const rows = db
    .prepare<[], { hash: string; template: string; json: string; isMade: number }>(
      `SELECT hash, template, json, julianday(t) IS NOT NULL AND (badge IS NULL OR badge IN (SELECT badge FROM person)) AS isMade
       FROM label_template ORDER BY hash`,
    )
    .iterate()
  const documents = new Map<string, LabelTemplate>()
  for (const { hash, template, json, isMade } of rows) {
    const read = documentIn(json)
    const isSo = read && templateHash(read) === hash && templateId(read) === template && isMade === 1
    if (isSo) documents.set(hash, read)
    else findings.add('template-damaged', `template ${template}, ${hash.slice(0, 12)}`)
  }
  return documents
}

const documentIn = (json: string): LabelTemplate | null => unlessWrong(() => readTemplate(jsonIn(json)))

interface SaidRow {
  readonly id: Buffer
  readonly kind: 'approved' | 'retired'
  readonly template: string
  readonly hash: string
  readonly t: string
  readonly badge: string
  readonly bytes: Buffer
  readonly afterJob: number
  readonly isPlaced: number
}

function checkSaid(
  db: StationFile,
  keys: KnownKeys,
  documents: ReadonlyMap<string, LabelTemplate>,
  findings: Findings,
): ReadonlyMap<string, Approval> {
  const approvals = new Map<string, Approval>()
  for (const [template, hash] of ofTheRelease)
    approvals.set(template, { hash, after: 0, until: Number.POSITIVE_INFINITY })
  const rows = db
    .prepare<[], SaidRow & { n: number }>(
      `SELECT n, id, kind, template, hash, t, badge, bytes, after_job AS afterJob,
        after_job BETWEEN 0 AND (SELECT coalesce(max(job), 0) FROM label_job) AS isPlaced FROM template_statement ORDER BY n`,
    )
    .iterate()
  let before = 0
  for (const row of rows) {
    const where = `template ${row.template}, ${row.kind}`
    if (row.n !== before + 1) findings.add('template-statement-missing', `before ${where}`)
    before = row.n
    const why = whyNotKept(row, keys, documents)
    if (why) findings.add('template-statement-wrong', `${where}, ${why}`)
    const known = approvals.get(row.template)
    if (row.kind === 'approved') {
      if (known && known.hash !== row.hash) findings.add('template-statement-wrong', `${where}, hash`)
      else if (!known)
        approvals.set(row.template, { hash: row.hash, after: row.afterJob, until: Number.POSITIVE_INFINITY })
    } else if (known?.hash === row.hash) approvals.set(row.template, { ...known, until: row.afterJob })
    else findings.add('template-statement-wrong', `${where}, hash`)
  }
  return approvals
}

/** What of a row is not what its statement says, or null. */
const whyNotKept = (
  row: SaidRow,
  keys: KnownKeys,
  documents: ReadonlyMap<string, LabelTemplate>,
): string | null =>
  whyNotSaid(row, templateStatements, (said, statement) => ({
    kind: said.format === `bondmark/template-${row.kind}/1`,
    template: said.template === row.template,
    hash: said.hash === row.hash && documents.has(row.hash),
    t: said.t === row.t,
    after_job: row.isPlaced === 1,
    station: said.station === keys.station(keys.profile.kid)?.issuer,
    signature: isSupervisorOf(row.badge, statement, keys),
  }))

/** Choices are numbered without a gap, made by somebody who is known, and of templates that are approved. */
function checkChoices(db: StationFile, approvals: ReadonlyMap<string, Approval>, findings: Findings): void {
  const rows = db
    .prepare<[], { n: number; name: string; value: string; isMade: number }>(
      `SELECT n, name, value, julianday(t) IS NOT NULL AND badge IN (SELECT badge FROM person) AS isMade
       FROM label_choice ORDER BY n`,
    )
    .iterate()
  let before = 0
  for (const { n, name, value, isMade } of rows) {
    const isSo =
      name === 'language'
        ? /^(en|zh-CN|ja|ko)$/.test(value)
        : /^template (unit|case|pallet) \d+x\d+$/.test(name) && approvals.has(value)
    if (n !== before + 1 || !isMade || !isSo) findings.add('label-choice-damaged', `choice ${n}, ${name}`)
    before = n
  }
}

interface ReservedRow {
  readonly job: number
  readonly kind: string
  readonly gtin: string
  readonly serial: string
  readonly lot: string
  readonly template: string
  readonly hash: string | null
  readonly content: string | null
}

/** Labels of before their content was recorded say neither document nor content, and never one of the two. */
function checkReserved(db: StationFile, approvals: ReadonlyMap<string, Approval>, findings: Findings): void {
  const rows = db
    .prepare<[], ReservedRow>(
      `SELECT job, kind, gtin, serial, lot, template, template_hash AS hash, content
       FROM label_job ORDER BY job`,
    )
    .iterate()
  for (const row of rows) {
    const approval = approvals.get(row.template)
    const hash = row.hash ?? ofTheRelease.get(row.template)
    if (!approval || approval.hash !== hash || row.job <= approval.after || row.job > approval.until)
      findings.add('label-template-unapproved', `label ${row.job}, ${row.template}`)
    if ((row.hash === null) !== (row.content === null) || (row.content !== null && !says(row.content, row)))
      findings.add('label-content-damaged', `label ${row.job}`)
  }
}

/** Whether a recorded content is of this label: its secret left out, and named as its columns name it. */
function says(json: string, { kind, gtin, serial, lot }: ReservedRow): boolean {
  const content = readPrintedLabel(json)?.content
  if (content?.kind !== kind) return false
  if (content.kind !== 'unit') return content.sscc === serial
  const path = new URL(content.link).pathname
  return (
    content.gtin === gtin &&
    content.serial === serial &&
    content.lot === lot &&
    path === `/01/${gtin}/21/${serial}`
  )
}
