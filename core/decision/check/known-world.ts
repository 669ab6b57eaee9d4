/** What is known outside of the rules, as far as it is; what is left out is not checked. */
export interface KnownWorld {
  /** `YYYY-MM-DD`: entries that ended before it are told. */
  readonly today?: string
  /** Names of the label templates that exist. */
  readonly templates?: ReadonlySet<string>
  readonly brands?: ReadonlySet<string>
  readonly sellers?: ReadonlySet<string>
  readonly manufacturers?: ReadonlySet<string>
  /** A product of the catalogue; `null` when it has none of this GTIN. */
  readonly productOf?: (
    gtin: string,
  ) => { readonly brand: string; readonly manufacturer: string; readonly category: string } | null
  /** Who sells a brand; `null` when nobody knows. */
  readonly sellersOf?: (brand: string) => ReadonlySet<string> | null
}
