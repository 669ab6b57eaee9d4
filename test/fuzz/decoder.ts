/** One way in for bytes from outside. It answers, or throws a BondmarkError; everything else is a crash. */
export interface Decoder {
  readonly name: string
  readonly corpus: readonly Uint8Array[]
  readonly decode: (bytes: Uint8Array) => unknown
  /** How many times as long as a small decoder's an input takes; the short form hands it as many fewer. */
  readonly cost?: number
}
