import type { DeviceEvent, DeviceSetting, FoundDevice } from '../../core/contract/devices.ts'
import { createScanQueue } from '../../drivers/scanners/scan-queue.ts'
import { type DeviceView, shown } from './device-sign.ts'
import { discover } from './discover.ts'
import { OpenDevices } from './open-devices.ts'
import { wallTime } from './wall-time.ts'

const LOOK_MS = 1_000

/**
 * Tells what is plugged in and out, and of devices that are set up: how they are, and what they read. Until the signal is
 * aborted. A device that a running station holds is told as busy.
 */
export async function watchDevices(
  settings: readonly DeviceSetting[],
  tell: (event: DeviceEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const say = (event: Omit<DeviceEvent, 'format' | 'at'>) =>
    tell({ format: 'bondmark/device-event/1', at: wallTime(performance.now()), ...event })
  const nameOf = (id: string) => settings.find((setting) => setting.id === id)?.name ?? id
  const queue = createScanQueue({
    take: async (input) => {
      if (input.kind === 'fault') {
        const { device, failure } = input
        say({ event: 'refused', device, name: nameOf(device), said: shown(failure), symbol: null })
      } else {
        const { device, aim, text } = input.symbol
        say({ event: 'symbol', device, name: nameOf(device), said: null, symbol: { aim, text } })
      }
    },
    fault: (device, failure) =>
      say({ event: 'refused', device, name: nameOf(device), said: shown(failure), symbol: null }),
  })
  const signs = new Map<string, string>()
  const look = () => {
    for (const { id, name, status } of open.views()) {
      if (signs.get(id) === status.code) continue
      signs.set(id, status.code)
      say({ event: 'state', device: id, name, said: status, symbol: null })
    }
  }
  const open: OpenDevices = new OpenDevices(
    {
      queue,
      // Nothing is printed from here.
      isTraining: () => true,
      changed: () => look(),
      log: (failure, device) =>
        say({ event: 'refused', device, name: nameOf(device), said: shown(failure), symbol: null }),
    },
    (): DeviceView[] => [],
  )
  await open.use(settings)
  let before = new Map<string, FoundDevice>()
  try {
    while (!signal.aborted) {
      const { found } = await discover({ settings, held: open.held() })
      const now = new Map(found.map((device) => [`${device.what} ${device.where}`, device]))
      for (const [key, { where, name, hindrance }] of now)
        if (!before.has(key))
          say({ event: 'there', device: where, name, said: hindrance?.why ?? null, symbol: null })
      for (const [key, { where, name }] of before)
        if (!now.has(key)) say({ event: 'gone', device: where, name, said: null, symbol: null })
      before = now
      await pause(LOOK_MS, signal)
    }
  } finally {
    await open.close()
    await queue.close()
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
