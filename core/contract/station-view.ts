import { z } from 'zod'
import { pairingView } from './devices.ts'
import { failure } from './failure.ts'
import { lineKey } from './key-press.ts'
import { otherCounts, sharedView } from './shared-progress.ts'

/** RFC 3339 with milliseconds and offset. */
const time = z.string()

export const decisionVerdict = z.enum(['exempt', 'whitelisted', 'label', 'hold', 'refuse'])

/**
 * What the whole screen says at once. `pick-lot` is READY's sibling: the goods are known, their lot is not. `refused` is a
 * scan that could not be read: nothing happened, scan again; unlike `stop` it waits for nobody.
 */
export const stateKind = z.enum([
  'signed-out',
  'ready',
  'accepted',
  'duplicate',
  'refused',
  'pick-lot',
  'stop',
])

export const labelState = z.enum(['reserved', 'sent', 'printed', 'verified', 'uncertain', 'voided'])

/** One planned line with what has happened to it so far; quantities in units. */
export const lineView = z.object({
  ...lineKey.shape,
  entryItem: z.string(),
  customsEntry: z.string(),
  gtin: z.string(),
  brand: z.string(),
  nameEn: z.string(),
  nameZh: z.string(),
  origin: z.string(),
  expiry: z.string(),
  decision: decisionVerdict,
  reasons: z.array(failure),
  planned: z.int(),
  received: z.int(),
  labeled: z.int(),
  outstanding: z.int(),
  short: z.int(),
  damaged: z.int(),
  /** Planned units that were other stations' by their word when this one closed its part. */
  elsewhere: z.int().optional(),
  held: z.boolean(),
  /** What goods on hold wait for; absent where nothing is known of it. */
  why: z.array(failure).optional(),
  closed: z.boolean(),
  unitsPerCase: z.int(),
  /** What other stations of the warehouse say of it; only where they have said something. */
  others: otherCounts.optional(),
})
export type LineView = z.infer<typeof lineView>

/** A label as the screen may know it: never its PIN. */
export const labelView = z.object({
  job: z.int(),
  kind: z.enum(['unit', 'case', 'pallet']),
  gtin: z.string(),
  /** The unit's serial, or the case's SSCC. */
  serial: z.string(),
  ...lineKey.shape,
  state: labelState,
  at: time,
  reason: z.string().nullable(),
  /** Why nobody knows whether it came out; null for a label that is not in doubt. */
  doubt: failure.nullable(),
  /** A printer may still put it out, as after a change of paper. */
  mayComeOut: z.boolean(),
  /** It came out of a roll without panels: an overlay covers its scratch code before it is scanned. */
  overlay: z.boolean(),
  /** Why it is not on its way to a printer now; null for a label that is, or does not wait for one. */
  waits: failure.nullable(),
  /** Whether it can be given up by who is signed in; `supervisor`: with the badge and passcode of one. */
  mayVoid: z.enum(['yes', 'supervisor', 'no']),
})
export type LabelView = z.infer<typeof labelView>

/** `emptied`: everything came out again, and the SSCC is spent. */
const carrierState = z.enum(['open', 'closing', 'closed', 'emptied'])

/** A case; the line is the one it was opened at. */
export const caseView = z.object({
  ...lineKey.shape,
  number: z.int(),
  units: z.int(),
  capacity: z.int(),
  sscc: z.string().nullable(),
  state: carrierState,
  /** Of one line; mixed within one notice and customs entry; or of any, as a supervisor allowed. */
  scope: z.enum(['line', 'entry', 'any']),
  /** The pallet it stands on. */
  pallet: z.int().nullable(),
})
export type CaseView = z.infer<typeof caseView>

/** Goods of one line that are inside. */
export const carriedGoods = z.object({
  ...lineKey.shape,
  gtin: z.string(),
  expiry: z.string(),
  nameEn: z.string(),
  nameZh: z.string(),
  units: z.int(),
})
export type CarriedGoodsView = z.infer<typeof carriedGoods>

/** The case that units go into now. `last`: the serial of the unit put in last. */
export const openCaseView = z.object({
  ...caseView.shape,
  goods: z.array(carriedGoods),
  last: z.string().nullable(),
})

export const palletView = z.object({
  number: z.int(),
  cases: z.int(),
  capacity: z.int(),
  sscc: z.string().nullable(),
  state: carrierState,
})
export type PalletView = z.infer<typeof palletView>

