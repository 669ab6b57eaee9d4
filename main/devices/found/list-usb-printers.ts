import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readIeee1284Id } from '../../../drivers/transports/ieee1284-id.ts'
import { guessModel } from '../printer-models.ts'
import type { Present } from './present.ts'
import { attribute, usbPlace, visible } from './usb-place.ts'

/** Of a device id (IEEE 1284), which may be longer than a name. */
const ID_MAX = 4096

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
    const pairs = readIeee1284Id(attribute(usb.face, 'ieee1284_id', ID_MAX))
    const first = (...keys: string[]) => keys.map((key) => pairs.get(key)).find((value) => value) ?? ''
    const said = visible(`${first('MFG', 'MANUFACTURER')} ${first('MDL', 'MODEL')}`)
    const languages = first('CMD', 'COMMAND SET')
    return [
      {
        what: 'usb-lp' as const,
        name: said || usb.name || node,
        path: join('/dev/usb', node),
        identity: usb.identity,
        model: guessModel(usb.identity, said, languages),
        whyNot: null,
      },
    ]
  })
}
