import { z } from 'zod'
import { printerStocks } from '../label/stock.ts'
import { failure } from './failure.ts'

/** A path of the operating system, a port's place, a queue's name. */
const place = z.string().min(1).max(256)
/** What a device says of itself may be anything: bounded here, shown only. */
const said = z.string().max(128)

export const serialLine = z.object({
  baudRate: z.int().min(300).max(4_000_000),
  dataBits: z.union([z.literal(7), z.literal(8)]),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.union([z.literal(1), z.literal(2)]),
  flow: z.enum(['none', 'xon-xoff', 'rts-cts']),
})

/**
 * Which physical thing it is. A serial number follows the device from port to port; without one, `port` (the place of the
 * USB port, as `1-1.2`) tells two identical devices apart. Empty where nothing is known.
 */
export const deviceIdentity = z.object({
  /** four hex digits */
  vendorId: z.string().regex(/^([0-9a-f]{4})?$/),
  productId: z.string().regex(/^([0-9a-f]{4})?$/),
  serialNumber: said,
  port: said,
})
export type DeviceIdentity = z.infer<typeof deviceIdentity>

const hid = z.object({ kind: z.literal('hid'), path: place, identity: deviceIdentity })
const serial = z.object({
  kind: z.literal('serial'),
  path: place,
  identity: deviceIdentity,
  ...serialLine.shape,
})
const tcp = z.object({
  kind: z.literal('tcp'),
  host: z.string().regex(/^[\w.:-]{1,253}$/),
  port: z.int().min(1).max(65_535),
})
/** Only in training: printer bytes hold the PIN. */
const file = z.object({ kind: z.literal('file'), folder: z.string().min(1).max(1024) })
const usbLp = z.object({ kind: z.literal('usb-lp'), path: place, identity: deviceIdentity })
const spooler = z.object({ kind: z.literal('spooler'), queue: z.string().regex(/^[\w.@+-]{1,127}$/) })

export const scannerConnection = z.discriminatedUnion('kind', [hid, serial])
export const printerConnection = z.discriminatedUnion('kind', [tcp, serial, usbLp, spooler, file])

const shared = {
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  /** Given by people. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^\P{C}*$/u),
  /** Whether the station opens it. */
  enabled: z.boolean(),
}

/** Bytes that a scanner puts before or behind what it reads. GS is in the data, so it can mark nothing. */
const marks = z
  .array(
    z
      .int()
      .min(0)
      .max(255)
      .refine((byte) => byte !== 0x1d),
  )
  .max(16)

export const scannerSetting = z.object({
  ...shared,
  kind: z.literal('scanner'),
  connection: scannerConnection,
  /** Row of the model tables of HID scanners: one of keyboard scanners, where it types; null: by its report descriptor, or serial. */
  model: z.string().max(64).nullable(),
  /** Of a serial scanner: the bytes around a symbol; no `suffix`: a symbol ends by silence. */
  framing: z.object({ prefix: marks, suffix: marks, idleMs: z.int().min(20).max(5_000) }),
  /** Learnt when it was paired: whether it sends AIM identifiers. */
  sendsAim: z.boolean(),
})

/** How a printer is to print; what is left out stays as the printer is set. Some of it the printer keeps after a job. */
const printSettings = z.object({
  /** Where one label ends: gaps, black marks, nowhere. TSPL printers are told in every job: gaps, where this is left out. */
  media: z.enum(['gap', 'mark', 'continuous']).optional(),
  /** Whether it prints with a ribbon (thermal transfer) or without. */
  ribbon: z.boolean().optional(),
  /** Per cent of the darkest. */
  darkness: z.int().min(0).max(100).optional(),
  /** Inches a second. */
  speed: z.int().min(1).max(14).optional(),
})
export type PrintSettings = z.infer<typeof printSettings>

export const printerSetting = z.object({
  ...shared,
  kind: z.literal('printer'),
  connection: printerConnection,
  /** Row of the model table of printers. */
  model: z.string().min(1).max(64),
  /**
   * Which labels are in it: `unit` those of 60×40 mm, `unit-40x30` the compact ones, `case` those of 100×150 mm for cases and
   * pallets, `pallet` the same for pallets alone, `both` the usual ones of every kind.
   */
  stock: z.enum(printerStocks),
  /** An administrator has allowed that bytes with a PIN go through a spooler, which keeps files. */
  pinsOverSpooler: z.boolean(),
  print: printSettings.optional(),
})

/** How one physical device is used at this station; durable. */
export const deviceSetting = z.discriminatedUnion('kind', [scannerSetting, printerSetting])
export type DeviceSetting = z.infer<typeof deviceSetting>
export type ScannerSetting = z.infer<typeof scannerSetting>
export type PrinterSetting = z.infer<typeof printerSetting>
export type ScannerConnection = z.infer<typeof scannerConnection>
export type PrinterConnection = z.infer<typeof printerConnection>

/** Who asks for a change: nothing for what the operator who is signed in may do. */
const asker = { badge: z.string().max(64).optional(), passcode: z.string().max(128).optional() }

