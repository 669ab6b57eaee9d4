import type { Command } from 'commander'
import type { z } from 'zod'
import type { serviceWebhookMade, serviceWebhooksAnswer } from '../../core/contract/service-keys.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { FIRST_CURSOR } from '../../core/service/cursor.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { readWebhookUrl } from '../../platform/service/webhook-address.ts'
import type { Webhook } from '../../platform/service/webhooks.ts'
import { readNamedFile } from './read-file.ts'
import { addServiceWhere, type ServiceWhere, withServiceStore } from './service-where.ts'
import { answer, personPath, tell } from './terminal.ts'

interface AddOptions extends ServiceWhere {
  readonly secretFile?: string
  readonly allowPrivate?: boolean
  readonly json?: boolean
}

/** `service webhook …`: where every message is delivered to. */
export function addServiceWebhookCommands(service: Command): void {
  const webhook = service.command('webhook').description('addresses that every message is delivered to')
  addServiceWhere(webhook.command('add'))
    .description('deliver every message to an address, from the first one on')
    .argument('<url>', 'https address of the system that takes them')
    .option(
      '--secret-file <file>',
      'what deliveries are signed with, in one line; drawn and shown once when absent',
    )
    .option('--allow-private', 'also an address of this machine or of a private network, and plain http')
    .option('--json', 'answer as JSON')
    .action((url: string, options: AddOptions) => {
      const { href } = readWebhookUrl(url, options.allowPrivate ?? false)
      const given = options.secretFile === undefined ? null : readSecret(personPath(options.secretFile))
      const secret = given ?? toBase64Url(systemRandomBytes(32))
      const allowPrivate = options.allowPrivate ? 1 : 0
      const hook = { url: href, secret, allowPrivate, madeAt: wallClock.now(), taken: FIRST_CURSOR } as const
      const n = withServiceStore(options, ({ webhooks }) => webhooks.add(hook))
      const shown = given === null ? secret : null
      const made: z.infer<typeof serviceWebhookMade> = {
        format: 'bondmark/service-webhook/1',
        ...{ webhook: n, url: href, secret: shown },
      }
      if (options.json) return answer(made)
      tell({ code: 'service-webhook-added', detail: { webhook: n, url: href } })
      if (shown !== null) process.stdout.write(`${shown}\n`)
    })
  addServiceWhere(webhook.command('list'))
    .description('every address, and how far it has come')
    .option('--json', 'answer as JSON')
    .action((options: AddOptions) => {
      const hooks = withServiceStore(options, ({ webhooks }) => webhooks.all())
      const listed: z.infer<typeof serviceWebhooksAnswer> = {
        format: 'bondmark/service-webhooks/1',
        webhooks: hooks.map(shownHook),
      }
      if (options.json) return answer(listed)
      if (hooks.length === 0) tell({ code: 'service-webhooks-none', detail: {} })
      for (const { n, url, state, taken, said } of listed.webhooks)
        process.stdout.write(`${[n, url, state, taken, said ?? '–'].join('\t')}\n`)
      for (const { n, url, dead, failingSince, said } of hooks)
        if (dead === 1)
          tell({ code: 'service-webhook-dead', detail: { webhook: n, url, since: failingSince, said } })
    })
  addServiceWhere(webhook.command('remove'))
    .description('deliver nothing more to an address')
    .argument('<number>', 'of the webhook, as listed')
    .action((number: string, options: AddOptions) => {
      withServiceStore(options, ({ webhooks }) => webhooks.remove(Number(number) || 0, wallClock.now()))
      tell({ code: 'service-webhook-removed', detail: { webhook: number } })
    })
  addServiceWhere(webhook.command('resume'))
    .description('try an address again that was given up')
    .argument('<number>', 'of the webhook, as listed')
    .action((number: string, options: AddOptions) => {
      withServiceStore(options, ({ webhooks }) => webhooks.resume(Number(number) || 0))
      tell({ code: 'service-webhook-resumed', detail: { webhook: number } })
    })
}

const shownHook = (hook: Webhook): z.infer<typeof serviceWebhooksAnswer>['webhooks'][number] => ({
  ...{ n: hook.n, url: hook.url, taken: hook.taken, failures: hook.failures },
  state: hook.dead === 1 ? 'dead' : hook.failures > 0 ? 'failing' : 'delivering',
  ...{ failingSince: hook.failingSince, said: hook.said, deliveredAt: hook.deliveredAt },
})

/** @throws BondmarkError `service-webhook-secret`, `file-…` */
function readSecret(file: string): string {
  const text = new TextDecoder().decode(readNamedFile(file, 4096)).replace(/\r?\n$/, '')
  if (text.length < 16 || text.length > 200 || !/^[\x21-\x7e]+$/.test(text))
    throw new BondmarkError('service-webhook-secret', {})
  return text
}
