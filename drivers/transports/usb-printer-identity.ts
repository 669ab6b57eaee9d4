import { readFileSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What a USB printer says of itself, as far as it does. */
export interface UsbPrinterIdentity {
  readonly manufacturer: string | null
  readonly model: string | null
  /** Languages it claims to speak, as `ZPL` or `TSPL2`, upper-case. */
  readonly languages: readonly string[]
  /** Four hex digits each, lower-case. */
  readonly vendorId: string | null
  readonly productId: string | null
  readonly serialNumber: string | null
}

/** IEEE 1284 §7.6: the first two bytes of an id are its length, so that it has at most this many. */
const ID_BYTES_MAX = 65_535
const VALUE_CHARACTERS_MAX = 200

/**
 * Reads an IEEE 1284 device id, `KEY:value;KEY:value;…`: keys in any spelling of case, the first of each counts. Anything that is
 * no pair is passed over; control characters are dropped, and a value is cut at 200 characters.
 */
export function readIeee1284Id(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const part of text.slice(0, ID_BYTES_MAX).split(';')) {
    const at = part.indexOf(':')
    if (at < 1) continue
    const key = clean(part.slice(0, at)).toUpperCase()
    if (key !== '' && !pairs.has(key)) pairs.set(key, clean(part.slice(at + 1)))
  }
  return pairs
}

/**
 * Who the printer behind `/dev/usb/lpN` is, by what Linux wrote down when it was plugged in: nothing is asked of the printer, and no
 * permission is needed. Null when the system knows no such printer. `root` is `/` but in tests.
 */
export function usbPrinterIdentity(path: string, root = '/'): UsbPrinterIdentity | null {
  let name: string
  try {
    name = basename(realpathSync(path))
  } catch {
    return null
  }
  // `device` is the printer's interface; the device itself is the folder above it.
  const device = join(root, 'sys/class/usbmisc', name, 'device')
  const id = said(join(device, 'ieee1284_id'))
  const vendorId = said(`${device}/../idVendor`)
  if (id === null && vendorId === null) return null
  const pairs = readIeee1284Id(id ?? '')
  const first = (...keys: string[]) => keys.map((key) => pairs.get(key)).find((value) => value) ?? null
  return {
    manufacturer: first('MFG', 'MANUFACTURER'),
    model: first('MDL', 'MODEL'),
    languages: (first('CMD', 'COMMAND SET') ?? '')
      .split(',')
      .map((language) => language.trim().toUpperCase())
      .filter((language) => language !== ''),
    vendorId: vendorId?.toLowerCase() ?? null,
    productId: said(`${device}/../idProduct`)?.toLowerCase() ?? null,
    serialNumber: said(`${device}/../serial`) ?? first('SN', 'SERN', 'SERIALNUMBER'),
  }
}

function clean(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, VALUE_CHARACTERS_MAX)
}

/** One line of sysfs; null when it is not there. A path with `..` must go through the link it names, so it is not joined. */
function said(file: string): string | null {
  try {
    const bytes = readFileSync(file)
    const text = bytes.subarray(0, ID_BYTES_MAX).toString('latin1').trim()
    return text === '' ? null : text
  } catch {
    return null
  }
}
