import { z } from 'zod'
import { failure } from './failure.ts'
import { stateKind } from './station-view.ts'

/**
 * What a window gives an input so that it can send it again: the same mark is the same input, which is done once,
 * however often it arrives. An input without a mark is a new one each time.
 */
export const inputMark = z.object({
  /** 128 random bits of the window, in hex. */
  client: z.string().regex(/^[0-9a-f]{32}$/),
  /** Counts that window's inputs, from 1. */
  n: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** Badge of who was signed in when it was made: it is done in nobody else's name. */
  by: z.string().min(1).max(64).optional(),
  /** How long the window has held it, in milliseconds: two pulls of a trigger a second apart stay two. */
  heldMs: z.int().min(0).max(86_400_000).optional(),
})
export type InputMark = z.infer<typeof inputMark>

/** What the station did with an input; on disk when it is given. */
export const inputAnswer = z.object({
  ok: z.literal(true),
  /** One for each symbol of a scan, one for a key. */
  outcomes: z.array(z.object({ kind: stateKind, sentence: failure })),
  /** It had been done before: this is what came of it then, and nothing was written. */
  repeated: z.boolean(),
})
export type InputAnswer = z.infer<typeof inputAnswer>
