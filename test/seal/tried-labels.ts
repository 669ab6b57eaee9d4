import { fromBase64Url } from '../../core/encoding/base64.ts'
import { labelOf, seeds } from '../../core/label/sealing-members.stub.ts'
import { tailEncodings } from './tail-encodings.ts'
import { type TriedSymbol, triedCaseSymbols, triedQr } from './tried-symbols.ts'

const sealed = labelOf(seeds.harbour, 'B7Q')
const parts = {
  host: 'verify.bondmark.example',
  gtin: '09506000134352',
  serial: 'B7Q0123456789AB',
  seal: fromBase64Url(sealed.slice(-91)),
}
const written = (name: string): string =>
  tailEncodings.find((encoding) => encoding.name === name)?.write(parts) ?? ''

/** Forms of the compact label's code on a head of 300 dpi: as shipped, last. */
export const triedCompact = (): TriedSymbol[] => [
  triedQr(sealed, 'M', 9, 4),
  triedQr(sealed, 'L', 8, 5),
  triedQr(sealed, 'M', 9, 5),
]

/** The unit label's code as shipped, first; the same link in other forms; and the symbols of a case's label. */
export const triedSymbols = (): TriedSymbol[] => [
  triedQr(sealed, 'M', 9, 4),
  triedQr(sealed, 'L', 8, 4),
  triedQr(written('decimal tail'), 'M', 8, 4),
  // What base 32 would come to, with as many letters as fit: how it reads is a matter of form, not of what it says.
  triedQr(sealed.slice(0, 128), 'Q', 9, 4),
  triedQr(sealed, 'M', 9, 3),
  triedQr(sealed, 'L', 8, 3),
  triedQr(sealed, 'Q', 11, 3),
  ...triedCaseSymbols(),
]
