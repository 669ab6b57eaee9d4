import { z } from 'zod'
import { codes } from '../errors/codes.ts'
import { equivocationProof } from '../statement/equivocation.ts'
import { failure } from './failure.ts'
import { planRefused, planReport, planTaken } from './plan-answer.ts'
import { stationNotice } from './station-notice.ts'
import { decisionVerdict } from './station-view.ts'

/** The command line's JSON answers (FORMATS, "Answers of the command line"): what programs may rely on. */

const count = z.int().min(0)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const code = z.enum(codes)
const batchState = z.enum(['open', 'sealed', 'uploaded', 'logged', 'receipted'])
const batch = z.object({ batch: count, state: batchState, statements: count, receipts: count })

export const initAnswer = z.object({
  format: z.literal('bondmark/init/1'),
  workspace: z.string(),
  station: z.string(),
  kid: hash,
  training: z.boolean(),
})

export const shiftAnswer = z.object({
  format: z.literal('bondmark/shift/1'),
  ok: z.boolean(),
  lines: z.array(
    z.object({
      asn: z.string(),
      line: z.string(),
      lot: z.string(),
      decision: decisionVerdict,
      planned: count,
      received: count,
      labeled: count,
      short: count,
      damaged: count,
    }),
  ),
  labels: z.object({ verified: count, voided: count, uncertain: count }),
  units: z.array(z.string()),
  /** EPCs of the cases and pallets that are closed now. */
  cases: z.array(z.string()),
  pallets: z.array(z.string()),
  statements: count,
  receipts: count,
  batches: z.array(batch),
  /** Keys of the script that the station refused, by line. */
  refused: z.array(z.object({ line: count, code, detail: z.record(z.string(), z.unknown()) })),
})

/** A plan that was not taken, by `shift`, `decide` or `plan`. */
export const planRefusal = z.object({
  format: z.literal('bondmark/plan-refusal/1'),
  ok: z.literal(false),
  ...planRefused.shape,
})

/** A plan that can be read: how it is written, and its ASNs. */
export const planCheckAnswer = z.object({
  format: z.literal('bondmark/plan-check/1'),
  ok: z.literal(true),
  file: z.string(),
  report: planReport,
  asns: z.array(z.object({ asn: z.string(), lines: count })),
})

/** What a plan would change, or has changed. */
export const planImportAnswer = z.object({
  format: z.enum(['bondmark/plan-diff/1', 'bondmark/plan-import/1']),
  ok: z.literal(true),
  ...planTaken.shape,
})

export const syncAnswer = z.object({
  format: z.literal('bondmark/sync/1'),
  ok: z.boolean(),
  batches: z.array(
    batch.extend({
      refused: z.array(z.object({ id: hash, code: z.string() })),
      /** Documents that are followed no further, by whom, at which change, and the code of the reason. */
      frozen: z
        .array(
          z.object({
            document: z.string(),
            by: z.enum(['ledger', 'station']),
            change: hash.nullable(),
            reason: z.string(),
          }),
        )
        .optional(),
    }),
  ),
  bytesSent: count,
  bytesReceived: count,
  /** The ledger's clock against this machine's, in ms; positive when it is ahead. */
  clock: z.object({ skewMs: z.int(), roundTripMs: count }).optional(),
  /** After a restore: how far the ledger has logged a former key beyond what this workspace holds. */
  beyond: z.array(z.object({ kid: hash, lastSeq: count, loggedSeq: count })).optional(),
  /** What others have stated that contradicts this station's statements, each as the log has signed it. */
  notices: z.array(stationNotice.extend({ code: z.string() })).optional(),
  /** A newer list of members that was taken: its head, and what it changed. */
  members: z.object({ head: hash, changes: z.array(failure) }).optional(),
})

export const evidenceAnswer = z.object({
  format: z.literal('bondmark/evidence-written/1'),
  file: z.string(),
  statements: count,
})

/** `archive`: the files that were written, in the order of the batches. */
export const archiveAnswer = z.object({
  format: z.literal('bondmark/archive/1'),
  archived: z.array(
    z.object({
      batch: count,
      file: z.string(),
      /** Of the whole file. */
      sha256: hash,
      bytes: count,
      at: z.string(),
      statements: count,
    }),
  ),
})

/** `export`: the file that was written, and what is in it. */
export const exportAnswer = z.object({
  format: z.literal('bondmark/export-written/1'),
  file: z.string(),
  /** Both ends are included. */
  from: z.string(),
  to: z.string(),
  events: count,
  /** Statements of that time that are no EPCIS events. */
  leftOut: count,
  bytes: count,
  sha256: hash,
})

export const verifyAnswer = z.object({
  format: z.literal('bondmark/verify/1'),
  ok: z.boolean(),
  /** What is wrong with the file as a whole. */
  reason: code.nullable(),
  statements: z.array(
    z.object({ id: hash, eventID: z.string().nullable(), ok: z.boolean(), reason: code.nullable() }),
  ),
})

