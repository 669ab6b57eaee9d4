import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingPrograms } from '../programs.ts'
import { deviceTree, rigDevices } from './device-tree.ts'

/** node-hid's binary needs it; asked in a process of its own, as a failed load may not be tried twice. */
const hasLibusb = () => spawnSync(process.execPath, ['-e', "require('node-hid')"]).status === 0

/** What this machine lacks to run the rig. */
export const missingForHidraw = (): string[] =>
  process.platform === 'linux'
    ? [...missingPrograms(['cc', 'umockdev-run']), ...(hasLibusb() ? [] : ['libusb-1.0'])]
    : ['hidraw']

/** Compiles the shim, describes the devices, and runs a program that sees them. Answers the JSON lines that it prints. */
export function runUnderUmockdev(program: string, timeoutMs: number): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'hidraw-'))
  try {
    const [shim, devices, tree] = ['hidsim.so', 'devices', 'scanners.umockdev'].map((name) =>
      join(folder, name),
    ) as [string, string, string]
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, join(import.meta.dirname, 'hidsim.c'), '-ldl'])
    mkdirSync(devices)
    for (const [index, { reportDescriptor }] of rigDevices.entries())
      writeFileSync(join(devices, `hidraw${index}.desc`), Buffer.from(reportDescriptor, 'hex'))
    writeFileSync(tree, deviceTree())
    const preload = `LD_PRELOAD=${shim} libumockdev-preload.so.0`
    const run = spawnSync('umockdev-run', ['-d', tree, '--', 'env', preload, process.execPath, program], {
      env: { ...process.env, HIDSIM_DIR: devices, NODE_OPTIONS: '' },
      encoding: 'utf8',
      timeout: timeoutMs,
    })
    const lines = run.stdout.split('\n').filter((line) => line.startsWith('{'))
    if (lines.length === 0) throw new Error(`the rig did not run: ${run.stderr}`)
    return lines.map((line) => JSON.parse(line) as unknown)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
