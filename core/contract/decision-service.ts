import { oc } from '@orpc/contract'
import { z } from 'zod'
import { decision } from '../decision/decision.ts'
import { demand } from '../decision/demand.ts'
import { planColumns, planRow } from '../plan/plan-row.ts'
import { messageKind } from './outgoing-message.ts'

/** Lines that may be asked about at once. */
export const LINES_ASKED_MAX = 1000
/** Messages in one answer of `/changes`. */
export const CHANGES_MAX = 500
/** How long a question for changes may wait, in seconds. */
export const WAIT_S_MAX = 60

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.iso.datetime({ offset: true })
const text = z.string().min(1).max(400)
const count = z.int().min(0)
/** One of `core/errors/codes.ts`. Their list grows with every release, and callers must bear one that they do not know. */
const code = z.string().regex(/^[a-z0-9-]{1,80}$/)

/** JSON may say a figure as a number, and SSCCs as a list (docs/formats/plan.md). */
const figures: ReadonlySet<string> = new Set(['quantity', 'units_per_case', 'refund_ratio'])

function cell(column: (typeof planColumns)[number]): z.ZodType {
  const cellText: z.ZodType = planRow.shape[column]
  if (column === 'sscc') return z.union([cellText, z.array(z.string()).max(1000), z.null()]).optional()
  const said = figures.has(column) ? z.union([cellText, z.number()]) : cellText
  return cellText.safeParse(undefined).success ? said.nullish() : said
}

/** What is asked: a plan in JSON (`bondmark/plan/1`), of one notice or several, of at most a thousand rows. */
export const decisionsAsked = z.strictObject({
  format: z.literal('bondmark/plan/1'),
  rows: z
    .array(z.strictObject(Object.fromEntries(planColumns.map((column) => [column, cell(column)]))))
    .min(1)
    .max(LINES_ASKED_MAX),
})

/** What a warehouse system wants to know of a line, beside the decision itself. */
const needs = {
  /** Whether its units are traced; null for goods that are refused, which are not to come in at all. */
  needsTracing: z.boolean().nullable(),
  /** Whether its units get labels; null while that is open, for goods on hold, and for goods that are refused. */
  needsLabels: z.boolean().nullable(),
  labelTemplate: z.string().nullable(),
  labelsPerUnit: count,
  labelsPerCase: count,
  demands: z.array(demand),
  /** One sentence for each of the reasons, in their order, in the language that was asked for. */
  words: z.array(z.string()),
}

/** The decision of one line (exactly what `decide --json` prints, and what its hash covers), and what follows from it. */
const decidedLine = z.strictObject({ ...decision.shape, decisionHash: hash, ...needs })

/** The answer to `POST /decisions`: every row that was asked about, those of one notice together, in their order. */
export const decisionsAnswer = z.strictObject({
  format: z.literal('bondmark/decisions/1'),
  /** When it was decided. Rules go by days: the same question at the same time by the same rules has the same answer. */
  at: time,
  ruleSet: hash,
  lines: z.array(decidedLine),
})
export type DecisionsAnswer = z.infer<typeof decisionsAnswer>

/**
 * Where a notice or a line stands on its way out: goods move on only once nothing holds them. `known` is what a ledger says of
 * one whose holds it has not been told of.
 */
const state = z.enum(['held', 'free', 'released', 'overridden', 'known'])

/** One reason that goods are held for. */
const hold = z.strictObject({
  /** Who holds: a demand that is not met, customs, a person, a seal, or the decision itself. */
  by: z.string().min(1).max(40),
  code,
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** In the language that was asked for. */
  words: z.string(),
  /** Of a demand: its id. */
  demand: z.string().nullable(),
})

const release = z.strictObject({ at: time, body: z.record(z.string(), z.unknown()) })

/** A line and lot of a notice; what whoever answers does not know is null. */
const asnLine = z.strictObject({
  line: z.string().nullable(),
  lot: z.string(),
  gtin: z.string(),
  planned: count.nullable(),
  received: count,
  labeled: count,
  closed: z.boolean(),
  state,
  decision: decision.shape.decision.nullable(),
  decisionHash: hash.nullable(),
  ruleSet: hash.nullable(),
  openDemands: z.array(demand),
  holds: z.array(hold),
})

/** What one station has stated, and what the ledger that answers holds it for; null where a station answers for itself. */
const asnStation = z.strictObject({
  station: z.string(),
  statements: count.nullable(),
  standing: z.record(z.string(), count).nullable(),
})

