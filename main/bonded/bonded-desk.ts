import type { z } from 'zod'
import type { BondedLot } from '../../core/bonded/movement.ts'
import type {
  ArrivalAnswer,
  adjustAccount,
  BondedItemAnswer,
  BondedItemsAnswer,
  BondedStated,
  CustomsOrdersAnswer,
  checkSeal,
  closeAccount,
  countArrival,
  destroyGoods,
  endOrder,
  noteOrder,
  openBook,
  sendBack,
  settleSeal,
  shipGoods,
  takeBack,
  takeOrder,
} from '../../core/contract/bonded.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Appended } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { requireBelievedClock } from '../station/keys.ts'
import { supervisorSigner } from '../station/seal-batch.ts'
import type { Station } from '../station/station.ts'
import { putIntoBook } from './account-books.ts'
import { arrivalOf, checkDoors, countIn, settle } from './arrival.ts'
import { closeAccountOf } from './close-account.ts'
import { end, note, takeIn } from './customs-orders.ts'
import { accountCsv } from './export-account.ts'
import { onlyLot } from './lot-at-hand.ts'
import { adjust, comeBack, destroy, returnToSender, ship } from './move-goods.ts'
import { whySealStops } from './seal-in-question.ts'
import { type BondedFilter, listItems, listOrders, showItem } from './show-items.ts'
import type { BondedSayer } from './state-bonded.ts'

type Asked<Schema extends z.ZodType> = z.infer<Schema>

interface Who {
  readonly badge?: string | undefined
  readonly passcode?: string | undefined
}

const plain = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

/** Goods under customs' supervision, from the screen and the command line. What is said is on disk before it counts. */
export class BondedDesk {
  readonly #station

  constructor(station: Station) {
    this.#station = station
  }

  items(filter: BondedFilter): BondedItemsAnswer {
    return this.#station.read(({ store }) => listItems(store, filter))
  }

  /** Throws `bonded-item-missing`. */
  item(customsEntry: string, entryItem: string): BondedItemAnswer {
    return this.#station.read(({ store }) => showItem(store, customsEntry, entryItem))
  }

  orders(): CustomsOrdersAnswer {
    return this.#station.read(({ store }) => listOrders(store))
  }

  /** Throws `asn-missing`. */
  arrival(asn: string): ArrivalAnswer {
    return this.#station.read(({ store }) => arrivalOf(store, asn))
  }

  /** The only lot of an item that is meant. Throws `bonded-item-missing`, `bonded-lot-needed`. */
  lotMeant(of: Parameters<typeof onlyLot>[1]): BondedLot {
    return this.#station.read((ctx) => onlyLot(ctx, of))
  }

