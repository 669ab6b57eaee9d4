import { isRecord } from './json-shape.ts'

/**
 * Namespaces that every EPCIS document has without declaring them, as the reference implementation spells them in
 * pre-hash strings. A document's own declaration of `cbvmda` takes precedence, one of `gs1` does not.
 */
const GS1_VOCABULARY = 'https://ref.gs1.org/voc/'
const WELL_KNOWN: readonly (readonly [string, string])[] = [
  ['cbv', 'https://ref.gs1.org/cbv/'],
  ['epcis', 'https://ref.gs1.org/epcis/'],
  ['cbvmda', 'urn:epcglobal:cbv:mda'],
]

/** More prefixes than any real document declares. */
const PREFIXES_MAX = 256

/** The prefixes of a JSON-LD `@context`, for the two things that the event hash needs of it. */
export interface Namespaces {
  /** The key of an extension as `{namespace}local`, from a CURIE or a full URI; other keys unchanged. */
  expandKey(key: string): string
  /** A value that is a CURIE of a GS1 vocabulary, as its full URI; other values unchanged. */
  expandValue(value: string): string
}

function declare(into: Map<string, string>, context: unknown, depth = 0): void {
  if (Array.isArray(context)) {
    // JSON-LD nests contexts one array deep; deeper ones are hostile.
    if (depth < 4) for (const entry of context) declare(into, entry, depth + 1)
    return
  }
  if (!isRecord(context)) return
  for (const [prefix, term] of Object.entries(context)) {
    if (into.size >= PREFIXES_MAX) return
    const uri = isRecord(term) ? term['@id'] : term
    if (typeof uri === 'string' && !prefix.startsWith('@') && uri.includes(':')) into.set(prefix, uri)
  }
}

/** Splits a full URI into namespace and local name behind its last `/` or `#`, or `:` for a URN. */
function splitUri(uri: string): string {
  const cut = Math.max(uri.lastIndexOf('/'), uri.lastIndexOf('#')) + 1 || uri.lastIndexOf(':') + 1
  return cut === uri.length ? uri : `{${uri.slice(0, cut)}}${uri.slice(cut)}`
}

/** The namespaces of a document's or event's `@context` (or several, outer first). */
export function readNamespaces(...contexts: unknown[]): Namespaces {
  const uris = new Map(WELL_KNOWN)
  for (const context of contexts) declare(uris, context)
  uris.set('gs1', GS1_VOCABULARY)
  const keys = new Map<string, string>()

  function expand(key: string): string {
    const colon = key.indexOf(':')
    if (colon <= 0) return key
    const uri = uris.get(key.slice(0, colon))
    if (uri !== undefined) return `{${uri}}${key.slice(colon + 1)}`
    if (!/^(https?:\/\/|urn:)/.test(key)) return key
    let longest = ''
    for (const namespace of uris.values()) {
      if (key.startsWith(namespace) && namespace.length > longest.length) longest = namespace
    }
    if (longest === '' || longest.length === key.length) return splitUri(key)
    const local = key.slice(longest.length)
    // `urn:epcglobal:cbv:mda` is a namespace without its colon, so that the colon is neither's.
    return `{${longest}}${local.startsWith(':') ? local.slice(1) : local}`
  }

  return {
    expandKey(key) {
      let expanded = keys.get(key)
      if (expanded === undefined) {
        expanded = expand(key)
        keys.set(key, expanded)
      }
      return expanded
    },
    expandValue(value) {
      const colon = value.indexOf(':')
      if (colon <= 0 || colon > 8) return value
      const uri = uris.get(value.slice(0, colon))
      const standard = uri?.startsWith('https://ref.gs1.org') || uri?.startsWith('https://gs1.org')
      return standard ? uri + value.slice(colon + 1) : value
    },
  }
}
