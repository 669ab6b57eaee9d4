import type { Command } from 'commander'
import { addServiceKeyCommands } from './service-key-commands.ts'
import { addServiceServe } from './service-serve-command.ts'
import { addServiceWebhookCommands } from './service-webhook-commands.ts'

/** `bondmark service …`: decisions for other systems, the keys of those who ask, and where messages are delivered. */
export function addServiceCommands(program: Command): void {
  const service = program.command('service').description('decisions for other systems, over HTTP')
  addServiceServe(service)
  addServiceKeyCommands(service)
  addServiceWebhookCommands(service)
}
