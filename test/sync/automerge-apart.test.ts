import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/** Loads a module in a process of its own; answers which files of Automerge came with it. */
function automergeIn(module: string): string[] {
  const script = `
    import { registerHooks } from 'node:module'
    const seen = []
    registerHooks({
      resolve(specifier, context, next) {
        const resolved = next(specifier, context)
        if (/automerge/.test(resolved.url)) seen.push(resolved.url)
        return resolved
      },
    })
    await import(${JSON.stringify(module)})
    process.stdout.write(JSON.stringify(seen))
    process.exit(0)`
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return JSON.parse(answer) as string[]
}

const module = (path: string) => new URL(`../../${path}`, import.meta.url).href

describe('Automerge', () => {
  it('is never loaded where scans are taken, so that no document can delay one', () => {
    expect(automergeIn(module('main/composition/open-workspace.ts'))).toEqual([])
    // That the question is asked rightly: the sync's own process has it.
    expect(automergeIn(module('sync/replication/station-session.ts'))).not.toEqual([])
  })
})
