import { type DeviceSetting, deviceSetting } from '../../core/contract/devices.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** Who changed a device, and when (RFC 3339). */
export interface ChangedBy {
  readonly badge: string
  readonly t: string
}

/** How each physical device is used at this station: every change is kept, the newest of a device counts. */
export class DeviceSettings {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** In the order in which they were first named. */
  all(): DeviceSetting[] {
    return this.#rows().flatMap(({ read }) => (read.success ? [read.data] : []))
  }

  /** Devices whose row is no setting, written by another release perhaps: they are not used, and nothing else suffers. */
  malformed(): string[] {
    return this.#rows().flatMap(({ device, read }) => (read.success ? [] : [device]))
  }

  #rows() {
    return this.#db
      .prepare<[], { device: string; json: string }>(
        `SELECT device, json FROM device_setting AS s
         WHERE json IS NOT NULL AND n = (SELECT max(n) FROM device_setting WHERE device = s.device)
         ORDER BY (SELECT min(n) FROM device_setting WHERE device = s.device)`,
      )
      .all()
      .map(({ device, json }) => ({ device, read: deviceSetting.safeParse(parsed(json)) }))
  }

  /** null forgets the device; what it was stays on record. */
  put(device: string, setting: DeviceSetting | null, { badge, t }: ChangedBy): void {
    this.#db
      .prepare('INSERT INTO device_setting (device, json, t, badge) VALUES (?, ?, ?, ?)')
      .run(device, setting && JSON.stringify(setting), t, badge)
  }

  /** How many devices there ever were: what the next one is named by. */
  everNamed(): number {
    return (
      this.#db.prepare<[], number>('SELECT count(DISTINCT device) FROM device_setting').pluck().get() ?? 0
    )
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
