import type { LabelView } from '../../core/contract/station-view.ts'

export const lifeSteps = ['reserved', 'sent', 'printed', 'verified'] as const
export type LifeStep = (typeof lifeSteps)[number]
export type StepLook = 'done' | 'now' | 'later' | 'unsure' | 'off'

/**
 * How each of the four steps of a label's life looks: what is done is filled, what is expected next is outlined. After a
 * fault only what was durably done is certain; a voided label has no next step.
 */
export function lookOfSteps(state: LabelView['state']): Readonly<Record<LifeStep, StepLook>> {
  if (state === 'voided') return { reserved: 'off', sent: 'off', printed: 'off', verified: 'off' }
  if (state === 'uncertain') return { reserved: 'done', sent: 'done', printed: 'unsure', verified: 'now' }
  const reached = lifeSteps.indexOf(state)
  const look = (step: LifeStep): StepLook => {
    const at = lifeSteps.indexOf(step)
    if (at <= reached) return 'done'
    return at === reached + 1 ? 'now' : 'later'
  }
  return {
    reserved: look('reserved'),
    sent: look('sent'),
    printed: look('printed'),
    verified: look('verified'),
  }
}
