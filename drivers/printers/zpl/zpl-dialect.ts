import { type Dialect, latin1 } from '../dialect.ts'
import type { PrinterModel } from '../models.ts'
import { findErrorStatus } from './error-status.ts'
import { findHostStatus } from './host-status.ts'
import { findLabelCount, labelCountQuestion } from './label-count.ts'

/**
 * How a ZPL II printer is asked. It does not answer `~HS` when it is out of media or ribbon, open or too hot; `~HQES` has no
 * such limit. `~JA` throws away all formats, those in print and one that was cut off included: where that is all there is, it
 * ends it. (`~JX` would end it alone, but not all firmware knows it.)
 */
export function zplDialect(model: PrinterModel): Dialect {
  const discard = latin1('~JA\r\n')
  return {
    status: { bytes: latin1('~HS\r\n'), find: findHostStatus },
    errors: { bytes: latin1('~HQES\r\n'), find: findErrorStatus },
    counter: model.proof === 'counter' ? { bytes: latin1(labelCountQuestion), find: findLabelCount } : null,
    endPartial: discard,
    filler: null,
    discard,
  }
}
