import type {
  LabelHistoryAnswer,
  LabelHistoryItem,
  LabelHistoryQuestion,
} from '../../core/contract/label-history.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import { readInstant } from '../../platform/clock/clock.ts'
import { identifyText, type LookUpSource } from '../station/look-up.ts'
import type { LabelPlace, WantedLabels } from '../store/label-search.ts'
import type { LabelJob } from '../store/labels.ts'
import { personCalled } from './person-called.ts'

type Understood = NonNullable<LabelHistoryAnswer['understood']>

/** A serial or SSCC has at most so many signs. */
const PART_MAX = 18

/**
 * Labels that a question asks for, those reserved last first, one page. Also serves readers beside a running station.
 * Throws `find-unnamed` for a text, serial or GTIN that can be none, `time-malformed`.
 */
export function searchLabels(source: LookUpSource, question: LabelHistoryQuestion): LabelHistoryAnswer {
  const wanted = wantedOf(source, question)
  const meant = question.text === undefined ? null : meaningOf(source, question.text)
  if (meant?.job) return answerOf(source, meant.understood, matching(meant.job, wanted), null)
  const both = bothOf(wanted, meant?.wanted ?? {})
  if (!both) return answerOf(source, meant?.understood ?? null, [], null)
  const { labels, next } = source.store.labelSearch.find(both, placeOf(question.after), question.limit)
  return answerOf(source, meant?.understood ?? null, labels, next)
}

/** What is asked in fields, and what a text means besides; null when no label can be both. */
function bothOf(wanted: WantedLabels, meant: WantedLabels): WantedLabels | null {
  const isApart = (['gtin', 'lot', 'asn'] as const).some(
    (name) => wanted[name] !== undefined && meant[name] !== undefined && wanted[name] !== meant[name],
  )
  const serialParts = [...(wanted.serialParts ?? []), ...(meant.serialParts ?? [])]
  return isApart ? null : { ...wanted, ...meant, serialParts }
}

function answerOf(
  source: LookUpSource,
  understood: Understood | null,
  labels: readonly LabelJob[],
  next: LabelPlace | null,
): LabelHistoryAnswer {
  return {
    format: 'bondmark/label-history/1',
    understood,
    items: labels.map((label) => labelItem(source, label)),
    next: next && `${next.ms}.${next.job}`,
  }
}

/** A label as the list shows it. */
export function labelItem({ store }: LookUpSource, label: LabelJob): LabelHistoryItem {
  const { job, kind, gtin, serial, asn, line, lot, state, template, reservedAt, reason, shift } = label
  return {
    job,
    kind,
    gtin,
    serial,
    asn,
    line,
    lot,
    state,
    template,
    reservedAt,
    at: label.endedAt ?? label.printedAt ?? label.sentAt ?? reservedAt,
    reason,
    doubt: label.doubt === null ? null : shown(JSON.parse(label.doubt) as Failure),
    shift,
    operator: personCalled(store, label.reservedBy),
    printer:
      label.printer === null
        ? null
        : { id: label.printer, name: store.labelSearch.printerName(label.printer) ?? label.printer },
  }
}

export const shown = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

function wantedOf(source: LookUpSource, question: LabelHistoryQuestion): WantedLabels {
  const { kind, lot, asn, line, state, template, reason, doubt, shift } = question
  return {
    kind,
    lot: lot?.trim(),
    asn: asn?.trim(),
    line: line?.trim(),
    state,
    template: template?.trim(),
    reason: reason?.trim(),
    doubt,
    shift,
    serialParts: question.serial === undefined ? [] : [partOf(question.serial) ?? unnamed(question.serial)],
    gtin: question.gtin === undefined ? undefined : (gtinIn(question.gtin) ?? unnamed(question.gtin)),
    operator: question.operator === undefined ? undefined : pseudonymOf(source, question.operator),
    printer: question.printer === undefined ? undefined : printerOf(source, question.printer),
    fromMs: instantIn(question.from),
    toMs: instantIn(question.to),
  }
}

