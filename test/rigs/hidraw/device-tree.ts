import { createHidKeyboardDevice } from '../../../drivers/simulators/scanners/hid-keyboard-device.ts'
import { createHidPosDevice, usualBuild } from '../../../drivers/simulators/scanners/hid-pos-device.ts'
import type { ScannerDevice } from '../../../drivers/simulators/scanners/scanner-device.ts'

/** A simulated USB HID device. */
export interface RigDevice {
  readonly vendorId: number
  readonly productId: number
  readonly manufacturer: string
  readonly product: string
  readonly serialNumber: string
  /** Hex. */
  readonly reportDescriptor: string
}

const descriptorOf = ({ reportDescriptor }: ScannerDevice): string =>
  Buffer.from(reportDescriptor ?? [])
    .toString('hex')
    .toUpperCase()

const scanner = {
  vendorId: 0x05e0,
  productId: 0x1300,
  manufacturer: 'Zebra',
  product: 'POS Scanner',
  reportDescriptor: descriptorOf(createHidPosDevice()),
}
const typing = {
  vendorId: 0x0c2e,
  productId: 0x0b61,
  manufacturer: 'Honeywell',
  product: 'Keyboard Scanner',
  reportDescriptor: descriptorOf(createHidKeyboardDevice()),
}

/**
 * Two identical scanners, which differ by their serial numbers alone; two identical ones in keyboard mode that have none;
 * one whose reports have a layout that no row has; a keyboard that has a bit for each key.
 */
export const rigDevices: readonly RigDevice[] = [
  { ...scanner, serialNumber: 'S-001' },
  { ...scanner, serialNumber: 'S-002' },
  { ...typing, serialNumber: '' },
  { ...typing, serialNumber: '' },
  {
    ...scanner,
    productId: 0x1400,
    product: 'Odd Scanner',
    serialNumber: 'O-001',
    reportDescriptor: descriptorOf(createHidPosDevice({ build: { ...usualBuild, dataBytes: 250 } })),
  },
  {
    ...typing,
    productId: 0x0b62,
    product: 'Bitmap Keyboard',
    serialNumber: 'B-001',
    reportDescriptor: descriptorOf(createHidKeyboardDevice({ reports: 'bitmap' })),
  },
]

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** One device as umockdev describes it: its hidraw node, HID device, USB interface and USB device. */
function described(device: RigDevice, index: number): string {
  const port = `/devices/pci0000:00/0000:00:14.0/usb1/1-${index + 1}`
  const usb = {
    vendor: hex(device.vendorId, 4),
    product: hex(device.productId, 4),
    number: hex(index + 2, 3),
  }
  const hid = `0003:${usb.vendor}:${usb.product}.${hex(index + 1, 4)}`.toUpperCase()
  const face = `${port}/1-${index + 1}:1.0`
  const hidId = `0003:${hex(device.vendorId, 8)}:${hex(device.productId, 8)}`.toUpperCase()
  return `P: ${face}/${hid}/hidraw/hidraw${index}
N: hidraw${index}
E: DEVNAME=/dev/hidraw${index}
E: SUBSYSTEM=hidraw
E: MAJOR=241
E: MINOR=${index}
A: dev=241:${index}\\n
L: device=../../../${hid}

P: ${face}/${hid}
E: DRIVER=hid-generic
E: SUBSYSTEM=hid
E: HID_ID=${hidId}
E: HID_NAME=${device.manufacturer} ${device.product}
E: HID_PHYS=usb-0000:00:14.0-${index + 1}/input0
E: HID_UNIQ=${device.serialNumber}
H: report_descriptor=${device.reportDescriptor}

P: ${face}
E: SUBSYSTEM=usb
E: DEVTYPE=usb_interface
E: DRIVER=usbhid
A: bInterfaceNumber=00\\n
A: bInterfaceClass=03\\n

P: ${port}
N: bus/usb/001/${usb.number}
E: SUBSYSTEM=usb
E: DEVTYPE=usb_device
E: DEVNAME=/dev/bus/usb/001/${usb.number}
E: BUSNUM=001
E: DEVNUM=${usb.number}
A: idVendor=${usb.vendor}\\n
A: idProduct=${usb.product}\\n
A: bcdDevice=0110\\n
A: manufacturer=${device.manufacturer}\\n
A: product=${device.product}\\n
${device.serialNumber === '' ? '' : `A: serial=${device.serialNumber}\\n`}
`
}

/** The whole tree in umockdev's description language. */
export const deviceTree = (): string => rigDevices.map(described).join('\n')
