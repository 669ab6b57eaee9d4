/** First bytes of the kinds of files that reports and pictures come in. */
const beginnings: readonly (readonly [string, string])[] = [
  ['%PDF-', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['PK\x03\x04', 'application/zip'],
]

/** What a file is by its first bytes; plain text, or bytes of an unknown kind. */
export function mediaTypeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1')
  const known = beginnings.find(([beginning]) => head.startsWith(beginning))
  if (known) return known[1]
  return /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(head) ? 'text/plain' : 'application/octet-stream'
}
