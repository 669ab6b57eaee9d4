import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { FoundDevice } from '../../../core/contract/devices.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { hidAccessRule } from '../../../drivers/scanners/hid/hid-access-rule.ts'
import { portNotPermitted } from '../../../drivers/scanners/serial/port-permission.ts'
import { holderOf } from './holder.ts'
import type { Present } from './present.ts'

type Hindrance = NonNullable<FoundDevice['hindrance']>

const RULES = '/etc/udev/rules.d/70-bondmark-local.rules'

/** What keeps this account from opening a device, and what is to be typed once so that it may; null: nothing does. */
export async function hindranceOf(present: Present): Promise<Hindrance | null> {
  const { what, path, whyNot } = present
  if (what === 'spooler' || process.platform !== 'linux') return whyNot && { why: told(whyNot), fix: [] }
  try {
    await access(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { why: { code: 'device-is-absent', detail: {} }, fix: [] }
    return { why: { code: 'device-not-permitted', detail: { where: path } }, fix: await permission(present) }
  }
  if (whyNot) return { why: told(whyNot), fix: [] }
  // Any number of programs may read a HID device; a port or a printer is one program's at a time.
  const program = what === 'serial' || what === 'usb-lp' ? holderOf(path) : null
  return program === null ? null : { why: { code: 'device-busy', detail: { where: path, program } }, fix: [] }
}

const told = ({ code, detail }: NonNullable<Present['whyNot']>): Hindrance['why'] => ({
  code,
  detail: { ...detail },
})

/** Commands that give the person at the seat, or this account, the permission. */
async function permission({ what, path, name, identity }: Present): Promise<string[]> {
  if (what === 'serial') {
    const { detail } = await portNotPermitted(path, name)
    return [`sudo usermod -aG ${detail.group} ${userInfo().username}`]
  }
  const line = what === 'usb-lp' ? printerRule(identity.vendorId) : hidAccessRule(identity)
  return [`echo '${line}' | sudo tee -a ${RULES}`, 'sudo udevadm control --reload && sudo udevadm trigger']
}

const printerRule = (vendorId: string): string =>
  `SUBSYSTEM=="usbmisc", KERNEL=="lp[0-9]*", ATTRS{idVendor}=="${vendorId}", TAG+="uaccess"`

/** Why a whole kind cannot be listed, and what is to be installed. */
export function unlisted(error: unknown): Hindrance {
  if (error instanceof BondmarkError) {
    const failure = error.toFailure()
    const fix = failure.code === 'hid-unavailable' ? ['sudo apt install libusb-1.0-0 libudev1'] : []
    return { why: told(failure), fix }
  }
  const reason = error instanceof Error ? error.message : String(error)
  return {
    why: { code: 'device-unlisted', detail: { reason: reason.split('\n')[0]?.slice(0, 200) ?? '' } },
    fix: /udevadm/.test(reason) ? ['sudo apt install udev'] : [],
  }
}
