import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openUsbLinePrinter } from './usb-line-printer.ts'
import { readIeee1284Id, usbPrinterIdentity } from './usb-printer-identity.ts'

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

describe('the identity of a USB printer', () => {
  const plugIn = (id: string | null) => {
    const root = folder()
    const usb = join(root, 'sys/devices/usb1/1-2')
    mkdirSync(join(usb, '1-2:1.0'), { recursive: true })
    mkdirSync(join(root, 'sys/class/usbmisc/lp0'), { recursive: true })
    mkdirSync(join(root, 'dev/usb'), { recursive: true })
    writeFileSync(join(root, 'dev/usb/lp0'), '')
    symlinkSync(join(usb, '1-2:1.0'), join(root, 'sys/class/usbmisc/lp0/device'))
    writeFileSync(join(usb, 'idVendor'), '0A5F\n')
    writeFileSync(join(usb, 'idProduct'), '0185\n')
    writeFileSync(join(usb, 'serial'), 'D2J201900123\n')
    if (id !== null) writeFileSync(join(usb, '1-2:1.0/ieee1284_id'), `${id}\n`)
    return root
  }

  it('is read from what the system wrote down, without opening it, by its path or a link to it', () => {
    const root = plugIn(
      'MANUFACTURER:Zebra Technologies ;COMMAND SET:ZPL;MODEL:ZTC ZD421-203dpi ZPL;CLASS:PRINTER;',
    )
    const link = join(root, 'dev/label-printer')
    symlinkSync(join(root, 'dev/usb/lp0'), link)
    for (const path of [join(root, 'dev/usb/lp0'), link])
      expect(usbPrinterIdentity(path, root)).toEqual({
        manufacturer: 'Zebra Technologies',
        model: 'ZTC ZD421-203dpi ZPL',
        languages: ['ZPL'],
        vendorId: '0a5f',
        productId: '0185',
        serialNumber: 'D2J201900123',
      })
  })

  it('leaves out what the printer does not say', () => {
    const root = plugIn(null)
    expect(usbPrinterIdentity(join(root, 'dev/usb/lp0'), root)).toMatchObject({
      model: null,
      languages: [],
      vendorId: '0a5f',
    })
    expect(usbPrinterIdentity(join(root, 'dev/usb/lp1'), root)).toBeNull()
  })

  it('takes any bytes', () => {
    expect([
      ...readIeee1284Id('MFG:TSC;CMD:TSPL2,ESC/P ;mdl:\u0007TE210\r;MFG:Other;:x;;nonsense;DES:a:b'),
    ]).toEqual([
      ['MFG', 'TSC'],
      ['CMD', 'TSPL2,ESC/P'],
      ['MDL', 'TE210'],
      ['DES', 'a:b'],
    ])
    expect(readIeee1284Id(`MDL:${'x'.repeat(100_000)}`).get('MDL')).toHaveLength(200)
  })
})
