import type { Bitmap } from '../../render/bitmap.ts'
import { acsField, z64Field } from './graphic-field.ts'

const pack = { acs: acsField, z64: z64Field }
type Packing = keyof typeof pack

const packed: Record<Packing, WeakMap<Bitmap, string>> = { acs: new WeakMap(), z64: new WeakMap() }

/**
 * `^GF` of a picture that many labels share (names, origins, TRAINING), packed once for as long as the layout keeps it:
 * half the work of a native label is in these.
 */
export function packedPicture(bitmap: Bitmap, packing: Packing): string {
  const known = packed[packing].get(bitmap)
  if (known !== undefined) return known
  const field = pack[packing](bitmap)
  packed[packing].set(bitmap, field)
  return field
}
