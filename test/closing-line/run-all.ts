// Everything that must hold, one step after the other; all run even if one fails. The last line is the closing line.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { add, closingLine, nothing, ofExit, ofPlaywright, ofVitest, type Tally, withExit } from './tally.ts'

const home = resolve(import.meta.dirname, '../..')
const inModules = (path: string) => join(home, 'node_modules', path)

interface Step {
  readonly name: string
  /** Arguments of Node. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Reads the step's report; a step without one is a yes or no, and is silent when it is a yes. */
  readonly report?: { readonly file: string; readonly read: (report: never) => Tally }
}

const compiler = inModules('typescript/bin/tsc')
const statics: readonly Step[] = [
  { name: 'types', args: [compiler, '-p', '.'] },
  { name: 'types of the renderer', args: [compiler, '-p', 'renderer'] },
  { name: 'format and lint', args: [inModules('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'] },
  {
    name: 'import rules',
    args: ['--import', './test/import-rules/typescript-6.mjs', 'test/import-rules/check-imports.ts'],
  },
  { name: 'unused files, exports and packages', args: [inModules('knip/bin/knip.js')] },
]

function suites(reports: string): readonly Step[] {
  const vitest = join(reports, 'vitest.json')
  const playwright = join(reports, 'playwright.json')
  return [
    {
      name: 'unit, property and integration tests',
      args: [
        inModules('vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${vitest}`,
      ],
      report: { file: vitest, read: ofVitest },
    },
    {
      name: 'end-to-end tests',
      args: [inModules('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: playwright },
      report: { file: playwright, read: ofPlaywright },
    },
  ]
}

function run(step: Step): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, step.args, {
      cwd: home,
      env: { ...process.env, ...step.env },
      stdio: ['ignore', step.report ? 'inherit' : 'pipe', step.report ? 'inherit' : 'pipe'],
    })
    let output = ''
    child.stdout?.on('data', (part) => (output += part))
    child.stderr?.on('data', (part) => (output += part))
    child.on('close', (code) => done({ code: code ?? 1, output }))
  })
}

function readReport({ file, read }: NonNullable<Step['report']>): Tally {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')) as never)
  } catch {
    return { ...nothing, failed: 1 }
  }
}

async function tallyOf(step: Step): Promise<Tally> {
  const start = performance.now()
  if (step.report) console.log(`\n— ${step.name}`)
  const { code, output } = await run(step)
  const tally = step.report ? withExit(readReport(step.report), code) : ofExit(code)
  if (tally.failed > 0 && output !== '') console.log(output.trimEnd())
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${tally.failed > 0 ? '✗' : '✓'} ${step.name} (${seconds} s)`)
  return tally
}

/** `--static` leaves out what runs the program. Resolves to the exit code: 1 when anything failed. */
export async function main(argv: readonly string[]): Promise<number> {
  const reports = mkdtempSync(join(tmpdir(), 'bondmark-reports-'))
  let whole = nothing
  try {
    for (const step of [...statics, ...(argv.includes('--static') ? [] : suites(reports))])
      whole = add(whole, await tallyOf(step))
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
  console.log('')
  for (const name of whole.skipped) console.log(`skipped: ${name}`)
  console.log(closingLine(whole))
  return whole.failed === 0 ? 0 : 1
}
