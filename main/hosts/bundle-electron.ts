// `npm run build:electron`: the program as Electron starts it, in dist/electron. npm packages stay outside the bundles
// (native parts, fonts and WebAssembly are read from their folders) and are packed beside them.
import { existsSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type InlineConfig, type Plugin } from 'vite'

const home = resolve(import.meta.dirname, '../..')
const source = (name: string) => join(home, name)

/** Programs of their own: Electron's main process, the station's, what the station forks, and the ledger's threads. */
const programs: Readonly<Record<string, string>> = {
  electron: source('main/hosts/electron-main.ts'),
  station: source('main/hosts/electron-station.ts'),
  ledger: source('sync/ledger/main.ts'),
  'sync-child': source('sync/replication/child.ts'),
  'backup-child': source('main/backup/child.ts'),
  'damage-child': source('main/damage/child.ts'),
  'share-child': source('main/progress/share-child.ts'),
  'catalogue-thread': source('main/catalogue/catalogue-thread.ts'),
  'checkpoint-thread': source('platform/sqlite/checkpoint-thread.ts'),
  'plan-thread': source('main/plan-import/plan-thread.ts'),
  'dry-run-thread': source('main/rules/dry-run-thread.ts'),
  'statistics-thread': source('main/statistics/statistics-thread.ts'),
  'session-documents': source('sync/ledger/documents/session-documents.ts'),
  'workspace-thread': source('sync/ledger/workspace/workspace-thread.ts'),
  'statement-check-thread': source('sync/ledger/entry/statement-check-thread.ts'),
}

/**
 * What a program imports before anything else stays before everything else: in a bundle, the packages of its chunks
 * would come first. The bound on Automerge's memory holds only when it is set before Automerge is loaded.
 */
const first = { 'bound-automerge': source('sync/replication/bound-automerge.ts') }
const beginWithIt: ReadonlySet<string> = new Set([
  'sync-child',
  'share-child',
  'session-documents',
  'workspace-thread',
])

/** A program that is forked by its source's address is forked by its bundle's instead. */
const forkedPrograms: Plugin = {
  name: 'forked-programs',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(home) || !code.includes('import.meta.url')) return null
    return code.replaceAll(/new URL\('(\.[^']*\.ts)', import\.meta\.url\)/g, (_, path: string) => {
      const file = resolve(dirname(id), path)
      const bundle = Object.keys(programs).find((name) => programs[name] === file)
      if (!bundle) throw new Error(`${id} starts ${path}, which is not among the bundled programs`)
      return `new URL('./${bundle}.mjs', import.meta.url)`
    })
  },
}

const shared = (
  outDir: string,
  format: 'es' | 'cjs',
  extension: string,
  input: Readonly<Record<string, string>>,
): InlineConfig => ({
  root: home,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [forkedPrograms],
  build: {
    ssr: true,
    outDir,
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: { ...input },
      external: ['electron'],
      output: {
        format,
        entryFileNames: `[name].${extension}`,
        chunkFileNames: `[name]-[hash].${extension}`,
        banner: ({ name }) => (beginWithIt.has(name) ? "import './bound-automerge.mjs'" : ''),
      },
    },
  },
})

/** Builds every bundle into `outDir`, which is emptied first; the paths of what was made. */
export async function bundleElectron(outDir: string): Promise<readonly string[]> {
  rmSync(outDir, { recursive: true, force: true })
  await build(shared(outDir, 'es', 'mjs', { ...programs, ...first }))
  // A sandboxed preload is CommonJS and may require nothing but electron.
  await build(shared(outDir, 'cjs', 'cjs', { preload: source('main/hosts/preload.ts') }))
  return [...Object.keys(programs).map((name) => `${name}.mjs`), 'preload.cjs'].map((name) =>
    join(outDir, name),
  )
}

/** Resolves to the exit code. */
export async function main(): Promise<number> {
  const made = await bundleElectron(join(home, 'dist/electron'))
  return made.every((file) => existsSync(file)) ? 0 : 1
}
