import { z } from 'zod'
import { codes } from '../errors/codes.ts'

/** What a new revision of a plan changed: counts of lines, and the first 200 changes of a file. */
const planRevision = z.object({
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
  changes: z
    .array(
      z.object({
        kind: z.enum(['asn', 'removed', 'changed', 'added']),
        line: z.string(),
        lot: z.string(),
        field: z.string(),
        before: z.string(),
        after: z.string(),
      }),
    )
    .max(200),
  /** Changes that are not listed. */
  more: z.int(),
})

/** How a plan file was written, as it was found out; the separator is null for JSON. */
export const planReport = z.object({
  form: z.enum(['csv', 'json']),
  encoding: z.enum(['utf-8', 'utf-8-bom', 'gb18030']),
  separator: z.enum([',', ';', '\t']).nullable(),
  rows: z.int(),
})

/** What came, or would come, of each ASN of a plan. */
export const planTaken = z.object({
  report: planReport,
  asns: z.array(
    z.object({
      asn: z.string(),
      outcome: z.enum(['taken', 'unchanged', 'revised']),
      lines: z.int(),
      diff: planRevision.optional(),
    }),
  ),
})

/** Why nothing of a plan was taken: the first hundred problems, and how many there are. */
export const planRefused = z.object({
  problems: z.array(
    z.object({
      file: z.string(),
      row: z.int().min(0),
      column: z.string(),
      value: z.string(),
      code: z.enum(codes),
    }),
  ),
  total: z.int().min(0),
})
