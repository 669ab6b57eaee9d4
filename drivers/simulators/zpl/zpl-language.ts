import type { PrinterLanguage } from '../machine/language.ts'
import { createZplIntake } from './intake.ts'
import { interpretZpl } from './interpret.ts'
import { answerZpl } from './status.ts'

/** ZPL II, as a printer understands it. */
export const zplLanguage: PrinterLanguage = {
  extension: 'zpl',
  createIntake: createZplIntake,
  // `^JZ` outlasts a format; the machine keeps it. Sizes are to be said in each.
  createReader: (options) => ({
    read: (document) => interpretZpl(document, options),
    reset: () => undefined,
  }),
  answer: answerZpl,
}
