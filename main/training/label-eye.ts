import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { ScannedSymbol } from '../../drivers/scanners/scanner.ts'
import { readLabels } from '../../drivers/simulators/reading-eye.ts'
import type { LabelJob } from '../store/labels.ts'
import type { PrinterTray } from './printer-tray.ts'

/**
 * A printed label as a scanner would read it: the bytes that really reached the printer, drawn by an independent
 * renderer, read by an independent decoder. Throws `label-not-in-tray` where it did not come out of the simulated printer,
 * `label-not-readable` where it did and not whole.
 */
export async function readPrinted(
  tray: PrinterTray,
  job: Pick<LabelJob, 'kind' | 'serial'>,
  device: string,
): Promise<ScannedSymbol> {
  if (!tray.has(job.serial)) throw new BondmarkError('label-not-in-tray', { serial: job.serial })
  const bytes = tray.whole(job.serial)
  if (!bytes) throw new BondmarkError('label-not-readable', { serial: job.serial })
  const texts = await readLabels(bytes)
  // A case label also carries its contents; the symbol that names it is the one with the SSCC.
  const wanted = texts.find((text) => (job.kind === 'unit' ? text.startsWith(']Q') : /^\]C1\(?00/.test(text)))
  if (!wanted) throw new BondmarkError('label-not-readable', { serial: job.serial })
  return { device, aim: wanted.slice(0, 3), text: wanted.slice(3) }
}