function unnamed(text: string): never {
  throw new BondmarkError('find-unnamed', { text: text.slice(0, 80) })
}

function placeOf(after: string | undefined): LabelPlace | null {
  const [ms, job] = after?.split('.').map(Number) ?? []
  return ms === undefined || job === undefined ? null : { ms, job }
}

function instantIn(time: string | undefined): number | undefined {
  if (time === undefined) return undefined
  const instant = readInstant(time)
  if (!instant) throw new BondmarkError('time-malformed', { value: time })
  return instant.instantMs
}

function gtinIn(text: string): string | null {
  const reading = parseScan(text.trim())
  return (reading.ok && reading.elements.find(({ ai }) => ai === '01')?.value) || null
}

/** Serials hold no I, L, O and U: what people read as one of them is a digit. An SSCC may be written in groups. */
function partOf(text: string): string | null {
  const part = text.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1')
  return part.length <= PART_MAX && /^[0-9A-HJKMNP-TV-Z]+$/.test(part) ? part : null
}

function pseudonymOf({ store }: LookUpSource, operator: string): string {
  const wanted = operator.trim()
  return store.people.get(wanted.toUpperCase())?.pseudonym ?? wanted
}

function printerOf({ store }: LookUpSource, printer: string): string {
  const wanted = printer.trim()
  const isMeant = ({ id, name }: { id: string; name: string }) => id === wanted || name === wanted
  return (store.devices.all().find(isMeant) ?? store.labelSearch.printers().find(isMeant))?.id ?? wanted
}

interface Meant {
  readonly understood: Understood
  readonly job?: LabelJob
  readonly wanted?: WantedLabels
}

/** What a bare text means: a label of ours in hand, else a product, lot or notice that labels are of, else part of a serial. */
function meaningOf(source: LookUpSource, text: string): Meant {
  const { store } = source
  const value = text.trim()
  const job = identifyText(source, value)?.job
  if (job) return { understood: { kind: 'label', value: job.serial }, job }
  const reading = parseScan(value)
  const serial = reading.ok ? reading.elements.find(({ ai }) => ai === '21' || ai === '00')?.value : undefined
  // Somebody's label, and none of ours.
  if (serial !== undefined)
    return { understood: { kind: 'serial', value: serial }, wanted: { serialParts: [serial] } }
  const gtin = gtinIn(value)
  if (gtin && store.labelSearch.has('gtin', gtin))
    return { understood: { kind: 'gtin', value: gtin }, wanted: { gtin } }
  for (const kind of ['lot', 'asn'] as const) {
    if (store.labelSearch.has(kind, value)) return { understood: { kind, value }, wanted: { [kind]: value } }
  }
  const serialPart = partOf(value) ?? unnamed(value)
  return { understood: { kind: 'serial', value: serialPart }, wanted: { serialParts: [serialPart] } }
}

/** The one label in hand, unless the filters leave it out. */
function matching(job: LabelJob, wanted: WantedLabels): LabelJob[] {
  const { kind, gtin, lot, asn, line, state, operator, printer, template, reason, doubt, shift } = wanted
  const ms = Date.parse(job.reservedAt)
  const agree: readonly (readonly [unknown, unknown])[] = [
    [kind, job.kind],
    [gtin, job.gtin],
    [lot, job.lot],
    [asn, job.asn],
    [line, job.line],
    [state, job.state],
    [operator, job.reservedBy],
    [printer, job.printer],
    [template, job.template],
    [doubt, job.doubt !== null],
    [shift, job.shift],
  ]
  const isWithin = ms >= (wanted.fromMs ?? ms) && ms <= (wanted.toMs ?? ms)
  const isFor = reason === undefined || (job.reason ?? '').toLowerCase().includes(reason.toLowerCase())
  const isPart = (wanted.serialParts ?? []).every((part) => job.serial.includes(part))
  const isAll = agree.every(([asked, is]) => asked === undefined || asked === is)
  return isAll && isWithin && isFor && isPart ? [job] : []
}
