import type { z } from 'zod'
import type { BondedLot } from '../../core/bonded/movement.ts'
import { checkSeal as judgeSeal } from '../../core/bonded/seal-check.ts'
import type { ArrivalAnswer, checkSeal, countArrival, settleSeal } from '../../core/contract/bonded.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { lookAgain } from '../release/look-again.ts'
import type { Appended } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import type { StationStore } from '../store/station-store.ts'
import type { EntryLine } from './bonded-store.ts'
import { rowOf, type SealRow, sealInQuestion, whySealStops } from './seal-in-question.ts'
import { type BondedSayer, noDetails, stateRecord } from './state-bonded.ts'

type Asked<Schema extends z.ZodType> = Omit<z.infer<Schema>, 'badge' | 'passcode'>

/**
 * 施封核对: what stands on the doors, compared with the plan in force. Another seal or none stops receiving from the notice
 * until a supervisor has stated what customs said. Throws `asn-missing`.
 */
export function checkDoors(ctx: StationContext, by: BondedSayer, asked: Asked<typeof checkSeal>): Appended {
  const { asn, container, seal, photo } = asked
  const plan = ctx.store.bonded.doorsOf(asn)
  if (!plan) throw new BondmarkError('asn-missing', { asn })
  const planned = { container: plan.container, seal: plan.seal }
  const found = { container, seal }
  const { result, warnings } = judgeSeal(planned, found)
  const codes = warnings.map(({ code }) => code)
  const record = { asn, planned, found, result, warnings: codes, photo }
  const stated = stateRecord(ctx, by, 'seal-checked', record, { subject: null, details: noDetails })
  const row: SealRow = { step: 'checked', planned, found, result, warnings: codes }
  ctx.store.bonded.addRecord(stated.n, 'seal', asn, { ...row })
  if (result !== 'ok')
    ctx.store.messages.add({ t: by.t, kind: 'seal-differs', body: { asn, planned, found, result } })
  lookAgain(ctx, asn, { kind: 'seal', id: stated.id })
  return stated
}

/** What customs said of a seal that was not as planned. Throws `seal-not-in-question`. */
export function settle(ctx: StationContext, by: BondedSayer, asked: Asked<typeof settleSeal>): Appended {
  const { asn, said, document } = asked
  const waiting = sealInQuestion(ctx.store, asn)
  if (!waiting) throw new BondmarkError('seal-not-in-question', { asn })
  const record = { asn, check: waiting.id, said, document }
  const stated = stateRecord(ctx, by, 'seal-settled', record, { subject: asn, details: noDetails })
  const row: SealRow = { step: 'settled', said, document }
  ctx.store.bonded.addRecord(stated.n, 'seal', asn, { ...row })
  lookAgain(ctx, asn, { kind: 'seal', id: stated.id })
  return stated
}

/**
 * 溢短残: units that were counted of a line at arrival. Over and short follow from the plan; what is over is in no account
 * until customs says what becomes of it. Throws `line-not-found`, `arrival-counted-before`, `arrival-reason-needed`,
 * `arrival-damaged-unlike`.
 */
export function countIn(ctx: StationContext, by: BondedSayer, asked: Asked<typeof countArrival>): Appended {
  const { asn, line, lot, counted, damaged, reason } = asked
  const planned = ctx.store.bonded.linesOf(asn).find((row) => row.line === line && row.lot === lot)
  if (!planned) throw new BondmarkError('line-not-found', { asn, line, lot })
  if (arrivedOf(ctx.store, planned)) throw new BondmarkError('arrival-counted-before', { asn, line, lot })
  if (damaged > counted) throw new BondmarkError('arrival-damaged-unlike', { counted, damaged })
  const over = Math.max(0, counted - planned.planned)
  const short = Math.max(0, planned.planned - counted)
  if ((over > 0 || short > 0 || damaged > 0) && reason === null)
    throw new BondmarkError('arrival-reason-needed', { over, short, damaged })
  const { customsEntry, entryItem, gtin } = planned
  const row = { expected: planned.planned, counted, over, short, damaged }
  const record = { asn, line, customsEntry, entryItem, gtin, lot, ...row, reason }
  const stated = stateRecord(ctx, by, 'goods-arrived', record, {
    subject: null,
    details: { ...noDetails, reason },
  })
  ctx.store.bonded.addRecord(stated.n, 'arrival', arrivalSubject(planned), row)
  return stated
}

export interface Arrived {
  readonly expected: number
  readonly counted: number
  readonly over: number
  readonly short: number
  readonly damaged: number
}

export const arrivalSubject = ({ asn, line, lot }: { asn: string; line: string; lot: string }): string =>
  JSON.stringify([asn, line, lot])

function arrivedOf({ bonded }: Pick<StationStore, 'bonded'>, line: EntryLine): Arrived | null {
  const newest = bonded.newestRecord('arrival', arrivalSubject(line))
  return newest && (JSON.parse(newest.json) as Arrived)
}

/** A notice at the door: its seal, what customs said of it, and what was counted. Throws `asn-missing`. */
export function arrivalOf(store: Pick<StationStore, 'bonded'>, asn: string): ArrivalAnswer {
  const plan = store.bonded.doorsOf(asn)
  if (!plan) throw new BondmarkError('asn-missing', { asn })
  const records = store.bonded.records('seal', asn)
  const newest = records.find((record) => rowOf(record).step === 'checked')
  const check = newest ? rowOf(newest) : null
  const last = records[0]
  const said = last ? rowOf(last) : null
  return {
    format: 'bondmark/arrival/1',
    asn,
    planned: { container: plan.container, seal: plan.seal },
    check:
      newest && check?.step === 'checked'
        ? {
            t: newest.t,
            statement: newest.id,
            found: check.found,
            result: check.result,
            warnings: check.warnings.map((code) => ({
              code: code as Failure['code'],
              detail: { container: check.found.container ?? plan.container ?? '' },
            })),
          }
        : null,
    settled:
      last && said?.step === 'settled' ? { t: last.t, said: said.said, document: said.document } : null,
    stops: whySealStops(store, asn) !== null,
    lines: store.bonded.linesOf(asn).map((line) => {
      const arrived = arrivedOf(store, line)
      const { customsEntry, entryItem, gtin, lot }: BondedLot = line
      return {
        ...{ customsEntry, entryItem, gtin, lot },
        line: line.line,
        expected: line.planned,
        counted: arrived?.counted ?? null,
        over: arrived?.over ?? 0,
        short: arrived?.short ?? 0,
        damaged: arrived?.damaged ?? 0,
      }
    }),
  }
}
