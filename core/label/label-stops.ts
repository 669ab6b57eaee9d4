import type { Code } from '../errors/codes.ts'

/**
 * Everything that a label under the scanner can be and must not be (FORMATS, "Flow of a unit" 4), and what is said of it:
 * one row a situation. `foreign`: nobody here made it, so that one that comes again is counted and shown.
 */
export interface LabelStop {
  readonly sentence: Code
  readonly next: Code
  readonly foreign?: true
}

/** A label with this host or prefix whose seal does not hold: the seal's own reason is the sentence. */
const seal = (sentence: Code, next: Code = 'next-set-goods-aside'): LabelStop => ({
  sentence,
  next,
  foreign: true,
})

export const labelStops = {
  // Foreign: not this station's to scan, or nobody's.
  'other-station': { sentence: 'label-of-other-station', next: 'next-take-off-hand-over', foreign: true },
  'other-member': { sentence: 'seal-by-other-member', next: 'next-set-goods-aside', foreign: true },
  'training-label': { sentence: 'seal-training', next: 'next-destroy-training', foreign: true },
  'real-label': { sentence: 'seal-not-training', next: 'next-take-off-hand-over', foreign: true },
  'unknown-key': seal('seal-unknown-key'),
  'seal-forged': seal('seal-forged'),
  'seal-moved': seal('seal-of-other-unit'),
  'seal-missing': seal('seal-missing'),
  'seal-malformed': seal('seal-malformed', 'next-scan-again-or-aside'),
  'seal-by-person': seal('seal-by-person'),
  'seal-by-log': seal('seal-by-log'),
  'seal-by-witness': seal('seal-by-witness'),
  'prefix-foreign': seal('seal-prefix-foreign'),
  'key-revoked': seal('seal-key-revoked'),
  'key-expired': seal('seal-key-expired'),
  'key-delisted': seal('seal-key-delisted'),
  'key-not-yet-valid': seal('seal-key-not-yet-valid', 'next-check-clock'),
  'other-station-case': {
    sentence: 'sscc-of-another-station',
    next: 'next-take-off-hand-over',
    foreign: true,
  },
  /** Our host, and a serial that nobody has a record of. */
  'unknown-serial': { sentence: 'label-unknown', next: 'next-set-goods-aside', foreign: true },
  /** Sealed by this station's key and not on record: made after the backup that it was restored from, or by a thief of the key. */
  'record-lost': { sentence: 'label-record-lost', next: 'next-call-supervisor', foreign: true },
  /** The maker's own GS1 code with a serial, where a label of ours is waited for. */
  'brand-label': { sentence: 'label-of-brand', next: 'next-scan-our-label' },
  /** The picture that a screen shows has a seal that nobody made. */
  picture: { sentence: 'label-is-picture', next: 'next-scan-the-paper' },
  // Double: right, and here once too often.
  double: { sentence: 'label-double', next: 'next-destroy-copy' },
  'double-paper': { sentence: 'label-seen-before', next: 'next-destroy-second' },
  'double-earlier-shift': { sentence: 'label-double-earlier', next: 'next-destroy-copy' },
  'double-packed': { sentence: 'label-double-packed', next: 'next-destroy-copy' },
  'double-case': { sentence: 'label-double-case', next: 'next-destroy-copy' },
  // Swapped: right, and on the wrong goods.
  'other-product': { sentence: 'label-other-product', next: 'next-take-label-off' },
  'goods-not-scanned': { sentence: 'label-before-goods', next: 'next-scan-goods-then-label' },
  'other-lot': { sentence: 'label-other-lot', next: 'next-scan-goods-of-lot' },
  'out-of-order': { sentence: 'label-out-of-order', next: 'next-scan-expected' },
  'case-for-unit': { sentence: 'label-case-for-unit', next: 'next-unit-label-first' },
  'unit-for-case': { sentence: 'label-unit-for-case', next: 'next-case-label-first' },
  // Ended, or not begun.
  voided: { sentence: 'label-voided', next: 'next-destroy-label' },
  decommissioned: { sentence: 'label-decommissioned', next: 'next-destroy-label' },
  destroyed: { sentence: 'label-of-destroyed', next: 'next-call-supervisor' },
  'not-printed': { sentence: 'label-not-printed', next: 'next-set-goods-aside' },
} as const satisfies Readonly<Record<string, LabelStop>>

export type LabelSituation = keyof typeof labelStops

/** What each reason for which a seal is refused means at a station. */
const bySeal: Readonly<Record<string, LabelSituation>> = {
  'seal-missing': 'seal-missing',
  'seal-malformed': 'seal-malformed',
  'seal-unknown-key': 'unknown-key',
  'seal-forged': 'seal-forged',
  'seal-of-other-unit': 'seal-moved',
  'seal-by-person': 'seal-by-person',
  'seal-by-log': 'seal-by-log',
  'seal-by-witness': 'seal-by-witness',
  'seal-training': 'training-label',
  'seal-not-training': 'real-label',
  'seal-by-other-member': 'other-member',
  'seal-by-other-station': 'other-station',
  'seal-prefix-foreign': 'prefix-foreign',
  'seal-key-delisted': 'key-delisted',
  'seal-key-not-yet-valid': 'key-not-yet-valid',
  'seal-key-revoked': 'key-revoked',
  'seal-key-expired': 'key-expired',
  'seal-unit-ended': 'decommissioned',
}

/** The situation of a label whose seal is refused for this reason; one that is not known by name is a forgery, never nothing. */
export const situationOfSeal = (code: string): LabelSituation => bySeal[code] ?? 'seal-forged'

/** Whether a situation is one that nobody here can have caused by a mistake with our own labels. */
export function isForeign(situation: string): boolean {
  const stop: LabelStop | undefined = Object.hasOwn(labelStops, situation)
    ? labelStops[situation as LabelSituation]
    : undefined
  return stop?.foreign ?? false
}