/** A new device has no `id` yet. */
export const saveDevice = z.object({
  setting: z.discriminatedUnion('kind', [
    scannerSetting.partial({ id: true }),
    printerSetting.partial({ id: true }),
  ]),
  ...asker,
})
export type SaveDevice = z.infer<typeof saveDevice>
export const forgetDevice = z.object({ id: shared.id, ...asker })
export type ForgetDevice = z.infer<typeof forgetDevice>

/** What is to be done so that it can be opened: lines of a file or commands, as they are typed. */
export const hindrance = z.object({ why: failure, fix: z.array(z.string()) })

/** Something that is there and could be used. */
export const foundDevice = z.object({
  /**
   * `keyboard`: perhaps a scanner in keyboard mode. The window hears it without opening it; the station opens it only when a
   * person has said that it is a scanner (Linux).
   */
  what: z.enum(['hid-pos', 'keyboard', 'serial', 'usb-lp', 'tcp', 'spooler']),
  name: z.string(),
  /** Its path, address or queue. */
  where: z.string(),
  identity: deviceIdentity,
  /** What `devices.save` may be handed for it; null for what cannot be used. */
  connection: z.union([scannerConnection, printerConnection]).nullable(),
  /** A guess at the row of the model table; null when nothing says. */
  model: z.string().nullable(),
  /** The id of its setting, when it has one. */
  known: z.string().nullable(),
  /** Why it cannot be opened; null when it can, or is open here. */
  hindrance: hindrance.nullable(),
})
export type FoundDevice = z.infer<typeof foundDevice>

export const devicesAnswer = z.object({
  format: z.literal('bondmark/devices/1'),
  found: z.array(foundDevice),
  /** Kinds that could not be listed at all, and why. */
  unlisted: z.array(hindrance),
})
export type DevicesAnswer = z.infer<typeof devicesAnswer>

const modelName = z.object({ id: z.string(), name: z.string() })
export const deviceSettingsAnswer = z.object({
  settings: z.array(deviceSetting),
  models: z.object({ scanners: z.array(modelName), printers: z.array(modelName) }),
})
export type DeviceSettingsAnswer = z.infer<typeof deviceSettingsAnswer>

/** A set-up code is on the screen. It stays there, with what came of it, until somebody cancels or begins anew. */
export const pairingView = z.object({
  code: z.string(),
  /** Code 128 and QR of it: PNG, base64url. */
  png: z.string(),
  /** RFC 3339: after this nobody listens any more. */
  until: z.string(),
  /** Whom the station listens to. */
  listening: z.array(z.string()),
  /** What was heard last, in words; null: nothing yet. */
  heard: failure.nullable(),
  /** A scanner was adopted, or the time is over: nobody listens any more. */
  done: z.boolean(),
})
export type PairingView = z.infer<typeof pairingView>

const symbol = z.object({ aim: z.string().nullable(), text: z.string() })

/** A line of `bondmark devices watch`. */
export const deviceEvent = z.object({
  format: z.literal('bondmark/device-event/1'),
  /** RFC 3339 */
  at: z.string(),
  event: z.enum(['there', 'gone', 'state', 'symbol', 'refused']),
  /** The id of a device that is set up, else where it is. */
  device: z.string(),
  name: z.string(),
  said: failure.nullable(),
  symbol: symbol.nullable(),
})
export type DeviceEvent = z.infer<typeof deviceEvent>

/** The answer of `bondmark devices test`. */
export const deviceTestAnswer = z.object({
  format: z.literal('bondmark/device-test/1'),
  device: z.string(),
  name: z.string(),
  kind: z.enum(['scanner', 'printer']),
  ok: z.boolean(),
  status: failure,
  symbol: symbol.nullable(),
})
export type DeviceTestAnswer = z.infer<typeof deviceTestAnswer>

/** What a scanner can suffer, as far as its bytes show it. `none` mends it. */
export const scannerFault = z.enum(['none', 'double-trigger', 'lost-gs', 'no-aim', 'garbage', 'cut'])
export type ScannerFaultName = z.infer<typeof scannerFault>

/** What a printer can suffer. `none` mends it. */
export const printerFault = z.enum([
  'none',
  'media-out',
  'ribbon-out',
  'head-open',
  'hot',
  'cutter',
  'jam',
  'paused',
  'silent',
  'late',
  'garbled',
  'power-off',
  'wire-cut',
  'buffer-full',
  'stalled',
])
export type PrinterFaultName = z.infer<typeof printerFault>

/** When a fault strikes: at once, in the middle of the next label, or when that one has just come out. */
export const faultMoment = z.enum(['now', 'mid-label', 'after-label'])
export type FaultMomentName = z.infer<typeof faultMoment>

/** What a person can do at a printer, as its own keys and covers allow. */
export const printerAct = z.enum([
  'open-head',
  'close-head',
  'change-roll',
  'pause',
  'cancel',
  'feed',
  'power-off',
  'power-on',
])
export type PrinterActName = z.infer<typeof printerAct>

/** How the simulated printer is made to behave. */
export const practicePrinter = z.object({
  /** The fault that was chosen last and is not mended; `none` when all is well. */
  fault: printerFault,
  at: faultMoment,
  /** Whether its moment has come. */
  struck: z.boolean(),
  /** What stops it now. */
  stops: z.array(printerFault),
  isOn: z.boolean(),
})
export type PracticePrinter = z.infer<typeof practicePrinter>
