import { fromBase64Url } from '../encoding/base64.ts'
import { kidOf } from '../statement/statement.ts'
import type { EnrolmentPayload } from './enrolment.ts'
import type { ListedKey } from './membership-payload.ts'
import type { SsccBlock } from './station-ranges.ts'

/** What the administrators give a station that asked. `from`: RFC 3339, since when its keys count. */
export interface GivenToStation {
  /** another short name than the proposed one */
  readonly name?: string | undefined
  readonly prefix: string
  readonly ssccBlock: SsccBlock
  readonly from: string
}

/** The listed keys of a request's people and station: what an administrator is asked to sign. `from`: RFC 3339. */
export function keysAskedFor({ key, people, station }: EnrolmentPayload, given: GivenToStation): ListedKey[] {
  const listed = (text: string) => ({ kid: kidOf(fromBase64Url(text)), key: text, from: given.from })
  return [
    {
      ...listed(key),
      use: 'station',
      name: `station/${given.name ?? station}`,
      prefix: given.prefix,
      ssccBlock: given.ssccBlock,
    },
    ...people.map(
      (person): ListedKey => ({
        ...listed(person.key),
        use: 'person',
        name: `person/${person.id}`,
        role: person.role,
      }),
    ),
  ]
}
