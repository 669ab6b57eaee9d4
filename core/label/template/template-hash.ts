import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../../encoding/hex.ts'
import { canonicalBytes } from '../../statement/canonical-json.ts'
import type { LabelTemplate } from './template-schema.ts'

/** What events and print records call a template: `unit-60x40/1`. */
export const templateId = ({ name, version }: Pick<LabelTemplate, 'name' | 'version'>): string =>
  `${name}/${version}`

/** Hex SHA-256 of the document's RFC 8785 bytes: the same however it is spaced, another for any other document. */
export const templateHash = (template: LabelTemplate): string => toHex(sha256(canonicalBytes(template)))
