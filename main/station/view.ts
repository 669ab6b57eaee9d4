import type { BackupView, DamageView, SerialsView, StationView } from '../../core/contract/station-view.ts'
import type { Decision } from '../../core/decision/decision.ts'
import { reasonSentence } from '../../core/decision/decision.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { type ClockSkew, SKEW_TOLD_MS } from '../../sync/replication/clock-skew.ts'
import type { TakenMembership } from '../members/station-members.ts'
import { whyHeld } from '../release/why-held.ts'
import { serialsView } from '../serials/serials-view.ts'
import type { LabelJob } from '../store/labels.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import { frozenDocuments, nextOfFrozen, whyFrozen } from './batch-documents.ts'
import { carriedOf } from './carried.ts'
import { caseView, openCaseView, openPalletView, palletView } from './carrier-view.ts'
import { clockNotice, jumpSentence } from './clock-notice.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { waitingOf } from './keep-answer.ts'
import { labelLook, type WhyWaiting } from './label-look.ts'
import { labelOrderOf } from './label-order.ts'
import { keptNotices, noticeTold } from './ledger-notices.ts'
import { planOf, remaining } from './planned-line.ts'
import { ssccsLeft } from './sscc.ts'
import { nextWithOthers, othersOfLine } from './together.ts'
import { unitGtinOf } from './unit-gtin.ts'

type LineView = StationView['lines'][number]
type SyncView = StationView['sync']

/** What is not in the store: devices and a sync that runs now. */
export interface LiveParts {
  readonly revision: number
  readonly planImport: StationView['planImport']
  readonly rightImport: SerialsView['running']
  readonly preparing: NonNullable<StationView['preparing']> | null
  /** Why a reserved label of a kind is not on its way to a printer, or null. */
  readonly whyWaiting: WhyWaiting
  readonly devices: StationView['devices']
  readonly pairing: StationView['pairing']
  readonly running: SyncView['running']
  readonly lastSync: SyncView['last']
  /** The newest list of members that was taken from the ledger. */
  readonly members?: TakenMembership | null
  readonly retry?: SyncView['retry']
  readonly clock?: ClockSkew | null
  /** Of a station whose store must not be written to any more. */
  readonly damage?: DamageView | null
  readonly backup?: BackupView
  /** How sharing with other stations goes; null where there are none. */
  readonly shared?: StationView['shared'] | null
}

const membersView = (taken: TakenMembership | null): SyncView['members'] =>
  taken && { ...taken, changes: taken.changes.map(({ code, detail }) => ({ code, detail: { ...detail } })) }

const RECENT = 8
/** Lines that the plan's own screen shows; what is in hand is looked up and never cut off. */
const LINES_MAX = 500
const LOTS_MAX = 100
const OUTSTANDING_MAX = 100
/** Cases, and pallets, that their screen lists. */
const CARRIERS_MAX = 100
/** Batches shown beside those that still wait for something. */
const BATCHES_MAX = 50

