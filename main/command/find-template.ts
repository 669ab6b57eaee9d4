import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readTemplate, templateBytesMax } from '../../core/label/template/read-template.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { approvedHash, templateByHash } from '../templates/known-templates.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { readNamedFile } from './read-file.ts'
import { personPath } from './terminal.ts'
import { type Reader, withReader } from './with-reader.ts'

/** What a sample label says of its station. */
type Station = Pick<StationProfile, 'serialPrefix' | 'resolverHost' | 'training'>

const training: Station = { serialPrefix: 'B7Q', resolverHost: 'verify.bondmark.example', training: true }

const nameShape = /^[a-z][a-z0-9-]{0,39}(?:\/[1-9]\d{0,3})?$/

/**
 * A template that a person names: by name and version, by name alone (then the newest version), or as a file. Names are those of
 * the release, and of what was approved in a workspace. Throws `template-missing`, those of files and of `readTemplate`.
 */
export async function findTemplate(
  named: string,
  workspace: string | undefined,
): Promise<{ template: LabelTemplate; profile: Station }> {
  if (workspace === undefined)
    return { template: byName(named, shippedTemplates) ?? inFile(named), profile: training }
  return withReader(personPath(workspace), (reader) => ({
    template: byName(named, knownTo(reader)) ?? inFile(named),
    profile: reader.profile,
  }))
}

/** Approved ones of the workspace before those of the release. */
function knownTo({ store }: Reader): LabelTemplate[] {
  const ids = new Set([
    ...store.templates.all().map(({ template }) => template),
    ...shippedTemplates.map(templateId),
  ])
  return [...ids].flatMap((id) => {
    const hash = approvedHash(store, id)
    return (hash !== null && templateByHash(store, hash)) || []
  })
}

function byName(named: string, known: readonly LabelTemplate[]): LabelTemplate | null {
  if (!nameShape.test(named)) return null
  const fitting = known.filter((template) => templateId(template) === named || template.name === named)
  return fitting.toSorted((a, b) => b.version - a.version)[0] ?? null
}

function inFile(named: string): LabelTemplate {
  try {
    return readTemplate(readNamedFile(named, templateBytesMax))
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (isMissing && nameShape.test(named)) throw new BondmarkError('template-missing', { template: named })
    throw error
  }
}
