// node --import ./test/import-rules/typescript-6.mjs test/import-rules/check-imports.ts [FOLDER]
// Prints each import that breaks a rule of .dependency-cruiser.cjs; the exit code is 1 when there is one, or when a
// source file was not looked at.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'

const root = resolve(process.argv[2] ?? '.')

/** Every source file that git knows or would take in, deleted ones left out. */
function sourceFiles(): string[] {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr}`)
  const isSource = (path: string) => /\.(ts|tsx|mjs|cjs)$/.test(path) && existsSync(resolve(root, path))
  return [...new Set(listed.stdout.split('\0').filter(isSource))].sort()
}

const { forbidden, options } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs')
const files = sourceFiles()
const answer = await cruise(files, { ...options, baseDir: root, validate: true, ruleSet: { forbidden } })
const result = answer.output as ICruiseResult

const cruised = new Set(result.modules.map((module) => module.source))
const missed = files.filter((file) => !cruised.has(file))
const imports = result.modules.flatMap((module) => module.dependencies)
const typeImports = imports.filter((found) => found.dependencyTypes.includes('type-only'))
// Without its compiler the reader falls back to plain JavaScript and takes types for values: no import of a type is seen.
const readsTypeScript = typeImports.length > 0

for (const { rule, from, to } of result.summary.violations) console.log(`${rule.name}: ${from} → ${to}`)
for (const file of missed) console.log(`not looked at: ${file}`)
if (!readsTypeScript) console.log('no import of a type was seen: the reader of TypeScript is not working')
console.log(
  `${files.length} files, ${imports.length} imports (${typeImports.length} of types), ` +
    `${result.summary.violations.length} violations, ${missed.length} not looked at`,
)
process.exitCode = result.summary.violations.length === 0 && missed.length === 0 && readsTypeScript ? 0 : 1
