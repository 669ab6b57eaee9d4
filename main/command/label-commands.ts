import { type Command, Option } from 'commander'
import { type LabelLanguage, labelLanguages } from '../../core/label/template/label-kind.ts'
import { printerModels } from '../../drivers/printers/models.ts'
import { addLabelCheckCommand } from './label-check-command.ts'
import { addLabelHistoryCommand } from './label-history-command.ts'
import { labelTemplatesCommand, takeTemplateCommand } from './label-templates-command.ts'
import { type RenderOptions, renderLabel } from './render-label.ts'

interface AskedOf {
  readonly content?: string
  readonly sample?: boolean
  readonly dpi?: string
  readonly language: LabelLanguage
  readonly format?: RenderOptions['format']
  readonly model?: string
  readonly out?: string
  readonly workspace?: string
}

const formats = ['zpl', 'tspl', 'png', 'page'] as const

/** What `render` and `preview` ask alike. */
const drawing = (command: Command): Command =>
  command
    .argument('<template>', 'name of a template (unit-60x40, unit-60x40/1), or a file')
    .option('--content <file>', 'what the label says (JSON)')
    .option('--sample', 'sample goods instead of a content')
    .addOption(new Option('--dpi <dpi>', 'resolution of the print head').choices(['203', '300', '600']))
    .addOption(
      new Option('--language <language>', "of the label's own words")
        .choices(labelLanguages)
        .default('zh-CN'),
    )
    .option('--workspace <dir>', 'a workspace whose templates may be named')
    .option('--out <file>', 'where to write it; a file that stands there is replaced')

const asked = ({ dpi, ...options }: AskedOf) => ({
  ...options,
  sample: options.sample === true,
  dpi: dpi === undefined ? undefined : (Number(dpi) as 203 | 300 | 600),
})

/** `bondmark label …`: labels by their documents, without a station, and what they prove. */
export function addLabelCommands(program: Command, exit: (code: number) => void): void {
  const label = program.command('label').description('labels and the documents they are printed by')

  addLabelCheckCommand(label, exit)
  addLabelHistoryCommand(label, exit)

  drawing(label.command('render'))
    .description("a label as a printer's job, as a picture, or as the page that was laid out")
    .addOption(new Option('--format <format>', 'what to write').choices(formats))
    .addOption(new Option('--model <model>', 'printer to write it for').choices(Object.keys(printerModels)))
    .action(async (template: string, options: AskedOf) =>
      exit(await renderLabel(template, { ...asked(options), blanked: false })),
    )

  drawing(label.command('preview'))
    .description('a picture of a label (PNG), its scratch code covered and its seal replaced')
    .action(async (template: string, options: AskedOf) =>
      exit(await renderLabel(template, { ...asked(options), format: 'png', blanked: true })),
    )

  label
    .command('templates')
    .description('the templates of this release, or all that a workspace knows')
    .option('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action(labelTemplatesCommand)

  label
    .command('template')
    .description('one template document')
    .command('import <file>')
    .description('brings a document to a workspace, where a supervisor approves it on the Templates screen')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .requiredOption('--badge <badge>', 'who brings it')
    .action(async (file: string, options: { workspace: string; badge: string }) =>
      exit(await takeTemplateCommand(file, options)),
    )
}
