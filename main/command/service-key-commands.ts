import type { Command } from 'commander'
import type { z } from 'zod'
import type { serviceKeyMade, serviceKeysAnswer, serviceUseAnswer } from '../../core/contract/service-keys.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Scope, scopes } from '../../core/service/scopes.ts'
import { formatInstant, wallClock } from '../../platform/clock/clock.ts'
import type { ListedKey } from '../../platform/service/api-keys.ts'
import { printTable } from './print-table.ts'
import { addServiceWhere, type ServiceWhere, withServiceStore } from './service-where.ts'
import { answer, tell } from './terminal.ts'

interface InService extends ServiceWhere {
  readonly json?: boolean
}

/** How long a key that is being replaced stays good: time to hand the new one over. */
const ROTATION_HOURS = 72

/** `service key …` and `service use`: who may ask, and who did. */
export function addServiceKeyCommands(service: Command): void {
  const key = service.command('key').description('keys of the systems that ask')
  addServiceWhere(key.command('add'))
    .description('make a key for a caller; it is shown once')
    .argument('<name>', 'what the caller is called')
    .option('--scope <list>', 'what it is good for, with commas between', scopes.join(','))
    .option('--json', 'answer as JSON')
    .action((name: string, options: InService & { readonly scope: string }) => {
      const of = readScopes(options.scope)
      const made = withServiceStore(options, ({ keys }) => keys.add(name, of, wallClock.now()))
      show(made, options, () => tell({ code: 'service-key-added', detail: { name, scopes: of.join(', ') } }))
    })
  addServiceWhere(key.command('rotate'))
    .description('make the next key for a caller; the one before stays good for some days')
    .argument('<name>', 'what the caller is called')
    .option('--hours <n>', 'how long the one before stays good', String(ROTATION_HOURS))
    .option('--json', 'answer as JSON')
    .action((name: string, options: InService & { readonly hours: string }) => {
      const hours = Math.min(24 * 365, Math.max(0, Math.trunc(Number(options.hours)) || 0))
      const now = new Date()
      const until = formatInstant(now.getTime() + hours * 3_600_000, -now.getTimezoneOffset())
      const made = withServiceStore(options, ({ keys }) => keys.rotate(name, until, wallClock.now()))
      show(made, options, () => tell({ code: 'service-key-rotated', detail: { name, until } }))
    })
  addServiceWhere(key.command('revoke'))
    .description('end all keys of a caller at once')
    .argument('<name>', 'what the caller is called')
    .action((name: string, options: InService) => {
      const count = withServiceStore(options, ({ keys }) => keys.revoke(name, wallClock.now()))
      tell({ code: 'service-key-revoked', detail: { name, count } })
    })
  addServiceWhere(key.command('list'))
    .description('every key there was, and when it was last used')
    .option('--json', 'answer as JSON')
    .action((options: InService) => {
      const keys = withServiceStore(options, (store) => store.keys.all())
      const listed: z.infer<typeof serviceKeysAnswer> = {
        format: 'bondmark/service-keys/1',
        keys: keys.map((each) => ({ ...each, scopes: [...each.scopes] })),
      }
      if (options.json) return answer(listed)
      if (keys.length === 0) tell({ code: 'service-keys-none', detail: {} })
      for (const { n, name, scopes: of, madeAt, endsAt, revokedAt, usedAt } of keys)
        row([n, name, of.join(','), madeAt, revokedAt ?? endsAt ?? '–', usedAt ?? '–'])
    })
  addServiceWhere(service.command('use'))
    .description('who asked what and how much of it, by day')
    .option('--json', 'answer as JSON')
    .action((options: InService) => {
      const uses = withServiceStore(options, (store) => store.uses.recent())
      const counted: z.infer<typeof serviceUseAnswer> = { format: 'bondmark/service-use/1', uses }
      if (options.json) return answer(counted)
      if (uses.length === 0) tell({ code: 'service-uses-none', detail: {} })
      printTable(
        ['day', 'caller', 'operation', 'status', 'requests', 'lines'],
        uses.map(({ day, caller, operation, status, requests, lines }) => [
          ...[day, caller, operation, status, requests, lines],
        ]),
      )
    })
}

const row = (cells: readonly (string | number)[]): void => {
  process.stdout.write(`${cells.join('\t')}\n`)
}

function show(
  { key, listed }: { readonly key: string; readonly listed: ListedKey },
  { json }: InService,
  say: () => void,
): void {
  const made: z.infer<typeof serviceKeyMade> = {
    format: 'bondmark/service-key/1',
    key,
    listed: { ...listed, scopes: [...listed.scopes] },
  }
  if (json) {
    answer(made)
    return
  }
  say()
  process.stdout.write(`${key}\n`)
}

/** @throws BondmarkError `service-scopes-malformed` */
function readScopes(text: string): Scope[] {
  const asked = text.split(',').map((each) => each.trim())
  const known = scopes.filter((scope) => asked.includes(scope))
  if (known.length === 0 || known.length !== new Set(asked).size)
    throw new BondmarkError('service-scopes-malformed', { value: text.slice(0, 80) })
  return known
}
