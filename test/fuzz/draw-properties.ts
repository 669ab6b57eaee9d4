import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { seededRandom } from '../shift/seeded-random.ts'

const home = resolve(import.meta.dirname, '../..')

/** The test files that draw inputs, in them or by a model that draws them. */
function propertyTests(): string[] {
  const draws = /from '(fast-check|.*\/warehouse-model\.stub\.ts)'/
  return globSync('{core,platform,drivers,sync,main,renderer,test}/**/*.test.{ts,tsx}', { cwd: home })
    .filter((file) => draws.test(readFileSync(join(home, file), 'utf8')))
    .sort()
}

/**
 * Runs every property so many times with other inputs than `npm test` draws. Returns the seeds by which something failed; with
 * one as BONDMARK_PROPERTY_SEED, `npm run test:unit -- FILE` fails again.
 */
export function drawProperties(rounds: number, seed: number): number[] {
  const random = seededRandom(seed)
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--silent', '--reporter=minimal', ...propertyTests()]
  const failed: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const drawn = Math.floor(random() * 2 ** 31)
    const { status } = spawnSync(process.execPath, args, {
      cwd: home,
      env: { ...process.env, BONDMARK_PROPERTY_SEED: String(drawn) },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    console.log(`${round} of ${rounds}: seed ${drawn}, ${status === 0 ? 'all hold' : 'something fails'}`)
    if (status !== 0) failed.push(drawn)
  }
  return failed
}
