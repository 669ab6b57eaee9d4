import { ReleaseDesk } from '../release/release-desk.ts'
import type { Station } from '../station/station.ts'

/** What the desks of the Control screen stand on. */
export interface ControlParts {
  readonly station: Station
}

/** The desks behind the tabs of the Control screen, one a room. */
export interface ControlDesks {
  readonly release: ReleaseDesk
}

/** Opens every desk of the Control screen. What a desk holds open is closed by what it adds to `undo`, last opened first. */
export function openControl({ station }: ControlParts, _undo: (() => unknown)[]): ControlDesks {
  return { release: new ReleaseDesk(station) }
}
