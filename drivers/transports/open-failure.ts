import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** Who may open what on Linux: the group that owns the device's files. */
const groups = { serial: 'dialout', 'usb-lp': 'lp' } as const

/** What the system's refusal to open a device means for people, whose remedies differ. */
export function openFailure(kind: keyof typeof groups, device: string, error: unknown): BondmarkError {
  const reason = error instanceof Error ? error.message : String(error)
  if (/EACCES|EPERM|permission denied|access denied/i.test(reason))
    return new BondmarkError('transport-not-permitted', { device, group: groups[kind] })
  if (/EBUSY|cannot lock port|resource (temporarily un)?available|busy/i.test(reason))
    return new BondmarkError('transport-busy', { device })
  return new BondmarkError('transport-open-failed', { device, reason })
}
