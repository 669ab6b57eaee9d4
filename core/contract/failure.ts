import { z } from 'zod'
import { codes } from '../errors/codes.ts'

/** An expected failure, or a sentence for people, as it crosses processes: its words are looked up at the far end. */
export const failure = z.object({
  code: z.enum(codes),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type FailureData = z.infer<typeof failure>
