import { implement } from '@orpc/server'
import { rulesContract } from '../../core/contract/rules.ts'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import type { DryRunDesk } from './dry-run-desk.ts'
import type { RulesDesk } from './rules-desk.ts'

const os = implement(rulesContract)

/** The calls about rule sets over their desks: nothing but translation. */
export const rulesRoutes = (desk: RulesDesk, dryRuns: DryRunDesk) => ({
  list: os.list.handler(() => desk.list()),
  show: os.show.handler(({ input }) => desk.show(input.hash)),
  diff: os.diff.handler(({ input }) => desk.diff(input.hash, input.against)),
  take: os.take.handler(({ input }) => desk.take(fromBase64Url(input.bytes), input.fileName)),
  approve: os.approve.handler(({ input }) => desk.approve(input)),
  withdraw: os.withdraw.handler(({ input }) => desk.withdraw(input)),
  takeBundle: os.takeBundle.handler(({ input }) =>
    desk.takeBundle(fromBase64Url(input.bytes), input.fileName),
  ),
  exportSet: os.exportSet.handler(({ input }) => {
    const { file, bytes } = desk.exportSet(input.hash)
    return { file, bytes: toBase64Url(bytes) }
  }),
  dryRun: os.dryRun.handler(({ input }) => dryRuns.run(input)),
  dryRunProgress: os.dryRunProgress.handler(() => ({ running: dryRuns.running })),
  cancelDryRun: os.cancelDryRun.handler(() => ({ ok: dryRuns.cancel() })),
})

/** The same calls at a station that takes nothing. */
export const refusingRules = (refuse: () => never) => ({
  list: os.list.handler(refuse),
  show: os.show.handler(refuse),
  diff: os.diff.handler(refuse),
  take: os.take.handler(refuse),
  approve: os.approve.handler(refuse),
  withdraw: os.withdraw.handler(refuse),
  takeBundle: os.takeBundle.handler(refuse),
  exportSet: os.exportSet.handler(refuse),
  dryRun: os.dryRun.handler(refuse),
  dryRunProgress: os.dryRunProgress.handler(refuse),
  cancelDryRun: os.cancelDryRun.handler(refuse),
})