/** The whole screen from what is stored: no state of its own, so it cannot disagree with the records. */
export function viewOf(ctx: StationContext, desk: Desk, live: LiveParts): StationView {
  const { store, profile } = ctx
  const outstanding = store.labels.outstanding()
  const look = labelLook(ctx, desk, live.whyWaiting)
  const stored = store.plans.linesInWork(LINES_MAX)
  const lines = stored.map((line) => lineView(ctx, line, outstanding))
  const person = desk.person ? store.people.get(desk.person) : null
  const newest = store.labels.newest(1)[0]
  const wanted = desk.pending ? [desk.pending.gtin, unitGtinOf(desk.pending.gtin)] : []
  const batches = store.batches.all()
  const counts = store.countsOf(batches)
  const open = store.cases.opened()
  const shift = store.shifts.current()
  const pallet = store.pallets.opened()
  // While the lot is not known, no line is in hand, and no key may act on the one before.
  const focus = desk.pending ? null : lineInHand(desk, outstanding, open ?? newest)
  const inFocus = focus ? store.plans.line(focus) : null
  return {
    format: 'bondmark/station-view/1',
    revision: live.revision,
    training: profile.training,
    station: { id: profile.station, name: profile.siteName },
    clock: clockView(ctx),
    person: person ? { badge: person.badge, name: person.name, role: person.role } : null,
    shift: shift?.n ?? null,
    state: { ...desk.state, next: nextStep(ctx, desk, outstanding, live, inFocus) },
    line: inFocus ? { ...lineView(ctx, inFocus, outstanding), ...whyView(ctx, inFocus) } : null,
    lots: wanted
      .flatMap((gtin) => store.plans.linesOf(gtin ?? ''))
      .filter((line) => !line.closedAt && remaining(line) > 0)
      .slice(0, LOTS_MAX)
      .map((line) => lineView(ctx, line, outstanding)),
    lines,
    open: { lines: openLines(store, lines), labels: outstanding.length },
    label: newest ? look(newest) : null,
    outstanding: outstanding.slice(0, OUTSTANDING_MAX).map(look),
    labelOrder: labelOrderOf(ctx),
    stops: shift ? store.stops.countOf(shift.n) : 0,
    openCase: open ? openCaseView(ctx, open) : null,
    cases: store.cases.newest(CARRIERS_MAX).map(caseView),
    openPallet: pallet ? openPalletView(ctx, pallet) : null,
    pallets: store.pallets.newest(CARRIERS_MAX).map(palletView),
    taking: desk.taking?.what ?? null,
    ssccs: ssccsLeft(ctx),
    recent: store.scans.newest(RECENT).map((entry) => ({
      n: entry.n,
      at: entry.t,
      kind: entry.kind as StationView['recent'][number]['kind'],
      text: entry.text,
      sentence: JSON.parse(entry.sentence) as Failure,
    })),
    planImport: live.planImport,
    serials: serialsView(ctx, live.rightImport),
    ...(live.preparing && { preparing: live.preparing }),
    devices: live.devices,
    pairing: live.pairing,
    sync: {
      unsynced: counts.statements - counts.receipts,
      oldest: counts.oldest,
      batches: batches
        .filter(({ state }, at) => state !== 'receipted' || at >= batches.length - BATCHES_MAX)
        .map(({ n, state, statements, receipts }) => {
          const waits = state === 'uploaded' && waitingOf(store, n) !== null
          const carried = state === 'open' || state === 'receipted' ? null : carriedOf(store, n)
          return { batch: n, state, statements, receipts, waits, carried }
        }),
      running: live.running,
      last: live.lastSync,
      members: membersView(live.members ?? null),
      retry: live.retry ?? null,
      skewMs: toldSkew(live.clock),
      frozen: frozenViews(ctx),
      notices: keptNotices(store, ctx.identity.kid).map(noticeTold),
    },
    ...(live.backup && { backup: live.backup }),
    ...(live.shared && { shared: live.shared }),
  }
}

/** Frozen documents on the screen; the others are in the answer of `sync --json`. */
const FROZEN_SHOWN_MAX = 3

/** What went on and is done is news for so long. */
const FROZEN_NEWS_MS = 24 * 3_600_000

function frozenViews({ store, clock }: StationContext): SyncView['frozen'] {
  const newest = frozenDocuments(store).slice(-FROZEN_SHOWN_MAX).reverse()
  return newest.flatMap((frozen) => {
    const { batch, document, by, at } = frozen
    const next = nextOfFrozen(store, frozen)
    const isNews = Date.parse(clock.now()) - Date.parse(at) < FROZEN_NEWS_MS
    if (next.code === 'frozen-went-on' && !isNews) return []
    return [{ batch, document, by, at, why: plain(whyFrozen(frozen)), next: plain(next) }]
  })
}

const plain = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

const toldSkew = (clock: ClockSkew | null | undefined): number | null =>
  clock && Math.abs(clock.skewMs) >= SKEW_TOLD_MS ? clock.skewMs : null

/** Counted only where more may be open than are listed: this is asked at every scan. */
function openLines(store: StationContext['store'], listed: StationView['lines']): number {
  const open = listed.filter((line) => !line.closed).length
  return open < LINES_MAX ? open : store.plans.openCount()
}

