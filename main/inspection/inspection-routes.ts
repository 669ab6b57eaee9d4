import { implement } from '@orpc/server'
import { inspectionsContract } from '../../core/contract/inspections.ts'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import type { InspectionDesk } from './inspection-desk.ts'
import type { ResultTaken } from './take-result.ts'

const os = implement(inspectionsContract)
const ok = { ok: true as const }

const taken = ({ outcome, task, why }: ResultTaken) => ({
  outcome,
  task,
  why: why && { code: why.code, detail: { ...why.detail } },
})

/** The inspection room's calls over its desk: nothing but translation. */
export const inspectionRoutes = (desk: InspectionDesk) => ({
  list: os.list.handler(() => desk.list()),
  show: os.show.handler(({ input }) => desk.show(input.task)),
  assign: os.assign.handler(({ input }) => {
    desk.assign(input.task, input.agency)
    return ok
  }),
  sample: os.sample.handler(({ input: { task, ...samples } }) => {
    desk.sample(task, samples)
    return ok
  }),
  send: os.send.handler(({ input }) => {
    const { fileName, text } = desk.send(input.task)
    return { fileName, bytes: toBase64Url(new TextEncoder().encode(text)) }
  }),
  acknowledge: os.acknowledge.handler(({ input }) => {
    desk.acknowledge(input.task)
    return ok
  }),
  take: os.take.handler(({ input }) => taken(desk.take(fromBase64Url(input.bytes), 'file'))),
  contest: os.contest.handler(({ input: { task, by, reason } }) => {
    desk.contest(task, by, reason)
    return ok
  }),
  order: os.order.handler(async ({ input: { task, order, reason, ...who } }) => ({
    task: await desk.order(task, order, reason, who),
  })),
  reject: os.reject.handler(async ({ input: { n, reason, ...who } }) => {
    await desk.reject(n, reason, who)
    return ok
  }),
  approveSwitching: os.approveSwitching.handler(async ({ input: { badge, passcode, ...said } }) => {
    await desk.approveSwitching(said, { badge, passcode })
    return ok
  }),
  practise: os.practise.handler(async ({ input }) => taken(await desk.practise(input.task, input.answer))),
})

/** The same calls at a station that takes nothing. */
export const refusingInspections = (refuse: () => never) => ({
  list: os.list.handler(refuse),
  show: os.show.handler(refuse),
  assign: os.assign.handler(refuse),
  sample: os.sample.handler(refuse),
  send: os.send.handler(refuse),
  acknowledge: os.acknowledge.handler(refuse),
  take: os.take.handler(refuse),
  contest: os.contest.handler(refuse),
  order: os.order.handler(refuse),
  reject: os.reject.handler(refuse),
  approveSwitching: os.approveSwitching.handler(refuse),
  practise: os.practise.handler(refuse),
})
