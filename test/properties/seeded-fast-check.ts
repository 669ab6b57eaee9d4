import { createRequire } from 'node:module'
import type fastCheck from 'fast-check'
import { propertySeed } from './property-seed.ts'

/**
 * fast-check with the run's seed: what `import fc from 'fast-check'` gives in a test (vitest.config.ts). It is not a set-up
 * file because three in four test files have no properties and need not wait for it. By `require`, because the import's
 * own name leads here.
 */
const fc = createRequire(import.meta.url)('fast-check') as typeof fastCheck
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: propertySeed() })

export default fc
