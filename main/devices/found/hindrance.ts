import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { FoundDevice } from '../../../core/contract/devices.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { hidAccessRule } from '../../../drivers/scanners/hid/hid-access-rule.ts'
import type { Present } from './present.ts'

type Hindrance = NonNullable<FoundDevice['hindrance']>

const COMMAND_MS_MAX = 2_000

/** What keeps this account from opening a device, and what is to be typed once so that it may; null: nothing does. */
export async function hindranceOf({ what, path, identity }: Present): Promise<Hindrance | null> {
  if (what === 'spooler' || process.platform !== 'linux') return null
  try {
    await access(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { why: { code: 'device-is-absent', detail: {} }, fix: [] }
    const fix = what === 'serial' ? await groupFix(path) : ruleFix(what, identity)
    return { why: { code: 'device-not-permitted', detail: { where: path } }, fix }
  }
  return null
}

/** The line that lets the person at the seat open this maker's devices; also where the shipped rules have no such line. */
export function ruleLine(what: 'hid-pos' | 'usb-lp', vendorId: string): string {
  const node =
    what === 'hid-pos' ? 'SUBSYSTEM=="hidraw", KERNEL=="hidraw*"' : 'SUBSYSTEM=="usbmisc", KERNEL=="lp[0-9]*"'
  return `${node}, ATTRS{idVendor}=="${vendorId}", TAG+="uaccess"`
}

function ruleFix(what: FoundDevice['what'], identity: Present['identity']): string[] {
  if (what !== 'hid-pos' && what !== 'usb-lp' && what !== 'keyboard') return []
  const line = what === 'keyboard' ? hidAccessRule(identity) : ruleLine(what, identity.vendorId)
  const file = '/etc/udev/rules.d/70-bondmark.rules'
  return [`echo '${line}' | sudo tee -a ${file}`, 'sudo udevadm control --reload && sudo udevadm trigger']
}

/** Serial ports belong to a group: `dialout` in Debian, `uucp` elsewhere; the machine says which. */
async function groupFix(path: string): Promise<string[]> {
  const group = await groupOf(path)
  return [`sudo usermod -aG ${group} ${userInfo().username}`]
}

async function groupOf(path: string): Promise<string> {
  const { gid } = await stat(path).catch(() => ({ gid: -1 }))
  const line = await new Promise<string>((resolve) => {
    execFile('getent', ['group', String(gid)], { timeout: COMMAND_MS_MAX }, (error, stdout) =>
      resolve(error ? '' : stdout),
    )
  })
  const name = line.split(':')[0] ?? ''
  return /^[a-z_][a-z0-9_-]*$/.test(name) && name !== 'root' ? name : 'dialout'
}

/** Why a whole kind cannot be listed, and what is to be installed. */
export function unlisted(error: unknown): Hindrance {
  if (error instanceof BondmarkError) {
    const { code, detail } = error.toFailure()
    const fix = code === 'hid-unavailable' ? ['sudo apt install libusb-1.0-0 libudev1'] : []
    return { why: { code, detail: { ...detail } }, fix }
  }
  const reason = error instanceof Error ? error.message : String(error)
  return {
    why: { code: 'device-unlisted', detail: { reason: reason.split('\n')[0]?.slice(0, 200) ?? '' } },
    fix: /udevadm/.test(reason) ? ['sudo apt install udev'] : [],
  }
}
