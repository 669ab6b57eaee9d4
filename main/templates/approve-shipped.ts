import { shippedTemplates } from '../../core/label/template/shipped.ts'
import type { StationStore } from '../store/station-store.ts'
import { approvalOf, documentOf, type TemplateSayer } from './approve-template.ts'

/** Everything that the release ships, approved by somebody: what the sample supervisor of a training workspace does. */
export function approveShipped({ templates }: Pick<StationStore, 'templates'>, by: TemplateSayer): void {
  for (const template of shippedTemplates) {
    const document = documentOf(template, by.t, null)
    templates.add(document)
    templates.say(approvalOf(document, by))
  }
}