/** The answer to `GET /asns/{id}`. What whoever answers does not know is null. */
export const asnStateAnswer = z.strictObject({
  format: z.literal('bondmark/asn-state/1'),
  asn: z.string(),
  state,
  revision: count.nullable(),
  /** Hex SHA-256 of the plan in force. */
  plan: hash.nullable(),
  lines: z.array(asnLine),
  /** Lines beyond those that are listed. */
  more: count,
  release: release.nullable(),
  stations: z.array(asnStation),
})
export type AsnState = z.infer<typeof asnStateAnswer>

/** Something that happened, and its cursor: whoever has it goes on after it. */
export const change = z.strictObject({
  /** `n.check`: the place, and eight digits of what came up to it, so that another history is noticed. */
  cursor: z.string().regex(/^\d{1,15}\.[0-9a-f]{8}$/),
  n: z.int().min(1),
  t: time,
  kind: messageKind,
  body: z.record(z.string(), z.unknown()),
})
export type Change = z.infer<typeof change>

/** The answer to `GET /changes` for those who do not take streams. */
export const changesAnswer = z.strictObject({
  format: z.literal('bondmark/changes/1'),
  changes: z.array(change).max(CHANGES_MAX),
  /** What to ask for next, as `after`: the last one's cursor, or what was asked with. */
  cursor: z.string(),
  /** Whether there is more right now. */
  more: z.boolean(),
})
export type ChangesAnswer = z.infer<typeof changesAnswer>

export const healthAnswer = z.strictObject({
  format: z.literal('bondmark/service-health/1'),
  ok: z.boolean(),
  program: z.enum(['station', 'ledger']),
  /** Hex SHA-256 of the rule set that decides; null where there is none, and then nothing is decided here. */
  ruleSet: hash.nullable(),
})
export type HealthAnswer = z.infer<typeof healthAnswer>

/** Why something was not done (RFC 9457): the same `code` and `detail` as everywhere in Bondmark, and its words. */
export const problem = z.strictObject({
  format: z.literal('bondmark/problem/1'),
  /** `urn:bondmark:problem:` and the code. */
  type: z.string(),
  /** The sentence for people, in the language that was asked for. */
  title: text,
  status: z.int().min(400).max(599),
  code,
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** What is wrong with which row and column, of rows that were asked about: at most a hundred. */
  problems: z
    .array(
      z.strictObject({
        row: count,
        column: z.string(),
        value: z.string(),
        code,
        words: z.string(),
      }),
    )
    .optional(),
})
export type Problem = z.infer<typeof problem>

const changesQuestion = z.strictObject({
  after: z
    .string()
    .regex(/^(?:now|\d{1,15}(?:\.[0-9a-f]{8})?)$/)
    .optional()
    .describe(
      'Cursor of the last change that was taken; from the first one on without it; `now` for none of before.',
    ),
  wait: z
    .int()
    .min(0)
    .max(WAIT_S_MAX)
    .optional()
    .describe('Seconds to wait for a change when there is none.'),
})

/**
 * The decision service: one table for the station and the ledger node, which answer by the same code. Other systems call
 * it over plain HTTP; its OpenAPI document is made from this table (core/service/openapi.ts).
 */
export const decisionService = {
  decide: oc
    .route({
      method: 'POST',
      path: '/decisions',
      summary: 'What becomes of these lines: traced, sampled, held, labeled, refused',
      description:
        'Decides by the rules in force and changes nothing. With an `Idempotency-Key`, the same question gets the same answer, byte for byte, for a day.',
    })
    .input(decisionsAsked)
    .output(decisionsAnswer),
  asn: oc
    .route({
      method: 'GET',
      path: '/asns/{id}',
      summary: 'Where a notice stands: its lines, decisions, open demands, holds and release',
    })
    .input(z.strictObject({ id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/) }))
    .output(asnStateAnswer),
  changes: oc
    .route({
      method: 'GET',
      path: '/changes',
      summary: 'What happened since: as a stream of events, or as one answer that waits',
      description:
        'With `Accept: text/event-stream` a stream of Server-Sent Events whose ids are cursors; `Last-Event-ID` resumes. Otherwise JSON, which waits for at most `wait` seconds.',
    })
    .input(changesQuestion)
    .output(changesAnswer),
  document: oc
    .route({ method: 'GET', path: '/openapi.json', summary: 'This document' })
    .output(z.record(z.string(), z.unknown())),
  health: oc
    .route({ method: 'GET', path: '/health', summary: 'Whether the service answers, and by which rules' })
    .output(healthAnswer),
} as const
export type Operation = keyof typeof decisionService
