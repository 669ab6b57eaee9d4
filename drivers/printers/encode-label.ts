import type { LabelPage } from '../render/draw-ops.ts'
import type { PrinterModel } from './models.ts'
import { printerLanguages } from './printer-languages.ts'

/**
 * A laid-out label as one job in the language of `model`: its own commands where the row has them, pictures elsewhere.
 * `jobId` is named in the job as far as it is printable ASCII. The bytes may hold a PIN: they go to the printer and,
 * outside training, nowhere else.
 */
export function encodeLabel(model: PrinterModel, jobId: string, page: LabelPage): Uint8Array {
  return printerLanguages[model.language].encode(model, jobId, page)
}