  exported(filter: BondedFilter): { file: string; text: string } {
    return this.#station.read(({ store, clock }) => ({
      file: `bonded-account-${clock.now().slice(0, 10)}.csv`,
      text: accountCsv(store, filter),
    }))
  }

  openBook(asked: Asked<typeof openBook>): Promise<BondedStated> {
    return this.#signed(asked, 'book-opened', { book: asked.book }, (ctx, by) => [
      putIntoBook(ctx, by, asked),
    ])
  }

  async checkSeal(asked: Asked<typeof checkSeal>): Promise<BondedStated> {
    const stated = await this.#said(asked, 'seal-check-noted', { asn: asked.asn }, (ctx, by) => [
      checkDoors(ctx, by, asked),
    ])
    const { check, stops } = this.arrival(asked.asn)
    const stop = this.#station.read(({ store }) => whySealStops(store, asked.asn))
    return { ...stated, ok: !stops, why: [...(stop ? [stop] : []), ...(check?.warnings ?? [])] }
  }

  settleSeal(asked: Asked<typeof settleSeal>): Promise<BondedStated> {
    return this.#signed(asked, 'seal-was-settled', { asn: asked.asn }, (ctx, by) => [settle(ctx, by, asked)])
  }

  countArrival(asked: Asked<typeof countArrival>): Promise<BondedStated> {
    return this.#said(
      asked,
      'arrival-noted',
      { asn: asked.asn, line: asked.line, counted: asked.counted },
      (ctx, by) => [countIn(ctx, by, asked)],
    )
  }

  takeOrder(asked: Asked<typeof takeOrder>): Promise<BondedStated> {
    return this.#said(asked, 'customs-order-taken', { order: asked.order }, (ctx, by) =>
      takeIn(ctx, by, asked),
    )
  }

  noteOrder(asked: Asked<typeof noteOrder>): Promise<BondedStated> {
    return this.#said(asked, 'customs-order-noted', { order: asked.order }, (ctx, by) => [
      note(ctx, by, asked),
    ])
  }

  endOrder(asked: Asked<typeof endOrder>): Promise<BondedStated> {
    return this.#signed(asked, 'customs-order-done', { order: asked.order }, (ctx, by) => end(ctx, by, asked))
  }

  ship(asked: Asked<typeof shipGoods>): Promise<BondedStated> {
    return this.#said(asked, 'bonded-shipped', detailOf(asked), (ctx, by) => [ship(ctx, by, asked)])
  }

  takeBack(asked: Asked<typeof takeBack>): Promise<BondedStated> {
    return this.#said(asked, 'bonded-came-back', detailOf(asked), (ctx, by) => [comeBack(ctx, by, asked)])
  }

  sendBack(asked: Asked<typeof sendBack>): Promise<BondedStated> {
    return this.#signed(asked, 'bonded-sent-back', detailOf(asked), (ctx, by) => [
      returnToSender(ctx, by, asked),
    ])
  }

  destroy(asked: Asked<typeof destroyGoods>): Promise<BondedStated> {
    const detail = { ...detailOf(asked), witness: asked.witness }
    return this.#signed(asked, 'bonded-destroyed', detail, (ctx, by) => [destroy(ctx, by, asked)])
  }

  adjust(asked: Asked<typeof adjustAccount>): Promise<BondedStated> {
    return this.#signed(asked, 'bonded-adjusted', detailOf(asked), (ctx, by) => [adjust(ctx, by, asked)])
  }

  /** What does not add up is an answer, with every reason; nothing is stated then. */
  async close(asked: Asked<typeof closeAccount>): Promise<BondedStated> {
    let why: readonly Failure[] = []
    const subject =
      asked.of.kind === 'item' ? `${asked.of.customsEntry} / ${asked.of.entryItem}` : asked.of.book
    const stated = await this.#signed(asked, 'bonded-account-closed', { subject }, (ctx, by) => {
      const closed = closeAccountOf(ctx, by, asked)
      if (!closed.ok) why = closed.why
      return closed.ok ? [closed.appended] : []
    })
    if (why.length === 0) return stated
    const sentence = { code: 'bonded-account-not-closed' as const, detail: { subject, reasons: why.length } }
    return { ...stated, ok: false, sentence, why: why.map(plain) }
  }

  /** Said by whoever is signed in, or by a badge with its passcode. Throws `sign-in-…`, `clock-…`. */
  async #said(who: Who, code: Failure['code'], detail: Failure['detail'], work: Work): Promise<BondedStated> {
    if (who.badge === undefined) this.#station.requireAttended()
    const badge = who.badge ?? this.#station.desk.person ?? ''
    const person =
      who.badge === undefined
        ? this.#station.read(({ store }) => store.people.get(badge))
        : await this.#station.whoIs(badge, who.passcode ?? '')
    if (!person) throw new BondmarkError('sign-in-first', {})
    return this.#write(work, { code, detail }, (t) => ({ person, signer: null, t }))
  }

  /** Signed by a supervisor's own key. Throws `sign-in-…`, `bonded-needs-supervisor`, `clock-…`. */
  async #signed(
    who: Required<Who>,
    code: Failure['code'],
    detail: Failure['detail'],
    work: Work,
  ): Promise<BondedStated> {
    const person = await this.#station.whoIs(who.badge ?? '', who.passcode ?? '')
    if (person.role === 'operator') throw new BondmarkError('bonded-needs-supervisor', { name: person.name })
    const signer = await supervisorSigner(this.#station.ctx, person, who.passcode ?? '')
    return this.#write(work, { code, detail }, (t) => ({ person, signer, t }))
  }

  #write(work: Work, sentence: Failure, by: (t: string) => BondedSayer): BondedStated {
    const { ctx } = this.#station
    requireBelievedClock(ctx)
    const appended = this.#station.write(() => work(ctx, by(ctx.clock.now())))
    ctx.logger.info({ code: sentence.code, ...sentence.detail }, 'goods under supervision')
    this.#station.changed()
    return {
      format: 'bondmark/bonded-stated/1',
      ok: true,
      statements: appended.map(({ id }) => id),
      sentence: plain(sentence),
      why: [],
    }
  }
}

type Work = (ctx: StationContext, by: BondedSayer) => readonly Appended[]

const detailOf = ({ customsEntry, entryItem }: { customsEntry: string; entryItem: string }) => ({
  entry: customsEntry,
  item: entryItem,
})
