/** Records that are not EPCIS events. Which of them people sign, and which a station, stands in `may-state.ts`. */
export const recordNames = [
  'void-before-commissioning',
  'shift-opened',
  'shift-closed',
  'line-closed',
  'key-rotation',
  'key-restored',
  'plan-accepted',
  'clock-jumped',
  'stock-reconciled',
  'rules-in-force',
  'line-decided',
  'asn-released',
  'account-book',
  'seal-checked',
  'seal-settled',
  'goods-arrived',
  'customs-order',
  'bonded-adjusted',
  'bonded-closed',
  'manifest',
  'membership',
  'refusal',
  'serial-delegation',
  'serial-pool',
  'template-approved',
  'template-retired',
  'catalogue-snapshot',
  'publisher-trusted',
  'publisher-untrusted',
  'rules-approved',
  'rules-withdrawn',
  'inspection-asked',
  'inspection-moved',
  'inspection-concluded',
  'switching-moved',
  'inspection-result',
  'inspection-ordered',
  'switching-approved',
  'release-overridden',
  'hold-lifted',
  'bonded-approved',
] as const

export type RecordName = (typeof recordNames)[number]

/** What a statement's payload is (COSE header 3). */
export const contentTypes = {
  event: 'application/epcis+json',
  record: (name: RecordName) => `application/vnd.bondmark.${name}+json` as const,
  manifest: 'application/vnd.bondmark.manifest+json',
  membership: 'application/vnd.bondmark.membership+json',
  refusal: 'application/vnd.bondmark.refusal+json',
} as const

/** The shape of a content type; entry decides which of them a log takes. */
export const contentTypePattern = /^application\/(?:epcis|vnd\.bondmark\.[a-z0-9]+(?:-[a-z0-9]+)*)\+json$/

/** The record a content type names, or null for events and records unknown to this release. */
export function recordNameOf(contentType: string): RecordName | null {
  return recordNames.find((name) => contentTypes.record(name) === contentType) ?? null
}