/** The pallet that cases go on now. `last`: the SSCC of the case put on last. */
export const openPalletView = z.object({
  ...palletView.shape,
  goods: z.array(carriedGoods),
  last: z.string().nullable(),
})

export const deviceView = z.object({
  id: z.string(),
  kind: z.enum(['scanner', 'printer', 'ledger']),
  name: z.string(),
  simulated: z.boolean(),
  /** Whether it is really there and able: only this is green. */
  ok: z.boolean(),
  status: failure,
  /** How it is connected. */
  how: failure,
  /** The row of the model table, in words; null where there is none. */
  model: z.string().nullable(),
  /** When it last proved to be there; null: never. */
  seenAt: time.nullable(),
  /** Symbols of it that came faster than they could be taken and are lost. */
  dropped: z.int(),
})

export const recentEntry = z.object({
  n: z.int(),
  at: time,
  kind: z.enum(['goods', 'verified', 'packed', 'duplicate', 'stop', 'voided', 'note']),
  text: z.string(),
  sentence: failure,
})

export const batchView = z.object({
  batch: z.int(),
  state: z.enum(['open', 'sealed', 'uploaded', 'logged', 'receipted']),
  statements: z.int(),
  receipts: z.int(),
  /** Held by the ledger, and not logged, until earlier statements are there. */
  waits: z.boolean(),
  /** When it was last put out as a file, to be carried to the ledger, and that file's name. It is not sent by that. */
  carried: z.object({ at: time, file: z.string() }).nullable(),
})

export const syncView = z.object({
  /** Statements without a receipt, and since when the oldest of them waits. */
  unsynced: z.int(),
  oldest: time.nullable(),
  batches: z.array(batchView),
  running: z
    .object({
      batch: z.int(),
      stage: z.enum(['connect', 'upload', 'log', 'receipts']),
      done: z.int(),
      total: z.int(),
    })
    .nullable(),
  last: z.object({ at: time, ok: z.boolean(), sentence: failure }).nullable(),
  /** What others have stated that contradicts this station's statements, as the ledger told it last, the newest first. */
  notices: z.array(z.object({ about: z.string(), log: z.string(), sentence: failure })).optional(),
  /** The newest list of members that was taken from the ledger, and what it changed; null when none ever was. */
  members: z.object({ at: time, head: z.string(), changes: z.array(failure) }).nullable(),
  /** A sync that failed on the way and is tried again by itself: which try comes next, and when. */
  retry: z.object({ attempt: z.int(), at: time }).nullable(),
  /** The ledger's clock against this machine's, in ms, when it differs by more than people tolerate. */
  skewMs: z.int().nullable(),
  /** Documents that are followed no further, the newest first: why, and what to do. */
  frozen: z.array(
    z.object({
      batch: z.int(),
      document: z.string(),
      by: z.enum(['ledger', 'station']),
      at: time,
      why: failure,
      next: failure,
    }),
  ),
})

/**
 * A database that cannot be trusted with one more statement: nothing is taken, everything that can be read is shown. The
 * report is null while it is being made.
 */
export const damageView = z.object({
  failure,
  /** when it was found */
  at: time,
  report: z
    .object({
      statements: z.int(),
      receipts: z.int(),
      /** Whether the database is as long as it says; otherwise more may be gone than is known. */
      whole: z.boolean(),
      /** Statements that are gone, and how many of them are in a backup or at the ledger. */
      gone: z.int(),
      safe: z.int(),
      newestBackup: z.object({ at: time, file: z.string(), statements: z.int() }).nullable(),
      /** Commands that bring the station back, in order. */
      restore: z.array(z.string()),
    })
    .nullable(),
})
export type DamageView = z.infer<typeof damageView>

/** Backups of the workspace, as far as this station made them itself. */
export const backupView = z.object({
  /** null: never backed up, and that is said. `there`: the file is still where it was put. */
  last: z
    .object({
      at: time,
      file: z.string(),
      bytes: z.int(),
      statements: z.int(),
      encrypted: z.boolean(),
      there: z.boolean(),
      sameDisk: z.boolean(),
    })
    .nullable(),
  running: z.object({ stage: z.enum(['copy', 'check', 'write']), done: z.int(), total: z.int() }).nullable(),
  /** Why the one before this came to nothing. */
  failed: failure.nullable(),
  /** Folder that the next one is offered. */
  folder: z.string(),
})
export type BackupView = z.infer<typeof backupView>

