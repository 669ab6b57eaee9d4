// `npm run build:electron`: the program as Electron starts it, in dist/electron. npm packages stay outside the bundles
// (native parts, fonts and WebAssembly are read from their folders) and are packed beside them.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type InlineConfig } from 'vite'

const home = resolve(import.meta.dirname, '../..')
const source = (name: string) => join(home, name)

/** Programs of their own: Electron's main process, the station's, and what those fork. */
const programs = {
  electron: source('main/hosts/electron-main.ts'),
  station: source('main/hosts/electron-station.ts'),
}

const shared = (format: 'es' | 'cjs', extension: string, input: Record<string, string>): InlineConfig => ({
  root: home,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'dist/electron',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input,
      external: ['electron'],
      output: { format, entryFileNames: `[name].${extension}`, chunkFileNames: `[name]-[hash].${extension}` },
    },
  },
})

/** Builds every bundle; resolves to the exit code. */
export async function main(): Promise<number> {
  await build({
    ...shared('es', 'mjs', programs),
    build: { ...shared('es', 'mjs', programs).build, emptyOutDir: true },
  })
  // A sandboxed preload is CommonJS and may require nothing but electron.
  await build(shared('cjs', 'cjs', { preload: source('main/hosts/preload.ts') }))
  const made = ['electron.mjs', 'station.mjs', 'preload.cjs'].map((name) => join(home, 'dist/electron', name))
  return made.every((file) => existsSync(file)) ? 0 : 1
}
