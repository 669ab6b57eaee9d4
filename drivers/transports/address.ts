import { isIP } from 'node:net'
import { z } from 'zod'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** A name or address that can be dialled; a scope (`fe80::1%eth0`) may follow an IPv6 address. */
const host = z
  .string()
  .max(253)
  .refine(
    (text) =>
      isIP(text) !== 0 ||
      (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i.test(text) &&
        !/^[0-9.]+$/.test(text)),
    'is no host name or IP address',
  )

/** An absolute path without control characters; a COM port on Windows. */
const path = z
  .string()
  .max(1024)
  .regex(/^(\/[^\p{Cc}]+|[A-Za-z]:[\\/][^\p{Cc}]*|(\\\\\.\\)?COM[1-9]\d{0,2})$/iu, 'is no absolute path')

/** CUPS's rule for queues, and no dash in front: it goes to a command line. */
const queue = z
  .string()
  .max(127)
  .regex(/^[^\s/#\\'"?\p{Cc}-][^\s/#\\'"?\p{Cc}]*$/u, 'is no name of a queue')

const serialAddress = z.strictObject({
  kind: z.literal('serial'),
  path,
  /** Bits per second; whether the port can do an unusual one shows when it is opened. */
  baudRate: z.int().min(50).max(4_000_000).default(115_200),
  dataBits: z.union([z.literal(5), z.literal(6), z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  flow: z.enum(['none', 'xon-xoff', 'rts-cts']).default('none'),
})

/** Where a device is and how it is spoken to: plain data, kept in settings. */
export const transportAddress = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), host, port: z.int().min(1).max(65_535).default(9100) }),
  serialAddress,
  z.strictObject({ kind: z.literal('usb-lp'), path }),
  z.strictObject({ kind: z.literal('spooler'), queue }),
  z.strictObject({ kind: z.literal('file'), folder: path }),
])

export type TransportAddress = z.infer<typeof transportAddress>
export type SerialAddress = z.infer<typeof serialAddress>

/** Anything that is meant to be an address, checked and completed. Throws `transport-address-wrong`. */
export function readTransportAddress(value: unknown): TransportAddress {
  const read = transportAddress.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new BondmarkError('transport-address-wrong', {
    field: issue?.path.join('.') || 'address',
    reason: issue?.message ?? 'is no address',
  })
}
