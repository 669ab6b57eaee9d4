import { isRecord } from '../json-shape.ts'
import type { Findings, Place } from './finding.ts'
import { isUri } from './uri.ts'

/** What the contexts around a place define: the prefixes that keys may use there. */
export interface Scope {
  readonly prefixes: ReadonlySet<string>
  /** A context of EPCIS 2.0 is among them. */
  readonly hasEpcis: boolean
  /** A context that only the network could tell about is among them: its prefixes are not known. */
  readonly hasUnknown: boolean
}

export const emptyScope: Scope = { prefixes: new Set(), hasEpcis: false, hasUnknown: false }

/** Where GS1 publishes the context of EPCIS 2.0, with and without a version. It is never fetched. */
const EPCIS_CONTEXT =
  /^https?:\/\/(?:(?:ref|www|id|ns)\.)?(?:gs1\.org|gs1\.github\.io)\/(?:[\w.-]+\/){0,6}epcis-context\.jsonld$/i

/** The prefixes that the context of EPCIS 2.0 defines. */
const EPCIS_PREFIXES: Readonly<Record<string, string>> = {
  epcis: 'https://ref.gs1.org/epcis/',
  cbv: 'https://ref.gs1.org/cbv/',
  cbvmda: 'urn:epcglobal:cbv:mda',
  gs1: 'https://ref.gs1.org/voc/',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  owl: 'http://www.w3.org/2002/07/owl#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  dcterms: 'http://purl.org/dc/terms/',
}

/** More than any real document has. */
const ENTRIES_MAX = 256

/** Terms are at most objects with a scoped context of their own. */
const ENTRY_DEPTH_MAX = 16

function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1))
}

interface Draft {
  prefixes: Set<string>
  hasEpcis: boolean
  hasUnknown: boolean
}

function readTerms(terms: Record<string, unknown>, place: Place, draft: Draft, findings: Findings): void {
  for (const [term, definition] of Object.entries(terms).slice(0, ENTRIES_MAX)) {
    if (term.startsWith('@')) continue
    const uri = isRecord(definition) ? definition['@id'] : definition
    if (uri === null) {
      draft.prefixes.delete(term)
      continue
    }
    if (uri !== undefined && (typeof uri !== 'string' || !(uri.includes(':') || uri.startsWith('@')))) {
      findings.error(place.at(term), 'epcis-context-malformed')
      continue
    }
    const standard = Object.hasOwn(EPCIS_PREFIXES, term) ? EPCIS_PREFIXES[term] : undefined
    if (standard !== undefined && uri !== standard && uri !== `${standard}:`)
      findings.warn(place.at(term), 'epcis-prefix-redefined', term)
    draft.prefixes.add(term)
  }
}

function readEntry(entry: unknown, place: Place, draft: Draft, findings: Findings): void {
  if (isRecord(entry)) {
    readTerms(entry, place, draft, findings)
  } else if (typeof entry !== 'string' || !isUri(entry)) {
    findings.error(place, 'epcis-context-malformed')
  } else if (EPCIS_CONTEXT.test(entry)) {
    draft.hasEpcis = true
    for (const prefix of Object.keys(EPCIS_PREFIXES)) draft.prefixes.add(prefix)
  } else {
    draft.hasUnknown = true
    findings.warn(place, 'epcis-context-unresolved', entry)
  }
}

/** Reads an `@context` (a URL, an object of terms, or a list of both), inside the scope around it. */
export function readContext(context: unknown, place: Place, outer: Scope, findings: Findings): Scope {
  const draft: Draft = { ...outer, prefixes: new Set(outer.prefixes) }
  if (!Array.isArray(context)) readEntry(context, place, draft, findings)
  else if (context.length > ENTRIES_MAX) findings.error(place, 'epcis-list-too-long')
  else {
    const seen = new Set<string>()
    for (const [i, entry] of context.entries()) {
      if (isDeep(entry, ENTRY_DEPTH_MAX)) {
        findings.error(place.at(i), 'epcis-too-deep')
        continue
      }
      const text = JSON.stringify(entry)
      if (seen.has(text)) findings.error(place.at(i), 'epcis-element-repeated')
      seen.add(text)
      readEntry(entry, place.at(i), draft, findings)
    }
  }
  if (!draft.hasEpcis && !draft.hasUnknown) findings.error(place, 'epcis-context-missing')
  return draft
}
