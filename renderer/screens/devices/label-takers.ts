import type { DeviceSetting } from '../../../core/contract/devices.ts'
import { holderOf } from '../../../core/label/stock.ts'
import { type LabelKind, labelKinds } from '../../../core/label/template/label-kind.ts'
import type { Device } from './device-order.ts'

/** Which kinds of labels go to a printer as things stand. */
export type Prints = readonly LabelKind[]

type Setting = Pick<Extract<DeviceSetting, { kind: 'printer' }>, 'id' | 'kind' | 'enabled' | 'stock'>

/**
 * Which printer gets which labels, by id: of those that have a kind in them, the one that `holderOf` says, ready or not; what none
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
  const used = settings.filter(
    (setting): setting is Setting =>
      setting.kind === 'printer' && setting.enabled && !unusable.has(setting.id),
  )
  const takerOf = (wanted: LabelKind) =>
    holderOf(used, wanted)?.id ?? printers.find(({ simulated }) => simulated)?.id
  const takers = labelKinds.map((kind) => ({ kind, id: takerOf(kind) }))
  const usable = printers.filter(({ id }) => !unusable.has(id))
  return new Map(
    usable.map(({ id }) => [id, takers.filter((taker) => taker.id === id).map(({ kind }) => kind)]),
  )
}
