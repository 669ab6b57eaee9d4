declare module 'gs1-barcode-parser-mod' {
  /** Throws a text when it cannot read the barcode. */
  export function parseBarcode(barcode: string): {
    readonly parsedCodeItems: readonly { readonly ai: string; readonly raw: string }[]
  }
}

declare module 'digital-link.js' {
  export function DigitalLink(url: string): {
    isValid(): boolean
    getIdentifier(): Readonly<Record<string, string>>
    getKeyQualifiers(): Readonly<Record<string, string>>
    getAttributes(): Readonly<Record<string, string>>
  }
}
