import { z } from 'zod'
import { scopes } from '../service/scopes.ts'

const time = z.iso.datetime({ offset: true })

const listedKey = z.strictObject({
  n: z.int().min(1),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  madeAt: time,
  endsAt: time.nullable(),
  revokedAt: time.nullable(),
  usedAt: time.nullable(),
})

/** `service key list --json` */
export const serviceKeysAnswer = z.strictObject({
  format: z.literal('bondmark/service-keys/1'),
  keys: z.array(listedKey),
})

/** `service key add|rotate --json`: the one time that the key itself is said. */
export const serviceKeyMade = z.strictObject({
  format: z.literal('bondmark/service-key/1'),
  key: z.string(),
  listed: listedKey,
})

/** `service use --json`: who asked what, by day and by what was answered. */
export const serviceUseAnswer = z.strictObject({
  format: z.literal('bondmark/service-use/1'),
  uses: z.array(
    z.strictObject({
      day: z.iso.date(),
      /** `-` for those who had no good key. */
      caller: z.string(),
      operation: z.string(),
      status: z.int(),
      requests: z.int().min(1),
      lines: z.int().min(0),
    }),
  ),
})

/** `service webhook list --json`; secrets are not told again. */
export const serviceWebhooksAnswer = z.strictObject({
  format: z.literal('bondmark/service-webhooks/1'),
  webhooks: z.array(
    z.strictObject({
      n: z.int().min(1),
      url: z.string(),
      state: z.enum(['delivering', 'failing', 'dead']),
      /** Cursor of the last message that it has taken. */
      taken: z.string(),
      failures: z.int().min(0),
      failingSince: time.nullable(),
      said: z.string().nullable(),
      deliveredAt: time.nullable(),
    }),
  ),
})

/** `service webhook add --json`: the one time that a drawn secret is said. */
export const serviceWebhookMade = z.strictObject({
  format: z.literal('bondmark/service-webhook/1'),
  webhook: z.int().min(1),
  url: z.string(),
  /** Null where it was handed in. */
  secret: z.string().nullable(),
})
