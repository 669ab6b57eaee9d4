import type { LabelPage } from '../render/draw-ops.ts'
import type { Dialect } from './dialect.ts'
import type { PrinterModel } from './models.ts'
import { tsplDialect } from './tspl/tspl-dialect.ts'
import { tsplJob } from './tspl/tspl-job.ts'
import { zplDialect } from './zpl/zpl-dialect.ts'
import { zplJob } from './zpl/zpl-job.ts'

/** What a printer language is: how a label is put in it, and how a printer that speaks it is asked and emptied. */
interface PrinterLanguage {
  /** Jobs and answers are printable ASCII, so that a serial line of 7 data bits or with XON/XOFF takes no byte of them away. */
  readonly isText: boolean
  encode(model: PrinterModel, jobId: string, page: LabelPage): Uint8Array
  dialect(model: PrinterModel): Dialect
}

/** A further language is a further row. */
export const printerLanguages: Readonly<Record<PrinterModel['language'], PrinterLanguage>> = {
  zpl: { isText: true, encode: zplJob, dialect: zplDialect },
  tspl: { isText: false, encode: tsplJob, dialect: tsplDialect },
}
