import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { modelByUsbId } from '../printer-models.ts'
import type { Present } from './present.ts'
import { attribute, usbPlace, visible } from './usb-place.ts'

/** `MFG:Zebra;MDL:ZD421;…` (IEEE 1284): manufacturer and model, when it says them. */
export function ieee1284Name(text: string): string {
  const field = (names: string) =>
    new RegExp(`(?:^|;)(?:${names}):([^;]*)`, 'i').exec(text)?.[1]?.trim() ?? ''
  return visible(`${field('MFG|MANUFACTURER')} ${field('MDL|MODEL')}`)
}

/** USB line printers, by the kernel's list of them: Linux only, empty elsewhere. */
export function listUsbPrinters(): Present[] {
  let nodes: string[]
  try {
    nodes = readdirSync('/sys/class/usbmisc').filter((name) => /^lp\d+$/.test(name))
  } catch {
    return []
  }
  return nodes.flatMap((node) => {
    const usb = usbPlace('usbmisc', node)
    if (!usb) return []
    const said = ieee1284Name(attribute(usb.face, 'ieee1284_id'))
    return [
      {
        what: 'usb-lp' as const,
        name: said || usb.name || node,
        path: join('/dev/usb', node),
        identity: usb.identity,
        model: modelByUsbId(usb.identity, said),
        whyNot: null,
      },
    ]
  })
}
