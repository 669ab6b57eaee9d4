import type { DeviceSetting, DevicesAnswer, FoundDevice } from '../../core/contract/devices.ts'
import { connectionOf } from './found/connection-of.ts'
import { hindranceOf, unlisted } from './found/hindrance.ts'
import { listHid } from './found/list-hid.ts'
import { listSerialPorts } from './found/list-serial.ts'
import { listSpoolers } from './found/list-spoolers.ts'
import { listUsbPrinters } from './found/list-usb-printers.ts'
import type { Present } from './found/present.ts'
import { type Address, probeAddress } from './found/probe-address.ts'
import { isSameDevice } from './same-device.ts'

export interface DiscoverOptions {
  readonly settings: readonly DeviceSetting[]
  /** Ids of devices that this process holds open: they are not tried. */
  readonly held: ReadonlySet<string>
  /** A printer on the network, which is asked what it is; networks are not searched. */
  readonly address?: Address
}

/** What is there, what it is, whether it is in use, and what keeps it from being opened. Throws nothing that a device does. */
export async function discover({ settings, held, address }: DiscoverOptions): Promise<DevicesAnswer> {
  const lists: readonly (() => Promise<Present[]> | Present[])[] = [
    listHid,
    listSerialPorts,
    listUsbPrinters,
    listSpoolers,
  ]
  const listed = await Promise.allSettled(lists.map(async (list) => list()))
  const present = listed.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))
  const found = await Promise.all(present.map((device) => described(device, settings, held)))
  if (address) found.push(await probeAddress(address, settings))
  return {
    format: 'bondmark/devices/1',
    found,
    unlisted: listed.flatMap((list) => (list.status === 'rejected' ? [unlisted(list.reason)] : [])),
  }
}

async function described(
  present: Present,
  settings: readonly DeviceSetting[],
  held: ReadonlySet<string>,
): Promise<FoundDevice> {
  const { what, name, path, identity, model } = present
  const connection = connectionOf(present)
  const known = settings.find((setting) => connection && isSameDevice(setting.connection, connection)) ?? null
  const isHeld = known !== null && held.has(known.id)
  return {
    what,
    name,
    where: path,
    identity,
    connection,
    model,
    known: known?.id ?? null,
    hindrance: isHeld ? null : await hindranceOf(present),
  }
}