function clockView({ clock, store }: StationContext): StationView['clock'] {
  const t = clock.now()
  const { refusal, unstated } = clock
  const sentence =
    refusal ?? (unstated ? jumpSentence({ ...unstated, t }) : null) ?? clockNotice(store.settings)
  if (sentence === null) return null
  return {
    kind: refusal ? 'refused' : 'jumped',
    sentence: { code: sentence.code, detail: { ...sentence.detail } },
    next: { code: refusal ? 'next-set-clock' : 'next-check-clock', detail: {} },
  }
}

/** The line that the hands are at: of the goods accepted last, else of the labels that wait for these goods. */
function lineInHand(
  desk: Desk,
  outstanding: readonly LabelJob[],
  otherwise: LineName | null | undefined,
): LineName | null {
  const { binding, confirmed } = desk
  if (confirmed && (!binding || binding.gtin === confirmed.gtin)) return confirmed
  const waiting = outstanding.find((job) => job.gtin === binding?.gtin)
  return waiting ?? (binding ? null : (otherwise ?? null))
}

/** What to do next: a label in doubt is settled first, and one that is not printed cannot be applied. */
function nextStep(
  ctx: StationContext,
  { state }: Desk,
  outstanding: readonly LabelJob[],
  live: LiveParts,
  line: StoredLine | null,
): Failure {
  if (state.kind !== 'accepted' && state.kind !== 'ready') return state.next
  if (outstanding.some((job) => job.state === 'uncertain')) return { code: 'next-settle-doubt', detail: {} }
  const waiting = outstanding.find((job) => job.state === 'reserved')
  const why = waiting && state.kind === 'accepted' ? live.whyWaiting(waiting.kind) : null
  if (!why) return line && state.kind === 'accepted' ? nextWithOthers(ctx, line, state.next) : state.next
  const isSetUp = why.code !== 'label-waits-no-printer' && why.code !== 'label-waits-pins'
  return { code: isSetUp ? 'next-see-printer' : 'next-set-up-printer', detail: {} }
}

function lineView(ctx: StationContext, stored: StoredLine, outstanding: readonly LabelJob[]): LineView {
  const plan = planOf(stored)
  const others = othersOfLine(ctx, stored)
  const { asn, line, lot, gtin, planned, received, labeled, short, damaged, verdict } = stored
  return {
    asn,
    line,
    lot,
    entryItem: plan.entryItem,
    customsEntry: plan.customsEntry,
    gtin,
    brand: plan.brand,
    nameEn: plan.nameEn,
    nameZh: plan.nameZh,
    origin: plan.origin,
    expiry: plan.expiry,
    decision: verdict,
    reasons: (JSON.parse(stored.decision) as Decision).reasons.map((reason) => {
      const { code, detail } = reasonSentence(reason)
      return { code, detail: { ...detail } }
    }),
    planned,
    received,
    labeled,
    outstanding: outstanding.filter(
      (job) => job.kind === 'unit' && job.asn === asn && job.line === line && job.lot === lot,
    ).length,
    short,
    damaged,
    held: stored.held === 1,
    closed: stored.closedAt !== null,
    ...(stored.closedAt !== null && elsewhereOf(stored)),
    unitsPerCase: plan.unitsPerCase,
    ...(others && { others }),
  }
}

/** Why goods of the line in hand would be stopped. Of the others, the Control screen asks: this is looked up at every scan. */
function whyView({ store }: StationContext, stored: StoredLine): Pick<LineView, 'why'> {
  const why = stored.closedAt === null ? whyHeld(store, stored) : []
  return why.length > 0 ? { why: why.map(({ sentence }) => sentence) } : {}
}

/** What its closing counted on of others; nothing where it counted on none. */
function elsewhereOf({ reasons }: StoredLine): { elsewhere?: number } {
  if (!reasons.includes('"elsewhere"')) return {}
  const notes = JSON.parse(reasons) as { kind: string; quantity: number }[]
  const noted = notes.filter(({ kind }) => kind === 'elsewhere')
  return noted.length > 0 ? { elsewhere: noted.reduce((sum, { quantity }) => sum + quantity, 0) } : {}
}
