const URI =
  /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?[\]]|%[0-9A-Fa-f]{2})+(?:#(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?$/

/** Longer than any identifier; what is longer is hostile. */
const URI_LENGTH_MAX = 4096

/** A URI in the characters of RFC 3986, or a CURIE, which cannot be told from one by its looks. */
export function isUri(text: string): boolean {
  return text.length <= URI_LENGTH_MAX && URI.test(text)
}
