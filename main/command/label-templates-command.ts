import type { z } from 'zod'
import type { labelTemplatesAnswer } from '../../core/contract/label-templates.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { templateBytesMax } from '../../core/label/template/read-template.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { templateHash, templateId } from '../../core/label/template/template-hash.ts'
import { approvedHash } from '../templates/known-templates.ts'
import { listTemplates } from '../templates/list-templates.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

type Listed = z.infer<typeof labelTemplatesAnswer>['templates'][number]

/** `bondmark label templates`: the documents of the release, or with a workspace all that it knows and what they stand for. */
export async function labelTemplatesCommand(options: { workspace?: string; json?: boolean }): Promise<void> {
  const templates = options.workspace === undefined ? ofTheRelease() : await inWorkspace(options.workspace)
  if (options.json) return answer({ format: 'bondmark/label-templates/1', templates })
  for (const { template, kind, size, hash, title, standing } of templates) {
    const parts = [
      template.padEnd(18),
      kind.padEnd(6),
      `${size.width}×${size.height} mm`.padEnd(10),
      hash.slice(0, 12),
      (standing ?? '').padEnd(standing === null ? 0 : 8),
      title.en,
    ]
    process.stdout.write(`${parts.filter((part) => part !== '').join('  ')}\n`)
  }
}

const ofTheRelease = (): Listed[] =>
  shippedTemplates.map((template) => {
    const { kind, title, size } = template
    return { template: templateId(template), hash: templateHash(template), kind, title, size, standing: null }
  })

const inWorkspace = (folder: string): Promise<Listed[]> =>
  withReader(personPath(folder), ({ store }) =>
    listTemplates(store).map(({ template, hash, kind, title, size, standing }) => ({
      template,
      hash,
      kind,
      title,
      size,
      standing,
    })),
  )

/** `bondmark label template import`: throws what the document is refused for. */
export async function takeTemplateCommand(
  file: string,
  options: { workspace: string; badge: string },
): Promise<number> {
  const bytes = readNamedFile(file, templateBytesMax)
  await withWorkspace(
    { folder: personPath(options.workspace), waitMsMax: 0 },
    async ({ station, templates }) => {
      const badge = options.badge.trim().toUpperCase()
      if (!station.ctx.store.people.get(badge)) throw new BondmarkError('badge-unknown', { badge })
      const { template, hash } = templates.bring(bytes, badge)
      // The same document again is the one that is here, whatever became of it.
      const isApproved = approvedHash(station.ctx.store, template) !== null
      const detail = { template, hash: hash.slice(0, 12) }
      tell({ code: isApproved ? 'template-approved-before' : 'template-taken', detail })
    },
  )
  return EXIT.done
}
