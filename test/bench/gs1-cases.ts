import { readFileSync } from 'node:fs'

/** A text, and the elements that a standard or its reference says it has; null when it is to be refused. */
export interface Gs1Case {
  readonly text: string
  /** `(01)…(10)…` in the order of the identifiers. */
  readonly elements: string | null
}

interface Vectors {
  readonly elementRules: readonly { readonly text: string; readonly verdict: string }[]
  readonly elementStrings: readonly { readonly text: string; readonly ok: boolean }[]
  readonly associations: readonly { readonly text: string; readonly ok: boolean }[]
  readonly links: readonly { readonly link: string; readonly elements: string | null }[]
  readonly scans: readonly { readonly ok: boolean; readonly text: string; readonly elements?: string }[]
}

export interface Recorded {
  readonly scans: readonly {
    readonly expected: {
      readonly input: string
      readonly ok: boolean
      readonly elements?: readonly { readonly ai: string; readonly value: string }[]
    }
  }[]
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')) as T
}

/** Elements as one text, sorted, so that the order in which a reader gives them does not count. */
export function asText(elements: Iterable<readonly [ai: string, value: string]>): string {
  return [...elements]
    .map(([ai, value]) => `(${ai})${value}`)
    .sort()
    .join('')
}

/** The scans recorded in this project, good and bad. */
export function recordedScans(): Recorded {
  return readJson<Recorded>('gs1/scans.json')
}

const vectors = () => readJson<Vectors>('vectors/gs1-syntax-engine/vectors.json')

/**
 * What the element string readers are tried on: the refusals of the syntax engine that concern one element or its
 * check digit, and the recorded scans, without links. Element strings have FNC1 as GS.
 */
export function elementCases(): Gs1Case[] {
  const recorded = recordedScans().scans.map(({ expected: { input, ok, elements } }) => ({
    text: input,
    elements: ok ? asText((elements ?? []).map(({ ai, value }) => [ai, value] as const)) : null,
  }))
  const { elementRules, elementStrings, scans } = vectors()
  const rules = elementRules
    .filter(({ verdict }) => verdict !== 'OK')
    .map(({ text }) => ({ text, elements: null }))
  const strings = elementStrings
    .filter(({ ok, text }) => !ok && text.startsWith('^') && text.length > 1)
    .map(({ text }) => ({ text: `]C1${text.slice(1).replaceAll('^', '\u001d')}`, elements: null }))
  const refused = scans
    .filter(({ ok, text }) => !ok && text.length > 4)
    .map(({ text }) => ({ text, elements: null }))
  return [...recorded, ...rules, ...strings, ...refused].filter(
    ({ text }) => !/^(?:\]..)?https?:/i.test(text),
  )
}

/** A `^`-separated element string of the vectors as sorted text, by the table of the reader that is trusted here. */
export type ReadCarets = (carets: string) => string

/** What the Digital Link readers are tried on: the syntax engine's links and the standard's examples in them. */
export function linkCases(read: ReadCarets): Gs1Case[] {
  return vectors().links.map(({ link, elements }) => ({
    text: link,
    elements: elements === null ? null : read(elements),
  }))
}
