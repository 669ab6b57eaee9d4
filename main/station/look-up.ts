import type { LookupAnswer } from '../../core/contract/lookup.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import { StatementJudge } from '../../core/lifecycle/judge-statements.ts'
import type { UnitState } from '../../core/lifecycle/unit-life.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes, recordNameOf } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StoredStatement } from '../store/statements.ts'
import type { StationStore } from '../store/station-store.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { goodsInCase, goodsOnPallet } from './carrier-contents.ts'
import { goodsView } from './carrier-view.ts'
import { checkOwnSeal } from './own-seal.ts'
import { unitLabelsIn } from './unit-labels.ts'

/** What a look-up needs: it also serves readers that never write. */
export interface LookUpSource {
  readonly store: StationStore
  readonly profile: StationProfile
}

/** The identity a text names, with the label of ours that carries it. */
export interface Identified {
  readonly epc: string
  readonly job: LabelJob | null
  readonly gtin: string | null
  readonly serial: string | null
}

/** What a text of any kind names: a label's link, a scan, bare digits, a bare serial of ours; null when nothing does. */
export function identifyText({ store }: LookUpSource, text: string): Identified | null {
  const wanted = text.trim()
  const bare = store.labels.bySerial(wanted.toUpperCase())
  if (bare) return ofJob(bare)
  const reading = parseScan(wanted)
  if (!reading.ok) return null
  const value = (ai: string) => reading.elements.find((element) => element.ai === ai)?.value
  const sscc = value('00')
  if (sscc) return { epc: ssccEpc(sscc), job: store.labels.bySerial(sscc), gtin: null, serial: sscc }
  const [gtin, serial] = [value('01'), value('21')]
  if (!gtin || !serial) return null
  const job = store.labels.bySerial(serial)
  return { epc: unitEpc(gtin, serial), job: job?.gtin === gtin ? job : null, gtin, serial }
}

function ofJob(job: LabelJob): Identified {
  return job.kind === 'unit'
    ? { epc: unitEpc(job.gtin, job.serial), job, gtin: job.gtin, serial: job.serial }
    : { epc: ssccEpc(job.serial), job, gtin: null, serial: job.serial }
}

/** Statements about a unit, its goods' receipt and its case, in chain order. */
export function statementsAbout({ store }: LookUpSource, found: Identified): StoredStatement[] {
  const about = new Map(store.statements.about(found.epc).map((statement) => [statement.n, statement]))
  if (found.job?.binding) {
    const receipt = store.statements.get(found.job.binding)
    if (receipt) about.set(receipt.n, receipt)
  }
  return [...about.values()].sort((a, b) => a.n - b.n)
}

/** What this station knows of a unit or a case: its standing and its timeline, each step with or without a receipt. */
export function lookUp(source: LookUpSource, text: string): LookupAnswer {
  const { store } = source
  const found = identifyText(source, text)
  const seal = text.includes('?s=') ? sealOf(source, text) : null
  if (!found)
    return {
      format: 'bondmark/lookup/1',
      unit: text.slice(0, 200),
      standing: 'unknown',
      timeline: [],
      case: null,
      pallet: null,
      contents: [],
      goods: [],
      gtin: null,
      serial: null,
      lot: null,
      seal,
    }
  const statements = statementsAbout(source, found)
  const judge = judgeOf(found, statements)
  const packed = found.job?.kind === 'unit' ? store.cases.caseOf(found.job.job) : null
  const inside = insideOf(source, found)
  return {
    format: 'bondmark/lookup/1',
    unit: found.epc,
    standing: standingOf(source, found, judge),
    timeline: statements.map((statement) => timelineEntry(source, statement, judge)),
    case: packed?.sscc ? ssccEpc(packed.sscc) : null,
    pallet: palletOf(source, packed?.sscc ?? found.serial),
    ...inside,
    gtin: found.gtin,
    serial: found.serial,
    lot: found.job?.lot ?? null,
    seal,
  }
}

function sealOf(source: LookUpSource, text: string): LookupAnswer['seal'] {
  const found = checkOwnSeal(source, text.trim())
  const said: Failure = found.ok
    ? { code: 'seal-holds', detail: { kid: found.sealer.kid.slice(0, 8) } }
    : { code: found.code, detail: found.detail }
  return { code: said.code, detail: { ...said.detail } }
}

