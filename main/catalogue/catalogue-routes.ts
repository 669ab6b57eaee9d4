import { implement } from '@orpc/server'
import { catalogueContract } from '../../core/contract/catalogue.ts'
import type { CatalogueDesk } from './catalogue-desk.ts'
import type { PublisherDesk } from './publishers/publisher-desk.ts'

const os = implement(catalogueContract)

/** The calls about goods data over its desk: nothing but translation. */
export const catalogueRoutes = (desk: CatalogueDesk, publishers: PublisherDesk) => ({
  show: os.show.handler(() => desk.show()),
  find: os.find.handler(({ input }) => ({ products: desk.find(input.text) })),
  product: os.product.handler(({ input }) => desk.product(input.gtin)),
  take: os.take.handler(({ input }) => desk.take(input)),
  cancel: os.cancel.handler(() => ({ ok: desk.cancel() })),
  apply: os.apply.handler(({ input }) => desk.apply(input)),
  members: os.members.handler(() => publishers.members()),
  trust: os.trust.handler(({ input }) => publishers.trust(input)),
  endTrust: os.endTrust.handler(({ input }) => publishers.endTrust(input)),
})

/** The same calls at a station that takes nothing. */
export const refusingCatalogue = (refuse: () => never) => ({
  show: os.show.handler(refuse),
  find: os.find.handler(refuse),
  product: os.product.handler(refuse),
  take: os.take.handler(refuse),
  cancel: os.cancel.handler(refuse),
  apply: os.apply.handler(refuse),
  members: os.members.handler(refuse),
  trust: os.trust.handler(refuse),
  endTrust: os.endTrust.handler(refuse),
})
