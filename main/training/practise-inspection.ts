import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { InspectionTask } from '../../core/inspection/inspection-task.ts'
import { writeResultFile } from '../../core/inspection/result-file.ts'
import { type Administrator, signMembership } from '../../core/membership/membership.ts'
import type { MembershipPayload } from '../../core/membership/membership-payload.ts'
import type { StationContext } from '../station/context.ts'
import { sampleAdministrators } from './sample-administrators.ts'
import { type PracticeAnswer, practiceResult, sampleAgency } from './sample-agency.ts'

/** Files that an agency hands over: its result, and the report that it names. */
export interface AgencyAnswer {
  readonly file: Uint8Array
  readonly report: Uint8Array
}

/** The sample agency's answer to a task of a training workspace. `at`: RFC 3339. Throws `training-only`, `vault-locked`. */
export async function practiceAnswer(
  { store, vaultKey, profile, rights }: Pick<StationContext, 'store' | 'vaultKey' | 'profile' | 'rights'>,
  task: InspectionTask,
  answer: PracticeAnswer,
  at: string,
): Promise<AgencyAnswer> {
  const { payload } = rights.basis.own
  if (payload.training === undefined) throw new BondmarkError('training-only', {})
  const administrators = await sampleAdministrators(store.people, vaultKey, profile)
  return answerAs(administrators, payload, task, answer, at)
}

/** The same, by whoever may sign as the sample administrators. `own`: the station's own membership. */
export function answerAs(
  administrators: readonly Administrator[],
  own: Pick<MembershipPayload, 'training' | 'consortium' | 'keys'>,
  task: InspectionTask,
  answer: PracticeAnswer,
  at: string,
): AgencyAnswer {
  const from = own.keys[0]?.from ?? at
  const agency = sampleAgency(own.training ?? '', own.consortium, from)
  const { result, report } = practiceResult(task, answer, at)
  const iat = Math.floor(Date.parse(from) / 1000)
  const file = writeResultFile({
    memberships: [signMembership(agency.membership, administrators, iat)],
    statement: agency.sign(result),
  })
  return { file: new TextEncoder().encode(file), report }
}
