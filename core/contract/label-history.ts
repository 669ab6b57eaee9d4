import { z } from 'zod'
import { failure } from './failure.ts'
import { lineKey } from './key-press.ts'
import { labelState } from './station-view.ts'

export const LABEL_HISTORY_LIMIT_MAX = 200

const word = z.string().min(1).max(200)
const time = z.string().max(40)
const kind = z.enum(['unit', 'case', 'pallet'])

/** What labels are looked for: those for which all of it holds. */
export const labelHistoryQuestion = z.object({
  /** Whatever a person has in hand: a scan, a link, a GTIN, a lot, a notice's number, or part of a serial or SSCC. */
  text: z.string().min(1).max(2_048).optional(),
  /** Part of the serial or SSCC. */
  serial: word.optional(),
  kind: kind.optional(),
  gtin: word.optional(),
  lot: word.optional(),
  asn: word.optional(),
  line: word.optional(),
  state: labelState.optional(),
  /** RFC 3339: when it was reserved; both ends are included. Compared as instants, whatever their offsets. */
  from: time.optional(),
  to: time.optional(),
  /** Badge, or pseudonym as statements have it, of who had it made. */
  operator: word.optional(),
  /** Id or name of the printer that it was last sent to. */
  printer: word.optional(),
  template: word.optional(),
  /** Part of the reason for which it was given up: a code, or words. */
  reason: word.optional(),
  /** Whether it was ever in doubt. */
  doubt: z.boolean().optional(),
  /** The shift in which it was reserved. */
  shift: z.int().min(1).optional(),
  limit: z.int().min(1).max(LABEL_HISTORY_LIMIT_MAX),
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,16}\.\d{1,16}$/)
    .optional(),
})
export type LabelHistoryQuestion = z.infer<typeof labelHistoryQuestion>

/** Somebody by the pseudonym that statements have, with the name that goes by it here. */
const person = z.object({ pseudonym: z.string(), name: z.string().nullable() })

const item = z.object({
  job: z.int(),
  kind,
  gtin: z.string(),
  /** The unit's serial, or the case's SSCC. */
  serial: z.string(),
  ...lineKey.shape,
  state: labelState,
  template: z.string(),
  reservedAt: time,
  /** When it came into this state. */
  at: time,
  reason: z.string().nullable(),
  /** Why nobody knew whether it came out, also when that is settled; null: it was never in doubt. */
  doubt: failure.nullable(),
  shift: z.int().nullable(),
  /** Who had it made; null: not recorded then. */
  operator: person.nullable(),
  printer: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type LabelHistoryItem = z.infer<typeof item>

/** Labels of this station, those reserved last first, a page at a time. */
export const labelHistoryAnswer = z.object({
  format: z.literal('bondmark/label-history/1'),
  /** How the text was read, where one was asked for. */
  understood: z
    .object({ kind: z.enum(['label', 'gtin', 'lot', 'asn', 'serial']), value: z.string() })
    .nullable(),
  items: z.array(item),
  /** Where the next page goes on; null when there is nothing more. A page may hold few items and yet not be the last. */
  next: z.string().nullable(),
})
export type LabelHistoryAnswer = z.infer<typeof labelHistoryAnswer>

const other = z.object({ job: z.int(), serial: z.string(), state: labelState })

/** Everything that is on record of one label; its picture is a call of its own. */
export const labelEntry = z.object({
  format: z.literal('bondmark/label-entry/1'),
  ...item.shape,
  /** SHA-256 of the template's canonical bytes; null: not recorded then. */
  templateHash: z.string().nullable(),
  /** Printed for a case that was received whole. */
  run: z.boolean(),
  /** Given up by the station's own recovery: such voids do not count towards the supervisor's limit. */
  recovery: z.boolean(),
  endedBy: person.nullable(),
  /** What it went through, in order. */
  steps: z.array(
    z.object({ step: z.enum(['reserved', 'sent', 'printed', 'uncertain', 'verified', 'voided']), at: time }),
  ),
  attempts: z.array(
    z.object({
      n: z.int(),
      begunAt: time,
      printer: z.string(),
      name: z.string(),
      model: z.string(),
      /** Of the same label without its PIN. */
      bytes: z.int(),
      sha256: z.string(),
      endedAt: time.nullable(),
      answer: z.enum(['printed', 'uncertain', 'not-sent']).nullable(),
      /** What proved the print: `counter`, `idle` …; null where nothing did. */
      proof: z.string().nullable(),
      said: failure.nullable(),
      /** The printer may still put it out. */
      mayComeOut: z.boolean(),
      discardedAt: time.nullable(),
      operator: person.nullable(),
    }),
  ),
  replaces: other.nullable(),
  replacedBy: other.nullable(),
  /** The case that the unit is in, with its SSCC once it has one. */
  case: z.object({ number: z.int(), sscc: z.string().nullable() }).nullable(),
  /** What was stated of it, each with or without a receipt of the log. */
  statements: z.array(
    z.object({
      t: time,
      step: z.string(),
      operator: z.string(),
      statement: z.string(),
      receipt: z.enum(['proven', 'pending']),
    }),
  ),
})
export type LabelEntry = z.infer<typeof labelEntry>

export const stopsQuestion = z.object({
  /** Of this shift; of all when absent. */
  shift: z.int().min(1).optional(),
  limit: z.int().min(1).max(LABEL_HISTORY_LIMIT_MAX),
  after: z.int().min(1).optional(),
})

/** The STOPs of a station, the newest first. */
export const stopsAnswer = z.object({
  format: z.literal('bondmark/stops/1'),
  items: z.array(
    z.object({
      n: z.int(),
      at: time,
      device: z.string(),
      shift: z.int().nullable(),
      operator: person,
      /** What kind of mistake it was: a row of the table of label STOPs, or the code of the sentence. */
      situation: z.string(),
      /** What was scanned, as people read it. */
      subject: z.string(),
      sentence: failure,
      next: failure,
      /** How often the same was stopped in that shift, this time included. */
      times: z.int(),
      acknowledged: z.object({ at: time, by: person }).nullable(),
    }),
  ),
  next: z.int().nullable(),
})
export type StopsAnswer = z.infer<typeof stopsAnswer>
