import { z } from 'zod'
import { PIECES_MAX, rollId, stockCover, stockKind, stockProcess } from '../stock/stock-kinds.ts'

/** Bounds of what a person may type. */
const word = z.string().min(1).max(64)
/** One of the listed codes, or a person's own words: one line. */
const reason = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u)

/** Names one planned line: the notice, its line and the lot. */
export const lineKey = z.object({ asn: word, line: word, lot: word })
export type LineKey = z.infer<typeof lineKey>

/**
 * What a person can press, on the screen, over the socket or in a shift script: one union, so that there is one path
 * through the use cases (FORMATS, "Shift script").
 */
export const keyPress = z.discriminatedUnion('key', [
  z.object({ key: z.literal('sign-in'), badge: word, passcode: z.string().min(1).max(128) }),
  z.object({ key: z.literal('lock') }),
  z.object({ key: z.literal('confirm-lot'), ...lineKey.shape }),
  z.object({ key: z.literal('short'), ...lineKey.shape, quantity: z.int().min(1).max(1_000_000), reason }),
  z.object({ key: z.literal('damaged'), ...lineKey.shape, quantity: z.int().min(1).max(1_000_000), reason }),
  z.object({ key: z.literal('hold'), ...lineKey.shape, reason }),
  z.object({ key: z.literal('ack') }),
  /**
   * `mixed`: for units of several lines of one notice and customs entry, or of any, which a supervisor allows: who is signed
   * in, or whose badge and passcode these are. `capacity`: units that a mixed case takes; as many as a case of the line when
   * absent.
   */
  z.object({
    key: z.literal('open-case'),
    ...lineKey.shape,
    mixed: z.enum(['entry', 'any']).optional(),
    capacity: z.int().min(1).max(500).optional(),
    badge: word.optional(),
    passcode: z.string().min(1).max(128).optional(),
  }),
  z.object({ key: z.literal('close-case') }),
  /** `capacity`: cases it takes. */
  z.object({ key: z.literal('open-pallet'), capacity: z.int().min(1).max(200).optional() }),
  z.object({ key: z.literal('close-pallet') }),
  /**
   * A unit out of its case, or a case off its pallet: by serial or SSCC, or what was put in last (`last`: into the open case
   * or on the open pallet, else into the newest closed one); without either, what the next scanned label names.
   * What is closed is changed for a reason only, and goes on under a new SSCC. `over`: the next label means what it says
   * again; nothing comes out, however often and from however many windows it is said.
   */
  z.object({
    key: z.literal('take-out'),
    serial: z.string().min(1).max(32).optional(),
    last: z.enum(['case', 'pallet']).optional(),
    reason: reason.optional(),
    over: z.literal(true).optional(),
  }),
  /** Everything out of a closed case, or off a closed pallet: by SSCC, or of the one that was closed last; else of the one scanned next. */
  z.object({
    key: z.literal('unpack'),
    sscc: z
      .string()
      .regex(/^\d{18}$/)
      .optional(),
    last: z.enum(['case', 'pallet']).optional(),
    reason,
  }),
  /** Badge and passcode: of the supervisor that the fourth void of a shift needs, whoever is signed in. */
  z.object({
    key: z.literal('void'),
    serial: z.string().min(1).max(32).optional(),
    reason,
    badge: word.optional(),
    passcode: z.string().min(1).max(128).optional(),
  }),
  /**
   * In which order labels are scanned back: any that is outstanding, or strictly in the order of their printing. A
   * supervisor's badge and passcode, unless one is signed in.
   */
  z.object({
    key: z.literal('label-order'),
    order: z.enum(['any', 'strict']),
    badge: word.optional(),
    passcode: z.string().min(1).max(128).optional(),
  }),
  /**
   * `elsewhere`: so many of the planned units are other stations', by their word as the person saw it. It is cited, and refused
   * when it has changed since.
   */
  z.object({
    key: z.literal('close-line'),
    ...lineKey.shape,
    elsewhere: z.int().min(1).max(1_000_000).optional(),
  }),
  /** `uncounted`: security stock that is kept here was not counted, and somebody says so. */
  z.object({ key: z.literal('close-shift'), uncounted: z.boolean().optional() }),
  /** A roll of labels, or a pack of overlays, that was handed to the station; `load`: it is put into the printer at once. */
  z.object({
    key: z.literal('issue-stock'),
    roll: rollId,
    kind: stockKind,
    count: z.int().min(1).max(PIECES_MAX),
    process: stockProcess.optional(),
    cover: stockCover.optional(),
    load: z.boolean().optional(),
  }),
  z.object({ key: z.literal('load-stock'), roll: rollId }),
  z.object({
    key: z.literal('destroy-stock'),
    kind: stockKind,
    count: z.int().min(1).max(PIECES_MAX),
    reason,
    witness: reason,
  }),
  /** Badge and passcode: of the supervisor that a difference needs, whoever is signed in. */
  z.object({
    key: z.literal('count-stock'),
    kind: stockKind,
    left: z.int().min(0).max(PIECES_MAX),
    reason: reason.optional(),
    badge: word.optional(),
    passcode: z.string().min(1).max(128).optional(),
  }),
  /** A supervisor's badge and passcode; only a shift script may leave them out, and acts as the sample supervisor. */
  z.object({
    key: z.literal('seal'),
    badge: word.optional(),
    passcode: z.string().min(1).max(128).optional(),
  }),
  /** A person has seen that the clock jumped. */
  z.object({ key: z.literal('ack-clock') }),
  /** A supervisor's word that the machine's date is right, although the station does not believe it. */
  z.object({ key: z.literal('confirm-clock'), badge: word, passcode: z.string().min(1).max(128) }),
])
export type KeyPress = z.infer<typeof keyPress>
