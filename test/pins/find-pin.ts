/** Where a PIN was found, and in which form. Never the PIN. */
export interface Found {
  readonly where: string
  readonly form: string
}

/** The ways in which ten symbols could lie about: as they are, as they are printed, and what programs make of texts. */
export function pinForms(pin: string): ReadonlyMap<string, Buffer> {
  const dashed = `${pin.slice(0, 5)}-${pin.slice(5)}`
  const forms = new Map<string, Buffer>()
  for (const [name, text] of Object.entries({
    plain: pin,
    dashed,
    lower: pin.toLowerCase(),
    'lower, dashed': dashed.toLowerCase(),
  })) {
    const bytes = Buffer.from(text, 'latin1')
    forms.set(name, bytes)
    forms.set(`${name}, UTF-16`, Buffer.from(text, 'utf16le'))
    forms.set(`${name}, hex`, Buffer.from(bytes.toString('hex')))
    forms.set(`${name}, HEX`, Buffer.from(bytes.toString('hex').toUpperCase()))
    // In base64 a text looks different at each of three places; the letters that only it decides are the same.
    for (const skipped of [0, 1, 2]) {
      const coded = Buffer.concat([Buffer.alloc(skipped), bytes]).toString('base64')
      const from = skipped === 0 ? 0 : skipped + 1
      const whole = Math.floor(((skipped + bytes.length) * 8) / 6)
      forms.set(`${name}, base64 from ${skipped}`, Buffer.from(coded.slice(from, whole)))
    }
  }
  forms.set('bytes in JSON', Buffer.from([...Buffer.from(pin)].join(',')))
  return forms
}

/** All places of any of these PINs in something. */
export function findPins(where: string, bytes: Buffer, pins: Iterable<string>): Found[] {
  const found: Found[] = []
  for (const pin of pins)
    for (const [form, wanted] of pinForms(pin)) if (bytes.includes(wanted)) found.push({ where, form })
  return found
}
