import { deviceSetting } from '../../core/contract/devices.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/** Changes of devices: each is a setting of the device that it names, made by somebody who is known, and none is missing. */
export function checkDevices(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], { n: number; device: string; json: string | null; isMade: number }>(
      `SELECT n, device, json, julianday(t) IS NOT NULL AND badge IN (SELECT badge FROM person) AS isMade
       FROM device_setting ORDER BY n`,
    )
    .iterate()
  let before = 0
  for (const { n, device, json, isMade } of rows) {
    if (n !== before + 1 || !isMade || !isSettingOf(device, json))
      findings.add('device-setting-damaged', `device ${device}, change ${n}`)
    before = n
  }
}

/** Without JSON the device is forgotten. */
function isSettingOf(device: string, json: string | null): boolean {
  if (json === null) return /^device-\d+$/.test(device)
  try {
    return deviceSetting.parse(JSON.parse(json)).id === device
  } catch {
    return false
  }
}
