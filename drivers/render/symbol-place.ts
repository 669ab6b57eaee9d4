/** Where a symbol stands, without its quiet zone, and dots a module. */
export interface SymbolPlace {
  readonly element: string
  readonly x: number
  readonly y: number
  readonly moduleDots: number
}
