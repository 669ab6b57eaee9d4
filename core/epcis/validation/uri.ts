/** The characters of a path segment (RFC 3986 §3.3). */
const PATH = String.raw`(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})`
const NAME = String.raw`(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})`
const AUTHORITY = String.raw`(?:(?:${NAME}|:)*@)?(?:\[(?<ip>[0-9A-Fa-f:.]+)\]|${NAME}*)(?::\d*)?`
const REST = String.raw`(?:\?(?:${PATH}|[/?])*)?(?:#(?:${PATH}|[/?])*)?`
const URI = new RegExp(
  String.raw`^[A-Za-z][A-Za-z0-9+.\-]*:(?://${AUTHORITY}(?:/${PATH}*)*|/(?:${PATH}+(?:/${PATH}*)*)?|${PATH}+(?:/${PATH}*)*)${REST}$`,
)

/** Longer than any identifier; what is longer is hostile. */
const URI_LENGTH_MAX = 4096

/** An IPv6 address as it stands between brackets: eight groups, or fewer around one `::`; the last two may be IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const hasIpv4 = last.includes('.')
  if (hasIpv4) {
    const bytes = last.split('.')
    if (bytes.length !== 4 || !bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256))
      return false
    groups.splice(-1, 1, '0', '0')
  }
  const isWhole = halves.length === 1 ? groups.length === 8 : groups.length < 8
  return isWhole && groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))
}

/** A URI by the grammar of RFC 3986, or a CURIE, which cannot be told from one by its looks. */
export function isUri(text: string): boolean {
  const match = text.length <= URI_LENGTH_MAX ? URI.exec(text) : null
  if (match === null) return false
  const ip = match.groups?.ip
  return ip === undefined || isIpv6(ip)
}
