/** Label sets that one counter keeps; what a peer decides must not make memory grow. More are counted as `other`. */
const SETS_MAX = 256
const VALUE_LENGTH_MAX = 80

export type Labels = Readonly<Record<string, string>>
export interface Sample {
  readonly labels?: Labels
  readonly value: number
}

export interface Counter {
  /** Adds `by`, which is not negative, under these labels. */
  add(labels?: Labels, by?: number): void
}

/** What a program counts and measures, for Prometheus to fetch. */
export interface Metrics {
  /** A number that only grows. Its name ends in `_total`. */
  counter(name: string, help: string): Counter
  /** A number of now, read when it is asked for. What `read` throws leaves its samples out, and the others in. */
  gauge(name: string, help: string, read: () => number | readonly Sample[]): void
  /** A number that only grows and is kept elsewhere. Its name ends in `_total`. */
  total(name: string, help: string, read: () => number): void
  /** All of it in Prometheus' text format 0.0.4. */
  text(): string
}

/** The content type of `Metrics.text()`. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  read(): readonly Sample[]
}

/** An empty set of metrics. Registering a name twice or a wrong one throws RangeError. */
export function createMetrics(): Metrics {
  const families = new Map<string, Family>()
  const register = (family: Family) => {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(family.name) || families.has(family.name))
      throw new RangeError(`no name for a metric, or taken: ${family.name}`)
    families.set(family.name, family)
  }
  return {
    counter(name, help) {
      const counts = new Map<string, { labels: Labels; value: number }>()
      register({
        name,
        help,
        type: 'counter',
        read: () => (counts.size > 0 ? [...counts.values()] : [{ value: 0 }]),
      })
      const count = (labels: Labels, by: number, setsMax: number) => {
        const key = labelsText(labels)
        const found = counts.get(key)
        if (found === undefined && counts.size >= setsMax) return false
        counts.set(key, { labels, value: (found?.value ?? 0) + by })
        return true
      }
      return {
        add(labels = {}, by = 1) {
          const other = () => Object.fromEntries(Object.keys(labels).map((label) => [label, 'other']))
          if (!count(labels, by, SETS_MAX)) count(other(), by, SETS_MAX + 1)
        },
      }
    },
    gauge(name, help, read) {
      register({
        name,
        help,
        type: 'gauge',
        read() {
          const value = read()
          return typeof value === 'number' ? [{ value }] : value
        },
      })
    },
    total: (name, help, read) => register({ name, help, type: 'counter', read: () => [{ value: read() }] }),
    text: () => [...families.values()].map(familyText).join(''),
  }
}

function familyText(family: Family): string {
  const { name, help, type } = family
  const samples = samplesOf(family).map(
    ({ labels = {}, value }) => `${name}${labelsText(labels)} ${numberText(value)}\n`,
  )
  return [`# HELP ${name} ${escaped(help, false)}\n`, `# TYPE ${name} ${type}\n`, ...samples].join('')
}

function samplesOf(family: Family): readonly Sample[] {
  try {
    return family.read()
  } catch {
    // A database that cannot be read: whoever watches sees the gap, and everything else.
    return []
  }
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}="${escaped(value.slice(0, VALUE_LENGTH_MAX), true)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string, quoted: boolean): string {
  const plain = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return quoted ? plain.replaceAll('"', '\\"') : plain
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}