/** A right to give serials, as the screen lists it. */
export const rightView = z.object({
  id: z.string(),
  kind: z.enum(['delegation', 'pool']),
  brand: z.string(),
  /** company prefixes and GTINs, the first of them; `more` counts the rest */
  covers: z.array(z.string()),
  more: z.int(),
  /** first three symbols of its serials */
  prefix: z.string(),
  issued: z.int(),
  /** serials that can still be given; null: as many as are wanted */
  left: z.int().nullable(),
  until: time.nullable(),
  /** why nothing is given under it now; null: it is used */
  idle: failure.nullable(),
  /** so few are left that more should be asked for */
  low: z.boolean(),
})
export type RightView = z.infer<typeof rightView>

export const serialsView = z.object({
  rights: z.array(rightView),
  /** rights that are not listed here */
  more: z.int(),
  /** what is being imported, in serials */
  running: z.object({ file: z.string(), done: z.int(), total: z.int() }).nullable(),
  /** what should be told before it stops the line */
  low: z.array(failure),
})
export type SerialsView = z.infer<typeof serialsView>

/** A station that is not let in yet: what it shows to the person who stands there, and to the administrator at the ledger. */
export const enrolmentView = z.object({
  /** `making`: it was approved, and its workspace is being made */
  phase: z.enum(['asking', 'waiting', 'making', 'ended']),
  /** address of the ledger */
  ledger: z.string(),
  /** null before the ledger has answered */
  org: z.string().nullable(),
  /** four groups of four symbols; null before it was asked */
  code: z.string().nullable(),
  /** when nobody needs to wait any longer, by this machine's clock */
  until: time.nullable(),
  /** while it waits, why the ledger does not answer just now; at the end, why it ended */
  failure: failure.nullable(),
})
export type EnrolmentView = z.infer<typeof enrolmentView>

/** Everything the operator's screen shows, whole, so that a window that comes late or again needs nothing else. */
export const stationView = z.object({
  format: z.literal('bondmark/station-view/1'),
  revision: z.int(),
  training: z.boolean(),
  station: z.object({ id: z.string(), name: z.string() }),
  /** What is to be told of the machine's clock; `refused`: nothing is recorded meanwhile. */
  clock: z.object({ kind: z.enum(['jumped', 'refused']), sentence: failure, next: failure }).nullable(),
  person: z
    .object({
      badge: z.string(),
      name: z.string(),
      role: z.enum(['operator', 'supervisor', 'administrator']),
    })
    .nullable(),
  shift: z.int().nullable(),
  state: z.object({ kind: stateKind, sentence: failure, next: failure, at: time, count: z.int() }),
  line: lineView.nullable(),
  /** Lots to choose from while `state.kind` is `pick-lot`. */
  lots: z.array(lineView),
  /** The first of them in plan order; `open` counts them all. */
  lines: z.array(lineView),
  /** How many lines are open and how many labels wait for their scan, those that are not listed here too. */
  open: z.object({ lines: z.int(), labels: z.int() }),
  label: labelView.nullable(),
  outstanding: z.array(labelView),
  /** In which order labels are scanned back; a supervisor changes it. */
  labelOrder: z.enum(['any', 'strict']),
  /** STOPs of this shift so far. */
  stops: z.int(),
  openCase: openCaseView.nullable(),
  /** The newest of them. */
  cases: z.array(caseView),
  openPallet: openPalletView.nullable(),
  pallets: z.array(palletView),
  /** What the next scanned label is for, when a person has pressed a key for it. */
  taking: z.enum(['take-out', 'unpack']).nullable(),
  /** SSCCs that this station has left; `isLow`: time to ask for a new block. */
  ssccs: z.object({ left: z.int(), isLow: z.boolean() }),
  recent: z.array(recentEntry),
  /** A plan file that is being taken, in rows; `store` cannot be cancelled any more. */
  planImport: z
    .object({
      file: z.string(),
      stage: z.enum(['read', 'check', 'decide', 'store']),
      done: z.int(),
      total: z.int(),
    })
    .nullable(),
  /** Scratch codes that the input waits for which was made last: only while they are being made. */
  preparing: z.object({ ready: z.int(), wanted: z.int() }).optional(),
  devices: z.array(deviceView),
  pairing: pairingView.nullable(),
  sync: syncView,
  backup: backupView.optional(),
  serials: serialsView.optional(),
  /** Where other stations share this warehouse. */
  shared: sharedView.optional(),
  /** Only when the station has become read-only. */
  damage: damageView.optional(),
  /** Only of a station that is not let in yet: there is nothing else of it. */
  enrolment: enrolmentView.optional(),
})
export type StationView = z.infer<typeof stationView>
