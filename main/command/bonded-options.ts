import { type Command, InvalidArgumentError } from 'commander'
import type { BondedGoodsAsked, BondedStated } from '../../core/contract/bonded.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { BondedDesk } from '../bonded/bonded-desk.ts'
import { type BondedAct, bondedInputs } from '../bonded/bonded-inputs.ts'
import { samplePeople } from '../training/sample-people.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withWorkspace } from './with-workspace.ts'

export interface InWorkspace {
  readonly workspace: string
  readonly json?: boolean
}
export interface BySomebody extends InWorkspace {
  readonly badge: string
  readonly passcodeFile?: string
  readonly wait: number
}
export interface LotNamed {
  readonly gtin?: string
  readonly lot?: string
}
export interface WithGoods extends BySomebody, LotNamed {
  readonly quantity?: number
  readonly unit?: string[]
  readonly case?: string[]
}

const PASSCODE_BYTES_MAX = 1024

export const reading = (command: Command): Command =>
  command.requiredOption('--workspace <dir>', 'folder of the workspace').option('--json', 'answer as JSON')

export const writing = (command: Command, isSigned: boolean): Command =>
  reading(command)
    .addOption(waitOption())
    .requiredOption('--badge <badge>', isSigned ? 'the supervisor who signs it' : 'whose word it is')
    .option(
      '--passcode-file <file>',
      'the badge’s passcode, in a file; in training the sample people’s is published',
    )

export const lotOptions = (command: Command): Command =>
  command
    .option('--gtin <gtin>', 'the product, where the item has several')
    .option('--lot <lot>', 'the lot, where the item has several')

export const goodsOptions = (command: Command): Command =>
  lotOptions(command)
    .option('--quantity <units>', 'how many, of goods without serials', wholeNumber)
    .option('--unit <label...>', 'units, by what is on their labels')
    .option('--case <sscc...>', 'whole cases, by their SSCCs')

export function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('a whole number of units')
  return Number(text)
}

export const goodsIn = ({ quantity, unit, case: cases }: WithGoods): BondedGoodsAsked => ({
  ...(unit && { units: unit }),
  ...(cases && { cases }),
  ...(quantity !== undefined && { quantity }),
})

/**
 * Does one thing in the workspace, under a badge. An item is named by entry and item, and its lot found where there is only
 * one. Throws `bonded-input-malformed` for what does not fit the call, and what the desk throws.
 */
export async function work(
  options: BySomebody,
  exit: (code: number) => void,
  act: BondedAct,
  asked: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const who = { badge: options.badge.trim().toUpperCase(), passcode: passcodeOf(options) }
  const folder = personPath(options.workspace)
  await withWorkspace({ folder, waitMsMax: options.wait }, async ({ control }) => {
    const desk: BondedDesk = control.bonded
    const { entry, item, gtin, lot, ...rest } = asked as Named
    const of =
      entry === undefined
        ? { ...rest, ...(lot !== undefined && { lot }) }
        : {
            ...desk.lotMeant({
              customsEntry: entry,
              entryItem: item ?? '',
              ...(gtin && { gtin }),
              ...(lot && { lot }),
            }),
            ...rest,
          }
    const { success, data, error } = bondedInputs[act].safeParse({ ...who, ...of, ...more })
    if (!success) {
      const [issue] = error.issues
      throw new BondmarkError('bonded-input-malformed', {
        field: issue?.path.join('.') ?? '',
        reason: issue?.message ?? '',
      })
    }
    const stated = await (desk[act] as (input: typeof data) => Promise<BondedStated>).call(desk, data)
    if (options.json) answer(stated)
    else {
      tell(stated.sentence)
      for (const why of stated.why) tell(why)
    }
    exit(stated.ok ? EXIT.done : EXIT.left)
  })
}

interface Named {
  readonly entry?: string
  readonly item?: string
  readonly gtin?: string
  readonly lot?: string
}

function passcodeOf({ badge, passcodeFile }: BySomebody): string {
  if (passcodeFile !== undefined)
    return new TextDecoder().decode(readNamedFile(passcodeFile, PASSCODE_BYTES_MAX)).trim()
  return samplePeople.find((person) => person.badge === badge.trim().toUpperCase())?.passcode ?? ''
}
