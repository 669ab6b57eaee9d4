import { concatBytes } from '../encoding/concat-bytes.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { toUtf8 } from '../encoding/utf8.ts'

/**
 * What a key signs besides statements. Each purpose has a tag of its own, followed by a zero byte, so that a signature
 * made for one can't be shown as another. (Statements are told apart by COSE's "Signature1" context.)
 */
export const domains = {
  seal: 'bondmark/seal/1',
  session: 'bondmark/session/1',
  refusal: 'bondmark/refusal/1',
  'document-refusal': 'bondmark/document-refusal/1',
  standing: 'bondmark/standing/1',
  conflict: 'bondmark/conflict/1',
  batchFile: 'bondmark/batch-file/1',
  receiptsFile: 'bondmark/receipts-file/1',
  'log-conflict': 'bondmark/log-conflict/1',
  enrolment: 'bondmark/enrolment/1',
  pickup: 'bondmark/inspection-pickup/1',
} as const

export type Domain = keyof typeof domains

/** The bytes to sign: tag ‖ 0x00 ‖ content. */
export function domainTagged(domain: Domain, content: Uint8Array): Uint8Array {
  return concatBytes(toUtf8(domains[domain]), Uint8Array.of(0), content)
}

/** Whether these bytes are to be signed for one of these purposes. */
export function isTagged(message: Uint8Array, purposes: readonly Domain[]): boolean {
  return purposes.some((each) => {
    const tag = domainTagged(each, new Uint8Array())
    return equalBytes(message.subarray(0, tag.length), tag)
  })
}
