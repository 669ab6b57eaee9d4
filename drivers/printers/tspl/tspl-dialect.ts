import { type Dialect, latin1 } from '../dialect.ts'
import type { PrinterModel } from '../models.ts'
import { findFourByteStatus } from './four-byte-status.ts'
import { findStatusByte } from './status-byte.ts'

/**
 * How a TSPL printer is asked. `<ESC>!S` has a frame, so that noise is no answer; older firmware has only `<ESC>!?`. It is
 * not asked where the other kept silent: a byte of the other's late answer would be taken for its own. Neither shows what is held or cut off, so that `<ESC>!.` throws all of it away. Its mileage counts metres and proves no label.
 */
export function tsplDialect(model: PrinterModel): Dialect {
  const byte = { bytes: latin1('\x1b!?'), find: findStatusByte }
  const framed = { bytes: latin1('\x1b!S'), find: findFourByteStatus }
  return {
    status: model.framedStatus ? framed : byte,
    errors: null,
    counter: null,
    endPartial: null,
    filler: latin1('\r\n'),
    discard: latin1('\x1b!.\r\n'),
  }
}
