import { implement } from '@orpc/server'
import { releaseContract } from '../../core/contract/release.ts'
import type { ReleaseDesk } from './release-desk.ts'

const os = implement(releaseContract)

/** The release room's calls over its desk: nothing but translation. */
export const releaseRoutes = (desk: ReleaseDesk) => ({
  list: os.list.handler(() => desk.list()),
  show: os.show.handler(({ input }) => desk.show(input.asn)),
  release: os.release.handler(({ input }) => desk.release(input.asn)),
  override: os.override.handler(({ input }) => desk.override(input)),
  lift: os.lift.handler(({ input }) => desk.lift(input)),
})

/** The same calls at a station that takes nothing. */
export const refusingRelease = (refuse: () => never) => ({
  list: os.list.handler(refuse),
  show: os.show.handler(refuse),
  release: os.release.handler(refuse),
  override: os.override.handler(refuse),
  lift: os.lift.handler(refuse),
})
