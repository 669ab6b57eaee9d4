import { implement } from '@orpc/server'
import { bondedContract } from '../../core/contract/bonded.ts'
import type { BondedDesk } from './bonded-desk.ts'

const os = implement(bondedContract)

/** The bonded room's calls over its desk: nothing but translation. */
export const bondedRoutes = (desk: BondedDesk) => ({
  items: os.items.handler(({ input }) => desk.items(input)),
  item: os.item.handler(({ input }) => desk.item(input.customsEntry, input.entryItem)),
  orders: os.orders.handler(() => desk.orders()),
  arrival: os.arrival.handler(({ input }) => desk.arrival(input.asn)),
  exported: os.exported.handler(({ input }) => desk.exported(input)),
  openBook: os.openBook.handler(({ input }) => desk.openBook(input)),
  checkSeal: os.checkSeal.handler(({ input }) => desk.checkSeal(input)),
  settleSeal: os.settleSeal.handler(({ input }) => desk.settleSeal(input)),
  countArrival: os.countArrival.handler(({ input }) => desk.countArrival(input)),
  takeOrder: os.takeOrder.handler(({ input }) => desk.takeOrder(input)),
  noteOrder: os.noteOrder.handler(({ input }) => desk.noteOrder(input)),
  endOrder: os.endOrder.handler(({ input }) => desk.endOrder(input)),
  ship: os.ship.handler(({ input }) => desk.ship(input)),
  takeBack: os.takeBack.handler(({ input }) => desk.takeBack(input)),
  sendBack: os.sendBack.handler(({ input }) => desk.sendBack(input)),
  destroy: os.destroy.handler(({ input }) => desk.destroy(input)),
  adjust: os.adjust.handler(({ input }) => desk.adjust(input)),
  close: os.close.handler(({ input }) => desk.close(input)),
})

/** The same calls at a station that takes nothing. */
export const refusingBonded = (refuse: () => never) => ({
  items: os.items.handler(refuse),
  item: os.item.handler(refuse),
  orders: os.orders.handler(refuse),
  arrival: os.arrival.handler(refuse),
  exported: os.exported.handler(refuse),
  openBook: os.openBook.handler(refuse),
  checkSeal: os.checkSeal.handler(refuse),
  settleSeal: os.settleSeal.handler(refuse),
  countArrival: os.countArrival.handler(refuse),
  takeOrder: os.takeOrder.handler(refuse),
  noteOrder: os.noteOrder.handler(refuse),
  endOrder: os.endOrder.handler(refuse),
  ship: os.ship.handler(refuse),
  takeBack: os.takeBack.handler(refuse),
  sendBack: os.sendBack.handler(refuse),
  destroy: os.destroy.handler(refuse),
  adjust: os.adjust.handler(refuse),
  close: os.close.handler(refuse),
})
