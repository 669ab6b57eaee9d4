import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPrinted } from './label-eye.ts'
import { PrinterTray } from './printer-tray.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tray-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const look = () => readPrinted(new PrinterTray(folder), { kind: 'unit', serial: 'AB12' }, 'hid-1')

it('tells a label of another printer from one that cannot be read: only the one is to be voided', async () => {
  await expect(look()).rejects.toMatchObject({ code: 'label-not-in-tray', detail: { serial: 'AB12' } })
  writeFileSync(join(folder, '000001-AB12.zpl'), '^XA^FO10,10^FD')
  await expect(look()).rejects.toMatchObject({ code: 'label-not-readable' })
})
