import type { LabelPage } from '../render/draw-ops.ts'
import type { PrinterModel } from './models.ts'
import { zplJob } from './zpl/zpl-job.ts'

/** What a printer language is: how a label is put in it and how a printer that speaks it is emptied. */
interface PrinterLanguage {
  encode(model: PrinterModel, jobId: string, page: LabelPage): Uint8Array
  /** Bytes that throw away all that the printer has taken in and not printed. */
  readonly discard: Uint8Array
}

/** A further language is a further row. */
export const printerLanguages: Readonly<Record<PrinterModel['language'], PrinterLanguage>> = {
  zpl: {
    encode: (_model, jobId, page) => zplJob(jobId, page),
    discard: Buffer.from('~JA\r\n', 'latin1'),
  },
}
