import fc from 'fast-check'
import { replicasMeet } from '../../sync/documents/warehouse-model.stub.ts'
import type { Soak } from './form.ts'

/** Three stations edit, share, restart and are restored at random; all must come to the sum of what their stores say. */
export const shareCounts: Soak = async (rounds, seed) => {
  const { failed, counterexample, numRuns } = fc.check(replicasMeet(120), { numRuns: rounds, seed })
  console.log(
    failed
      ? `shared counts differ: ${JSON.stringify(counterexample)}`
      : `${numRuns} interleavings, all replicas meet`,
  )
  return failed ? 1 : 0
}
