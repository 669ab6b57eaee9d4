/** A business document that an event refers to. */
export interface BizTransaction {
  /** A CBV business transaction type: `desadv`, `testprd`, `testres`, `cert` … */
  readonly type: string
  /** URI of the document. */
  readonly bizTransaction: string
}

/** An inbound plan, as its sender and its number. */
export interface AsnReference {
  /** GLN of the party in whose system the number is unique. */
  readonly gln: string
  readonly number: string
}

/** Characters that CBV 2.0 §8.5.2 lets stand unescaped in a transaction id. */
const PLAIN = /[A-Za-z0-9!'()*+,\-.:;=_]/

/** The URI of a legacy business document, `urn:epcglobal:cbv:bt:{GLN}:{number}` (CBV 2.0 §8.5.2). */
export function bizTransactionUri({ gln, number }: AsnReference): string {
  let escaped = ''
  for (const character of number) escaped += PLAIN.test(character) ? character : encodeURIComponent(character)
  return `urn:epcglobal:cbv:bt:${gln}:${escaped}`
}

/** The reference of an event to its inbound plan (advance ship notice). */
export function despatchAdvice(asn: AsnReference): BizTransaction {
  return { type: 'desadv', bizTransaction: bizTransactionUri(asn) }
}
