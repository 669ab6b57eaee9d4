import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scannerCases } from '../../../drivers/scanners/scanner.acceptance.ts'
import { missingPrograms, suiteName } from '../programs.ts'
import { deviceTree, rigDevices } from './device-tree.ts'

/** node-hid's binary needs it; asked in a process of its own, as a failed load may not be tried twice. */
const hasLibusb = () => spawnSync(process.execPath, ['-e', "require('node-hid')"]).status === 0

const missing =
  process.platform === 'linux'
    ? [...missingPrograms(['cc', 'umockdev-run']), ...(hasLibusb() ? [] : ['libusb-1.0'])]
    : ['hidraw']
const titles = [
  ...scannerCases.map(({ title }) => title),
  'tells two identical scanners apart, and leaves one in keyboard mode alone',
  'says that it cannot be opened while it is unplugged',
]

interface Outcome {
  readonly title: string
  readonly error: string | null
}

/** Compiles the shim, describes the devices, and runs the cases in a process that sees them. */
function runUnderUmockdev(folder: string): Outcome[] {
  const shim = join(folder, 'hidsim.so')
  const devices = join(folder, 'devices')
  const tree = join(folder, 'scanners.umockdev')
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, join(import.meta.dirname, 'hidsim.c'), '-ldl'])
  mkdirSync(devices)
  for (const [index, { reportDescriptor }] of rigDevices.entries()) {
    writeFileSync(join(devices, `hidraw${index}.desc`), Buffer.from(reportDescriptor, 'hex'))
  }
  writeFileSync(tree, deviceTree())
  const preload = `LD_PRELOAD=${shim} libumockdev-preload.so.0`
  const program = join(import.meta.dirname, 'under-umockdev.ts')
  const run = spawnSync('umockdev-run', ['-d', tree, '--', 'env', preload, process.execPath, program], {
    env: { ...process.env, HIDSIM_DIR: devices, NODE_OPTIONS: '' },
    encoding: 'utf8',
    timeout: 50_000,
  })
  const lines = run.stdout.split('\n').filter((line) => line.startsWith('{'))
  if (lines.length === 0) throw new Error(`the rig did not run: ${run.stderr}`)
  return lines.map((line) => JSON.parse(line) as Outcome)
}

describe.skipIf(missing.length > 0)(suiteName('a HID POS scanner through node-hid', missing), () => {
  let folder: string
  let outcomes: Outcome[] = []

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hidraw-'))
    outcomes = runUnderUmockdev(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(titles)('%s', (title) => {
    const outcome = outcomes.find((one) => one.title === title)
    expect(outcome).toEqual({ title, error: null })
  })
})
