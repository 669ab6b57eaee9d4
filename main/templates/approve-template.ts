import { toHex } from '../../core/encoding/hex.ts'
import { templateHash, templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { type TemplateStatement, templateStatements } from '../../core/label/template-approval.ts'
import type { PersonSigner } from '../../core/statement/record-of-person.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { TemplateDocument, TemplateRecord } from '../store/label-templates.ts'

/** Who says something of a template, under which badge, at which station. */
export interface TemplateSayer extends PersonSigner {
  readonly badge: string
  /** Issuer URI of the station. */
  readonly station: string
  /** RFC 3339 */
  readonly t: string
}

/** A template's row in the store. `badge`: who brought it; null for one of the release. */
export const documentOf = (template: LabelTemplate, t: string, badge: string | null): TemplateDocument => ({
  hash: templateHash(template),
  template: templateId(template),
  json: JSON.stringify(template),
  t,
  badge,
})

/** A supervisor's signed word that this document may be printed by. */
export const approvalOf = (
  document: Pick<TemplateDocument, 'template' | 'hash'>,
  by: TemplateSayer,
): TemplateRecord =>
  recordOf('approved', { format: 'bondmark/template-approved/1', ...saidOf(document, by) }, by)

/** A supervisor's signed word that nothing more is to be printed by it. */
export const retirementOf = (
  document: Pick<TemplateDocument, 'template' | 'hash'>,
  reason: string,
  by: TemplateSayer,
): TemplateRecord =>
  recordOf('retired', { format: 'bondmark/template-retired/1', ...saidOf(document, by), reason }, by)

const saidOf = (
  { template, hash }: Pick<TemplateDocument, 'template' | 'hash'>,
  { station, t }: TemplateSayer,
) => ({
  station,
  t,
  template,
  hash,
})

function recordOf(kind: TemplateRecord['kind'], said: TemplateStatement, by: TemplateSayer): TemplateRecord {
  const bytes = templateStatements.sign(said, by)
  const { template, hash } = said
  return { id: toHex(sha256Native(bytes)), kind, template, hash, t: by.t, badge: by.badge, bytes }
}
