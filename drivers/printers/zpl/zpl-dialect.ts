import { type Dialect, latin1 } from '../dialect.ts'
import type { PrinterModel } from '../models.ts'
import { findErrorStatus } from './error-status.ts'
import { findHostStatus } from './host-status.ts'
import { findLabelCount, labelCountQuestion } from './label-count.ts'

/**
 * How a ZPL II printer is asked. It does not answer `~HS` when it is out of media or ribbon, open or too hot; `~HQES` has no
 * such limit. `~JX` ends a format that was cut off; `~JA` throws away all formats, the one in print included.
 */
export function zplDialect(model: PrinterModel): Dialect {
  return {
    status: { bytes: latin1('~HS\r\n'), find: findHostStatus },
    errors: { bytes: latin1('~HQES\r\n'), find: findErrorStatus },
    counter: model.proof === 'counter' ? { bytes: latin1(labelCountQuestion), find: findLabelCount } : null,
    endPartial: latin1('~JX\r\n'),
    discard: latin1('~JA\r\n'),
  }
}
