import type { Role } from '../store/people.ts'

/** The people of a training workspace. Their passcodes are published: nothing signed there proves anything. */
export interface SamplePerson {
  readonly badge: string
  readonly name: string
  readonly role: Role
  readonly passcode: string
}

export const sampleSupervisor: SamplePerson = {
  badge: 'SUP-0001',
  name: 'Lin Yue',
  role: 'supervisor',
  passcode: '135790',
}

export const samplePeople: readonly SamplePerson[] = [
  { badge: 'OP-0007', name: 'Chen Jie', role: 'operator', passcode: '2468' },
  { badge: 'OP-0012', name: 'Wang Min', role: 'operator', passcode: '1357' },
  sampleSupervisor,
  { badge: 'ADM-0001', name: 'Zhao Qing', role: 'administrator', passcode: '975310' },
  { badge: 'ADM-0002', name: 'Sun Hao', role: 'administrator', passcode: '864209' },
]
