import { type BackOff, backOffMs } from '../clock/back-off.ts'
import { systemRandomBytes } from '../keys/random-bytes.ts'
import { type Service, startOf } from './asked.ts'
import { postWebhook } from './post-webhook.ts'
import { untilMore } from './until-more.ts'
import type { Webhook } from './webhooks.ts'

/** Without hooks, nobody need tell that there is something to deliver. */
const unwatched = { watch: () => () => {} }

/** How often it is looked whether a hook was added, removed or resumed, and whether there is something to deliver. */
const LOOK_MS = 2_000
/** Full jitter: hooks that failed together, for the network between, do not come back together. */
const BACK_OFF: BackOff = { firstMs: 1_000, maxMs: 15 * 60_000, fixedShare: 0 }
/** A hook that has taken nothing for so long is given up, until a person has it resumed. */
const DEAD_AFTER_MS = 3 * 24 * 60 * 60_000

/**
 * Delivers every message to every hook, in order, at least once: a message counts as taken when its hook has said so and
 * that is durable, and the next one waits for it. Hooks do not wait for each other. What failed is tried again, later and later.
 */
export function deliverWebhooks(
  service: Pick<Service, 'source' | 'store' | 'logger' | 'timers' | 'now' | 'ending'>,
): { close(): Promise<void> } {
  const { source, store, logger, timers, ending } = service
  const running = new Map<number, Promise<void>>()
  const notBefore = new Map<number, number>()

  /** Delivers what there is for one hook, until all is taken or one delivery has failed. */
  async function deliver(n: number): Promise<void> {
    while (!ending.aborted) {
      const hook = store.webhooks.all().find((each) => each.n === n)
      if (hook === undefined || hook.dead === 1) return
      const [change] = source.changes.after(startOf(hook.taken, source.changes).n, 1)
      if (change === undefined) return
      const answer = await postWebhook(hook, change, timers.now(), ending)
      if (answer.isTaken) {
        store.webhooks.took(n, change.cursor, service.now())
        notBefore.delete(n)
        continue
      }
      if (!ending.aborted) failed(hook, answer.said)
      return
    }
  }

  function failed(hook: Webhook, said: string): void {
    const since = Date.parse(hook.failingSince ?? service.now())
    const isDead = timers.now() - since > DEAD_AFTER_MS
    store.webhooks.failed(hook.n, said, service.now(), isDead)
    notBefore.set(hook.n, performance.now() + backOffMs(hook.failures + 1, BACK_OFF, systemRandomBytes))
    logger.warn({ webhook: hook.n, failures: hook.failures + 1, said, isDead }, 'a message was not taken')
  }

  /** Answers whether there is a hook at all. */
  function look(): boolean {
    const hooks = store.webhooks.all()
    for (const { n, failures, dead } of hooks) {
      // Resumed, or started anew by hand: what was waited for before does not count.
      if (failures === 0) notBefore.delete(n)
      if (dead === 1 || running.has(n) || (notBefore.get(n) ?? 0) > performance.now()) continue
      const delivery = deliver(n)
        .catch((error: unknown) => {
          logger.error({ err: error, webhook: n }, 'messages cannot be delivered')
          notBefore.set(n, performance.now() + BACK_OFF.maxMs / 15)
        })
        .finally(() => running.delete(n))
      running.set(n, delivery)
    }
    return hooks.length > 0
  }

  const loop = (async () => {
    while (!ending.aborted) {
      let hasHooks = false
      try {
        hasHooks = look()
      } catch (error) {
        logger.error({ err: error }, 'webhooks cannot be read')
      }
      await untilMore(hasHooks ? source.changes : unwatched, timers, LOOK_MS, [ending])
    }
  })()
  return {
    async close() {
      await loop
      await Promise.all(running.values())
    },
  }
}
