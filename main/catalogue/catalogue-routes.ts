import { implement } from '@orpc/server'
import { catalogueContract } from '../../core/contract/catalogue.ts'
import type { CatalogueDesk } from './catalogue-desk.ts'

const os = implement(catalogueContract)

/** The calls about goods data over its desk: nothing but translation. */
export const catalogueRoutes = (desk: CatalogueDesk) => ({
  show: os.show.handler(() => desk.show()),
  find: os.find.handler(({ input }) => ({ products: desk.find(input.text) })),
  product: os.product.handler(({ input }) => desk.product(input.gtin)),
  take: os.take.handler(({ input }) => desk.take(input)),
  cancel: os.cancel.handler(() => ({ ok: desk.cancel() })),
})

/** The same calls at a station that takes nothing. */
export const refusingCatalogue = (refuse: () => never) => ({
  show: os.show.handler(refuse),
  find: os.find.handler(refuse),
  product: os.product.handler(refuse),
  take: os.take.handler(refuse),
  cancel: os.cancel.handler(refuse),
})
