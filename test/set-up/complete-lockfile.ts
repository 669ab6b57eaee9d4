// node test/set-up/complete-lockfile.ts — after `npm install` against a registry that does not carry every platform's
// optional packages: npm then leaves them out of the lockfile, and `npm ci` refuses that lockfile as out of step. This
// adds them with the version that their parent pins. They have no integrity, because nobody has seen their bytes: on
// those platforms npm takes the registry's word.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

interface Entry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}
export interface Lockfile {
  packages: Record<string, Entry>
}

export const lockfilePath = resolve(import.meta.dirname, '../../package-lock.json')

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** What a platform package's name says of itself: `@scope/cli-linux-x64-musl` → linux, x64, musl. */
function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  if (os.length === 0 || cpu.length === 0) throw new Error(`${name} does not say which platform it is for`)
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : null
  return { cpu, ...(libc ? { libc } : {}), os }
}

/** The optional packages that a lockfile speaks of and does not hold, by name. */
export function missingOptional(lock: Lockfile): ReadonlyMap<string, Entry> {
  const held = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)))
  const wanted = Object.values(lock.packages).flatMap((parent) =>
    Object.entries(parent.optionalDependencies ?? {}).map(
      ([name, version]) => [name, { version, ...(parent.dev ? { dev: true } : {}) }] as const,
    ),
  )
  return new Map(wanted.filter(([name]) => !held.has(name)))
}

/** The lockfile with every optional package in it. Throws for one that is not pinned to one version. */
export function completed(lock: Lockfile): Lockfile {
  const packages = { ...lock.packages }
  for (const [name, entry] of missingOptional(lock)) {
    if (!/^\d+\.\d+\.\d+/.test(entry.version ?? ''))
      throw new Error(`${name} is wanted as ${entry.version}, which is no exact version`)
    packages[`node_modules/${name}`] = { ...entry, ...platformOf(name), optional: true }
  }
  const paths = Object.keys(packages).sort()
  return { ...lock, packages: Object.fromEntries(paths.map((path) => [path, packages[path] ?? {}])) }
}

if (import.meta.main) {
  const lock: Lockfile = JSON.parse(readFileSync(lockfilePath, 'utf8'))
  writeFileSync(lockfilePath, `${JSON.stringify(completed(lock), null, 2)}\n`)
  console.log(`${missingOptional(lock).size} packages added`)
}
