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

/**
 * HID POS: usage page 0x8C, usage 2; input report 2 of 64 bytes: length, AIM id (3), data (56), two vendor bytes,
 * "decoded data continued" in the last byte's lowest bit.
 */
const hidPosDescriptor = [
  '058C0902A101',
  '0912A102850215002 6FF007508',
  '95010501093B8102',
  '9503058C09FB09FC09FD8102',
  '953809FE820201',
  '950206 66FF09048102',
  '058C7501950109FF8102',
  '75078103',
  'C0C0',
]
  .join('')
  .replaceAll(' ', '')

/** A boot keyboard: a scanner in keyboard mode, which must not be taken for HID POS. */
const keyboardDescriptor = [
  '05010906A101050719E029E715002501750195088102',
  '9501750881019505750105081901290591029501750391019506750815002565050719002965 8100C0',
]
  .join('')
  .replaceAll(' ', '')

const scanner = {
  vendorId: 0x05e0,
  productId: 0x1300,
  manufacturer: 'Zebra',
  product: 'POS Scanner',
  reportDescriptor: hidPosDescriptor,
}

/** Two identical scanners, which differ by their serial numbers alone, and one in keyboard mode. */
export const rigDevices: readonly RigDevice[] = [
  { ...scanner, serialNumber: 'S-001' },
  { ...scanner, serialNumber: 'S-002' },
  {
    vendorId: 0x0c2e,
    productId: 0x0b61,
    manufacturer: 'Honeywell',
    product: 'Keyboard Scanner',
    serialNumber: 'K-001',
    reportDescriptor: keyboardDescriptor,
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
A: serial=${device.serialNumber}\\n
`
}

/** The whole tree in umockdev's description language. */
export const deviceTree = (): string => rigDevices.map(described).join('\n')
