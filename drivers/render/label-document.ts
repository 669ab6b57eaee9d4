/** What a unit's label says. Strings are data, already validated by who made them; the layout checks that they fit. */
export interface UnitLabelContent {
  /** 14 digits. */
  readonly gtin: string
  /** 15 symbols. */
  readonly serial: string
  readonly lot: string
  /** YYYY-MM-DD. */
  readonly expiry: string
  readonly nameEn: string
  readonly nameZh: string
  /** ISO 3166-1 alpha-2. */
  readonly originCountryCode: string
  readonly originZh?: string
  /** The sealed link: the QR code's text. */
  readonly link: string
  /** Ten symbols, with or without the dash; null draws the panel blank. */
  readonly pin: string | null
  readonly training: boolean
}

/** What a case's label says. */
export interface CaseLabelContent {
  /** 18 digits. */
  readonly sscc: string
  /** GTIN of the units inside, 14 digits. */
  readonly gtin: string
  readonly lot: string
  /** YYYY-MM-DD. */
  readonly expiry: string
  /** Units inside. */
  readonly count: number
  readonly nameEn: string
  readonly nameZh: string
  readonly training: boolean
}
