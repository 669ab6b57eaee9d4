import type { PrinterLanguage } from '../machine/language.ts'
import { createTsplIntake } from './intake.ts'
import { interpretTspl } from './interpret.ts'
import { factorySetup } from './label.ts'
import { answerTspl } from './status.ts'

/** TSPL and TSPL2, as a printer understands them. */
export const tsplLanguage: PrinterLanguage = {
  extension: 'tspl',
  createIntake: createTsplIntake,
  createReader: (options) => {
    let setup = factorySetup()
    return {
      read: (document) => interpretTspl(document, options, setup),
      reset: () => {
        setup = factorySetup()
      },
    }
  },
  answer: answerTspl,
}
