import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openUsbLinePrinter } from './usb-line-printer.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lp-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

describe('a USB line printer', () => {
  it.skipIf(!existsSync('/dev/full'))('that is out of labels says so, and nothing went out', async () => {
    const transport = await openUsbLinePrinter({ path: '/dev/full' })
    await expect(transport.write(new Uint8Array(100))).rejects.toMatchObject({
      code: 'transport-paper-out',
      detail: { device: '/dev/full', bytesWritten: 0 },
    })
    await transport.close()
  })

  it('is a device: a file under its name is not written over, nor is a folder opened', async () => {
    const path = join(folder(), 'lp0')
    writeFileSync(path, 'a file')
    await expect(openUsbLinePrinter({ path })).rejects.toMatchObject({ code: 'transport-open-failed' })
    expect(readFileSync(path, 'utf8')).toBe('a file')
    await expect(openUsbLinePrinter({ path: tmpdir() })).rejects.toMatchObject({
      code: 'transport-open-failed',
    })
  })
})