export const fsckAnswer = z.object({
  format: z.literal('bondmark/fsck/1'),
  ok: z.boolean(),
  statements: count,
  chains: z.array(z.object({ kid: hash, issuer: z.string(), count, headSeq: count, headId: hash })),
  problems: z.array(z.object({ code, where: z.string() })),
  equivocations: z.array(equivocationProof),
})

/** The answer of `verify` to the file of an equivocation proof. Whose key it is, the membership says. */
export const verifyEquivocationAnswer = z.object({
  format: z.literal('bondmark/verify-equivocation/1'),
  /** Whether the file proves that the key signed two statements for one place. */
  ok: z.boolean(),
  reason: code.nullable(),
  kid: hash.nullable(),
  seq: count.nullable(),
  /** Issuer URIs and ids of the two statements. */
  statements: z.array(z.object({ id: hash, issuer: z.string() })),
})

/** `label check`: one a label, the format in the first. What is proved is that a label was issued, never more. */
export const labelCheckAnswer = z.object({
  format: z.literal('bondmark/label-check/1').optional(),
  /** The label's text, at most 2,000 letters of it. */
  input: z.string(),
  ok: z.boolean(),
  code,
  detail: z.record(z.string(), z.unknown()),
  /** Canonical link of the unit that the label names. */
  unit: z.string().nullable(),
  /** Whose key made the seal. */
  sealer: z.object({ kid: hash, consortium: z.string(), org: z.string(), name: z.string() }).nullable(),
  /** Not good by what is known here, but a ledger or a newer list may know better. */
  checkOnline: z.boolean(),
  /** What is to be known of a label whose seal holds. */
  notes: z.array(failure),
  /** Whether a trust file vouched for the membership lists. */
  vouched: z.boolean(),
})

/** What is said of a backup's contents, by its own header. */
const backupFacts = {
  madeAt: z.string(),
  training: z.boolean(),
  consortium: z.string(),
  org: z.string(),
  station: z.string(),
  kid: hash,
  head: z.object({ seq: count, id: hash }).nullable(),
  statements: count,
  receipts: count,
  schema: count,
  file: z.string(),
  encrypted: z.boolean(),
}

export const backupMadeAnswer = z.object({
  format: z.literal('bondmark/backup-made/1'),
  ...backupFacts,
  bytes: count,
})

export const backupCheckAnswer = z.object({
  format: z.literal('bondmark/backup-check/1'),
  ok: z.literal(true),
  ...backupFacts,
  files: z.array(z.object({ name: z.string(), bytes: count, sha256: hash })),
})

export const restoreAnswer = z.object({
  format: z.literal('bondmark/restore/1'),
  workspace: z.string(),
  station: z.string(),
  /** the key that the workspace has now, and the one that the backup was made under */
  kid: hash,
  formerKid: hash,
  /** newest statement of the former key; null when it had stated nothing */
  restored: z.object({ seq: count, id: hash }).nullable(),
  madeAt: z.string(),
  statements: count,
  receipts: count,
  serialPrefix: z.string(),
  ssccBlock: z.object({ companyPrefix: z.string(), extension: z.string(), from: count, to: count }),
  /** labels that were on their way */
  uncertain: count,
  problems: z.array(z.object({ code, where: z.string() })),
})

/** One line of `gs1 parse --json`; the first of a run also carries the format. */
export const gs1ParseAnswer = z.union([
  z.object({
    format: z.literal('bondmark/gs1-parse/1').optional(),
    input: z.string(),
    ok: z.literal(true),
    symbology: z.string().nullable(),
    elements: z.array(z.object({ ai: z.string(), value: z.string() })),
    digitalLink: z.string().nullable(),
    warnings: z.array(z.object({ code, ai: z.string().optional() })),
    addOn: z.string().optional().describe('the digits of an EAN/UPC add-on symbol'),
  }),
  z.object({
    format: z.literal('bondmark/gs1-parse/1').optional(),
    input: z.string(),
    ok: z.literal(false),
    error: z.object({
      code,
      ai: z.string().nullable(),
      at: count,
      rule: z
        .string()
        .optional()
        .describe('the rule that is broken, as the GS1 Barcode Syntax Dictionary names it'),
    }),
  }),
])

const finding = z.object({ path: z.string(), code })

/** What `epcis validate` says of a document; paths are JSONPath (RFC 9535). */
export const epcisValidateAnswer = z.object({
  format: z.literal('bondmark/epcis-validate/1'),
  ok: z.boolean(),
  kind: z.enum(['capture', 'query', 'event', 'list']).nullable(),
  events: count,
  errors: z.array(finding),
  /** What is lawful and odd. */
  warnings: z.array(finding),
  /** How many findings there were beyond the first 1,000 errors and 1,000 warnings. */
  leftOut: count,
})
