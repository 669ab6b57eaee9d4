import { z } from 'zod'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { symbolBytesMax } from '../framed.ts'

/** Bytes that a scanner puts around what it reads; longer ones no scanner can be set to. */
const sequence = z.array(z.int().min(0).max(255)).max(16)

/** How a scanner that sends a stream marks where a symbol begins and ends: plain data, kept in settings. */
export const serialFraming = z
  .strictObject({
    /** Before each symbol, and taken off; empty when the scanner is set to send none. */
    prefix: sequence.default([]),
    /** Behind each symbol. Empty: silence alone ends it. */
    suffix: sequence.default([0x0d]),
    /** Whether an AIM id comes before the data: never, always, or taken off where one is. */
    aim: z.enum(['auto', 'always', 'never']).default('auto'),
    /** With a suffix: after so long without its end, a symbol is given up. Without: after so long it is whole. */
    silenceMs: z.int().min(10).max(10_000).optional(),
    bytesMax: z.int().min(1).max(symbolBytesMax).default(symbolBytesMax),
  })
  .refine(({ suffix }) => !suffix.includes(0x1d), 'GS is in the data of symbols, so it cannot end one')
  .refine(
    ({ prefix, suffix }) => suffix.length === 0 || prefix.join() !== suffix.join(),
    'the prefix is the suffix, so neither can be told from the other',
  )

/** Settings may leave out what is usual: no prefix, CR behind, an AIM id where one is sent. */
export type SerialFraming = z.input<typeof serialFraming>
export type CheckedFraming = z.output<typeof serialFraming>

const GIVE_UP_MS = 500
const PAUSE_MS = 100

/** Anything that is meant to be a framing, checked and completed. Throws `scanner-framing-wrong` with the field and why. */
export function readSerialFraming(value: unknown): CheckedFraming {
  const read = serialFraming.safeParse(value ?? {})
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new BondmarkError('scanner-framing-wrong', {
    field: issue?.path.join('.') || 'framing',
    reason: issue?.message ?? 'is no framing',
  })
}

/** How long a scanner is silent before what it began is ended or given up. */
export const silenceMsOf = ({ silenceMs, suffix }: CheckedFraming): number =>
  silenceMs ?? (suffix.length === 0 ? PAUSE_MS : GIVE_UP_MS)
