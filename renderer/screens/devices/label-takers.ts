import type { DeviceSetting } from '../../../core/contract/devices.ts'
import type { Device } from './device-order.ts'

/** Which labels go to a printer as things stand. */
export type Prints = 'unit' | 'case' | 'both' | 'none'

type Setting = Pick<Extract<DeviceSetting, { kind: 'printer' }>, 'id' | 'kind' | 'enabled' | 'stock'>

/**
 * Which printer gets which labels, by id: of those that have a kind in them, the first that was set up, ready or not; what none
 * has, the simulated one. Two printers look alike on the screen, and only one of them is at work.
 */
export function labelTakers(
  devices: readonly Pick<Device, 'id' | 'kind' | 'simulated' | 'status'>[],
  settings: readonly (
    | Setting
    | Pick<Extract<DeviceSetting, { kind: 'scanner' }>, 'id' | 'kind' | 'enabled'>
  )[],
): ReadonlyMap<string, Prints> {
  const printers = devices.filter(({ kind }) => kind === 'printer')
  const unusable = new Set(
    printers.filter(({ status }) => status.code === 'device-model-unknown').map(({ id }) => id),
  )
  const takerOf = (wanted: 'unit' | 'case') =>
    settings.find(
      (setting) =>
        setting.kind === 'printer' &&
        setting.enabled &&
        !unusable.has(setting.id) &&
        (setting.stock === wanted || setting.stock === 'both'),
    )?.id ?? printers.find(({ simulated }) => simulated)?.id
  const [unit, box] = [takerOf('unit'), takerOf('case')]
  const usable = printers.filter(({ id }) => !unusable.has(id))
  return new Map(
    usable.map(({ id }) => {
      if (id === unit) return [id, id === box ? 'both' : 'unit'] as const
      return [id, id === box ? 'case' : 'none'] as const
    }),
  )
}
