import type { Logger } from '../../platform/log/logger.ts'
import type { Life } from './life.ts'
import type { World } from './world.ts'

/** A process's log as lines of the trace. What it calls an error is no expected failure, so the run is wrong. */
export function tracedLogger(world: World, life: Life): Logger {
  const line = (level: string) => (fields: unknown, message?: string) => {
    if (life.isDead()) return
    const { code, err } = fields as { code?: unknown; err?: unknown }
    const what = [level, message, typeof code === 'string' ? code : null].filter((part) => part !== null)
    world.say(life.name, what.join(' '))
    // A failure with a code is one that somebody expected, a full disk for one.
    if (level === 'fatal' || (level === 'error' && typeof code !== 'string'))
      world.surprise(life.name, err ?? message)
  }
  const ignore = () => undefined
  const logger = {
    info: ignore,
    debug: ignore,
    trace: ignore,
    warn: line('warn'),
    error: line('error'),
    fatal: line('fatal'),
    child: () => logger,
  }
  return logger as unknown as Logger
}