/** The life that these statements tell of this one identity: the same fold as the ledger's, over what is known here. */
function judgeOf(found: Identified, statements: readonly StoredStatement[]): StatementJudge {
  const judge = new StatementJudge(found.epc)
  for (const { n: place, bytes } of statements) {
    const { kid, contentType, payload } = readStatement(bytes)
    judge.take({ place, kid, contentType, payload: parseCanonical(payload) })
  }
  return judge
}

/** How far it has come by what is stated; what is only printed so far is known from its label. */
function standingOf(
  { store }: LookUpSource,
  { epc, job }: Identified,
  judge: StatementJudge,
): LookupAnswer['standing'] {
  const life = judge.life(epc)
  if (life === null) return !job ? 'unknown' : job.state === 'voided' ? 'voided' : 'label-outstanding'
  if (life.kind === 'unit') return ofUnit[life.state]
  // A case's own statements do not tell whether what came out of it was all there was: its contents do.
  if (job?.kind === 'pallet')
    return store.pallets.bySscc(job.serial)?.state === 'emptied' ? 'emptied' : 'pallet-closed'
  if (job && store.cases.bySscc(job.serial)?.state === 'emptied') return 'emptied'
  if (life.state === 'on-pallet') return life.state
  // A case of ours is closed by its label's scan-back; one from outside was received as it stood.
  return job ? 'case-closed' : 'received'
}

/** What is in a case or on a pallet that was closed here. */
function insideOf({ store }: LookUpSource, { job }: Identified): Pick<LookupAnswer, 'contents' | 'goods'> {
  const packed = job?.kind === 'case' ? store.cases.bySscc(job.serial) : null
  const built = job?.kind === 'pallet' ? store.pallets.bySscc(job.serial) : null
  if (packed?.state === 'closed')
    return {
      contents: unitLabelsIn({ store }, packed.number).map(({ gtin, serial }) => unitEpc(gtin, serial)),
      goods: goodsInCase({ store }, packed.number).map(goodsView),
    }
  if (built?.state === 'closed')
    return {
      contents: store.pallets.contents(built.number).map(ssccEpc),
      goods: goodsOnPallet({ store }, built.number).map(goodsView),
    }
  return { contents: [], goods: [] }
}

/** The closed pallet that a case stands on. */
function palletOf({ store }: LookUpSource, sscc: string | null): string | null {
  const built = sscc === null ? null : store.pallets.palletOf(sscc)
  return built?.state === 'closed' && built.sscc !== null ? ssccEpc(built.sscc) : null
}

const ofUnit: Readonly<Record<UnitState, LookupAnswer['standing']>> = {
  unborn: 'unknown',
  voided: 'voided',
  commissioned: 'commissioned',
  received: 'received',
  held: 'held',
  packed: 'packed',
  'packed-held': 'held',
  shipped: 'shipped',
  decommissioned: 'decommissioned',
  destroyed: 'destroyed',
}

const eventOf = (statement: StoredStatement) =>
  parseCanonical(readStatement(statement.bytes).payload) as Record<string, unknown>

function timelineEntry(
  { store }: LookUpSource,
  statement: StoredStatement,
  judge: StatementJudge,
): LookupAnswer['timeline'][number] {
  const payload = eventOf(statement)
  const step =
    statement.contentType === contentTypes.event
      ? String(payload.bizStep)
      : (recordNameOf(statement.contentType) ?? statement.contentType)
  const isProven = store.batches.proofOf(statement.n) !== null
  const { standing } = judge.verdictAt(statement.n)
  // What contradicts nothing here is not called valid: others may have stated what this station does not know.
  const known = isProven ? 'logged' : 'recorded'
  const worth = standing === 'valid' || standing === 'malformed' ? known : standing
  return {
    t: statement.t,
    step,
    operator: String(payload['bm:operator'] ?? payload.operator ?? ''),
    statement: statement.id,
    receipt: isProven ? 'proven' : 'pending',
    standing: worth,
  }
}
