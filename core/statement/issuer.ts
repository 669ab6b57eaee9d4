/** Who issued a statement, as its URI says: `https://id.{consortium}/org/{org}/station|person/{name}`. */
export interface Issuer {
  readonly consortium: string
  readonly org: string
  readonly kind: 'station' | 'person'
  readonly name: string
}

const maxLength = 255
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const segment = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?'
const shape = new RegExp(
  `^https://id\\.((?:${label}\\.)*${label})/org/(${segment})/(station|person)/(${segment})$`,
)

/** The parts of an issuer URI, or null when it has another shape. One spelling: lower-case host, no escapes, no port. */
export function parseIssuer(uri: string): Issuer | null {
  if (uri.length > maxLength) return null
  const match = shape.exec(uri)
  if (match === null) return null
  const [, consortium = '', org = '', kind, name = ''] = match
  return { consortium, org, kind: kind === 'person' ? 'person' : 'station', name }
}

/** The URI of an issuer. Throws RangeError when a part cannot stand in it: identities are checked at enrolment. */
export function issuerUri({ consortium, org, kind, name }: Issuer): string {
  const uri = `https://id.${consortium}/org/${org}/${kind}/${name}`
  if (parseIssuer(uri) === null) throw new RangeError(`not an issuer: ${uri}`)
  return uri
}
